import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../../examples/demoapp/test/demoapp.ts';
import { family } from '../servers/support/processes.ts';
import { until } from '../shutdown/haproxy.ts';
import { missing } from '../support/missing.ts';
import { accepts } from './nginx.ts';
import { podIp, type SidecarOptions, type SidecarPod, startSidecarPod } from './sidecar-pod.ts';
import { after, light } from './traffic.ts';

const folder = 'kubernetes/11-sidecar-proxy';
const haproxy = {
  config: [`${folder}/config.yaml`, 'haproxy.cfg'],
  // As the image does. Without -W it has no handler for SIGTERM, which the first process of a container then does not get.
  proxy: (file: string) => ['haproxy', '-W', '-db', '-f', file],
} as const;

/** The manifests of the scenario that can be run here. */
const variants: Readonly<Record<string, SidecarOptions>> = {
  'pod.yaml': { manifest: `${folder}/pod.yaml`, ...haproxy },
  'nginx.yaml': {
    manifest: `${folder}/nginx.yaml`,
    config: [`${folder}/nginx.yaml`, 'nginx.conf'],
    proxy: (file) => ['nginx', '-e', 'stderr', '-c', file, '-g', 'daemon off;'],
    // A pipe of Node is a socket, which cannot be opened as /dev/stdout.
    replace: (own) => ({ ' /tmp/': ` ${own}/`, '/dev/stdout': `${own}/access.log` }),
  },
  'exec.yaml': { manifest: `${folder}/exec.yaml`, ...haproxy },
};

const absent = missing('haproxy', 'nginx', 'setpriv');

describe.skipIf(absent)('scenario 11 as processes', () => {
  const pods = new Map<string, SidecarPod>();

  /** All variants at the same time: they spend theirs waiting. */
  async function each(check: (pod: SidecarPod, name: string) => Promise<void>): Promise<void> {
    await Promise.all(
      Array.from(pods, async ([name, pod]) => {
        try {
          await check(pod, name);
        } catch (error) {
          throw new Error(`${name}: ${error instanceof Error ? error.message : error}\n${pod.log()}`, { cause: error });
        }
      }),
    );
  }
  const becomes = (pod: SidecarPod, ready: string) => until(async () => pod.row().ready === ready, `READY ${ready}`);
  const failures = (pod: SidecarPod) =>
    pod.records().filter((one) => one.kind === 'probe' && one.probe === 'readiness' && one.outcome === 'failure');
  const messages = (pod: SidecarPod) => pod.records().flatMap((one) => (one.kind === 'event' ? [one.message] : []));
  const starts = (pod: SidecarPod, container: string) =>
    pod.records().filter((one) => one.kind === 'container' && one.container === container && one.event === 'started');
  const exits = (pod: SidecarPod, from: number) =>
    pod
      .records()
      .slice(from)
      .flatMap((one) => (one.kind === 'container' && one.event === 'exited' ? [[one.container, one.code]] : []));

  beforeAll(async () => {
    for (const [name, options] of Object.entries(variants)) pods.set(name, await startSidecarPod(options));
    await each((pod) => becomes(pod, '2/2'));
  });
  afterAll(() => {
    for (const pod of pods.values()) pod.close();
  });

  it('the app is started when the proxy has started', () =>
    each(async (pod) => {
      const order = pod.records().flatMap((one) => {
        if (one.kind === 'container' && one.event === 'started') return [`${one.container} started`];
        return one.kind === 'result' && one.probe === 'startup' && one.result === 'success' ? ['proxy is up'] : [];
      });
      expect(order).toEqual(['proxy started', 'proxy is up', 'app started']);
    }));

  it('the page shows the proxy as the client', () =>
    each(async (pod) => {
      const page = await (await fetch(`http://${podIp}:${pod.proxyPort}/`)).text();
      expect(page).toMatch(/^Probez demoapp v\S+ !! ClientIP: 127\.0\.0\.1, ServerName: \S+, ServerIP: \S+!\n$/);
    }));

  it('the proxy is on the Pod’s address, and the app on 127.0.0.1 only', () =>
    each(async (pod) => {
      expect(await accepts(pod.proxyPort, podIp)).toBe(true);
      expect(await accepts(pod.appPort, '127.0.0.1')).toBe(true);
      expect(await accepts(pod.appPort, podIp)).toBe(false);
    }));

  it('readyz=FAIL takes it out of service and OK brings it back, without a restart', () =>
    each(async (pod) => {
      await post(pod.proxyPort, 'readyz', 'FAIL');
      await becomes(pod, '1/2');
      expect(messages(pod).join('\n')).toMatch(/^Readiness probe failed: .*503/m);
      await post(pod.proxyPort, 'readyz', 'OK');
      await becomes(pod, '2/2');
      expect(pod.row().restarts).toBe(0);
    }));

  it('a proxy that hangs looks like a dead app, but not to an exec probe', () =>
    each(async (pod, name) => {
      const before = failures(pod).length;
      const from = pod.records().length;
      const signal = (one: NodeJS.Signals) => family(pod.pid('proxy')).forEach((pid) => void process.kill(pid, one));
      signal('SIGSTOP');
      try {
        if (name === 'exec.yaml') {
          const passed = () =>
            pod
              .records()
              .slice(from)
              .filter((one) => one.kind === 'probe').length;
          await until(async () => passed() >= 6, 'six attempts by exec');
          expect(failures(pod)).toHaveLength(before);
        } else {
          await until(async () => failures(pod).length > before, 'a failed attempt through the proxy');
          expect(messages(pod).join('\n')).toContain('(Client.Timeout exceeded while awaiting headers)');
        }
      } finally {
        signal('SIGCONT');
      }
      await becomes(pod, '2/2');
    }));

  it('livez=FAIL restarts the app, and not the proxy', () =>
    each(async (pod) => {
      await post(pod.proxyPort, 'livez', 'FAIL');
      await until(async () => starts(pod, 'app').length === 2, 'the restart');
      await becomes(pod, '2/2');
      expect(starts(pod, 'proxy')).toHaveLength(1);
    }));

  it('on deletion the app drains, clients are told to let go, no request fails, and the proxy ends last', () =>
    each(async (pod) => {
      const load = light(pod.proxyPort);
      await after(load, 20);
      const from = pod.records().length;
      pod.delete();
      await until(async () => {
        const { headers } = await fetch(`http://${podIp}:${pod.proxyPort}/hostname`);
        return headers.get('connection')?.includes('close') === true;
      }, 'Connection: close');
      await after(load, 20);
      // By now a Service sends nothing more.
      const { errors } = await load.stop();
      expect(exits(pod, from), 'the app still served').toEqual([]);
      expect(errors).toEqual({});
      await pod.ended();
      expect(exits(pod, from)[0]).toEqual(['app', 0]);
      expect(exits(pod, from).map(([container]) => container)).toEqual(['app', 'proxy']);
    }));
});
