import type { KubeletRecord, Pod } from '@probez/kubelet';
import { expect } from 'vitest';
import { demoApp } from '../demo-app.ts';
import type { Scenario } from '../scenario.ts';

const isContainer = (event: string, container?: string) => (record: KubeletRecord) =>
  record.kind === 'container' && record.event === event && (container === undefined || record.container === container);
const isHook = (event: string) => (record: KubeletRecord) => record.kind === 'hook' && record.event === event;

/** Envoy's hook talks to Envoy's admin interface, which a stand-in does not have; test/clients runs it. */
const withoutHooks = (pod: Pod): Pod => ({
  ...pod,
  initContainers: pod.initContainers.map(({ preStop: _hook, ...container }) => container),
});

/** 8 to 12: hooks, sidecars and init containers. */
export const hooks: readonly Scenario[] = [
  {
    folder: '08-poststart',
    verified: 'run and simulated',
    async play(open) {
      const lab = open('pod.yaml');
      await lab.pod.runFor(4.9);
      expect(lab.pod.row()).toMatchObject({ ready: '0/1', status: 'ContainerCreating' });
      await lab.pod.runFor(25);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect(lab.count('Unhealthy')).toBe(0); // no attempt before the hook had ended
      const fails = open('fails.yaml');
      await fails.pod.runFor(40);
      expect(fails.pod.watch().some(({ ready }) => ready === '1/1')).toBe(false);
      expect(fails.count('FailedPostStartHook')).toBeGreaterThan(1);
      expect(fails.count('Killing')).toBeGreaterThan(1);
      return { pod: lab.shown(), fails: fails.shown() };
    },
  },
  {
    folder: '09-prestop',
    verified: 'run and simulated',
    async play(open) {
      const app = demoApp({ sigterm: { exitAfterMs: 3000 } });
      const deleted = open('pod.yaml', { apps: { app } });
      await deleted.pod.runFor(30);
      const from = deleted.pod.seconds();
      deleted.pod.delete();
      await deleted.pod.runFor(30);
      const [sigterm = 0] = deleted.times(isContainer('sigterm'));
      const [exited = 0] = deleted.times(isContainer('exited'));
      expect(sigterm - from).toBeCloseTo(5, 0);
      expect(exited - from).toBeCloseTo(8, 0);
      expect(deleted.times(isContainer('sigkill'))).toEqual([]);

      const killed = open('pod.yaml', { apps: { app } });
      await killed.pod.runFor(30);
      await killed.post('livez', 'FAIL');
      await killed.pod.runUntil((row) => row.restarts === 1);
      const [kill = 0] = killed.times(isContainer('killing'));
      await killed.pod.runFor(kill + 15 - killed.pod.seconds());
      const [, again = 0] = killed.times(isContainer('started'));
      expect(again - kill).toBeGreaterThan(7.9);
      expect(again - kill).toBeLessThan(9);

      const overrun = open('overrun.yaml');
      await overrun.pod.runFor(30);
      const start = overrun.pod.seconds();
      overrun.pod.delete();
      await overrun.pod.runFor(30);
      const [last = 0] = overrun.times(isContainer('sigterm'));
      const [sigkill = 0] = overrun.times(isContainer('sigkill'));
      expect(last - start).toBeCloseTo(10, 0);
      expect(sigkill - last).toBeCloseTo(2, 0);
      return { delete: deleted.timeline(from), overrun: overrun.timeline(start) };
    },
  },
  {
    folder: '10-hook-handlers',
    verified: 'run and simulated',
    async play(open) {
      const lab = open('pod.yaml', { apps: { 'with-http': demoApp() } });
      await lab.pod.runFor(10);
      lab.pod.delete();
      await lab.pod.runFor(30);
      expect(lab.times(isHook('ended'))).toHaveLength(3);
      expect(lab.times(isHook('failed'))).toEqual([]); // 404 is as good as any answer
      expect(lab.times(isContainer('sigkill'))).toEqual([]);

      const tcp = open('tcp-socket.yaml');
      await tcp.pod.runFor(15);
      expect(tcp.count('FailedPostStartHook')).toBeGreaterThan(0);
      expect(tcp.pod.watch().some(({ ready }) => ready === '1/1')).toBe(false);
      return { hooks: lab.timeline(), tcp: tcp.rows() };
    },
  },
  {
    folder: '11-sidecar-proxy',
    verified: 'simulated in part',
    async play(open) {
      const values = new Map<string, string>();
      const proxy = {
        port: 8000,
        bootMs: 3000,
        sigterm: { exitAfterMs: 100 },
        // Forwards to the app, which is only there while its container runs.
        start: () => {
          const forward = { '/livez': 'livez', '/readyz': 'readyz' } as const;
          return ({ method, url, body = '' }: { method: string; url: string; body?: string }) => {
            if (url === '/proxy-is-up') return { status: 200 };
            const name = url === '/livez' || url === '/readyz' ? forward[url] : undefined;
            if (name === undefined) return { status: 404 };
            if (method === 'POST') values.set(name, new URLSearchParams(body).get(name) ?? '');
            return { status: method === 'POST' || (values.get(name) ?? 'OK') === 'OK' ? 200 : 503 };
          };
        },
      };
      const played: Record<string, string> = {};
      for (const [file, drainMs] of Object.entries({ 'pod.yaml': 5000, 'nginx.yaml': 5000, 'envoy.yaml': 7000 })) {
        values.clear();
        const app = demoApp({ port: 8080, sigterm: { exitAfterMs: drainMs } });
        const lab = open(file, { apps: { proxy, app }, change: withoutHooks });
        await lab.pod.runUntil((row) => row.ready === '2/2');
        const [proxyStart = 0] = lab.times(isContainer('started', 'proxy'));
        const [appStart = 0] = lab.times(isContainer('started', 'app'));
        expect(appStart - proxyStart, file).toBeGreaterThan(3);
        await lab.pod.runFor(30 - lab.pod.seconds());
        await lab.pod.request({ method: 'POST', url: '/readyz', body: 'readyz=FAIL', port: 8000 });
        expect(await lab.pod.runUntil((row) => row.ready === '1/2'), file).toBeLessThanOrEqual(15.1);
        await lab.pod.runFor(5);
        const from = lab.pod.seconds();
        lab.pod.delete();
        await lab.pod.runFor(30);
        const [proxyEnd = 0] = lab.times(isContainer('exited', 'proxy'));
        const [appEnd = 0] = lab.times(isContainer('exited', 'app'));
        expect(proxyEnd, file).toBeGreaterThan(appEnd);
        expect(lab.times(isContainer('sigkill')), file).toEqual([]);
        expect(lab.pod.row().restarts, file).toBe(0);
        played[file] = `${lab.rows()}\n\n${lab.timeline(from)}`;
      }
      return { pod: played['pod.yaml'] ?? '' };
    },
  },
  {
    folder: '12-init-containers',
    verified: 'run and simulated in part',
    async play(open) {
      const ends = (code: number) => ({ command: ['sh', '-c', `sleep 1; exit ${code}`] });
      const lab = open('pod.yaml', { apps: { 'redirect-port': ends(0), app: demoApp() } });
      await lab.pod.runUntil((row) => row.ready === '1/1');
      const starts = ['wait-for-volume', 'redirect-port', 'app'].map(
        (one) => lab.times(isContainer('started', one))[0],
      );
      expect(starts[1]).toBeGreaterThan((starts[0] ?? 0) + 3);
      expect(starts[2]).toBeGreaterThan((starts[1] ?? 0) + 1);
      expect(lab.pod.row().restarts).toBe(0);

      const fails = open('pod.yaml', { apps: { 'redirect-port': ends(4), app: demoApp() } });
      await fails.pod.runFor(40);
      expect(fails.times(isContainer('started', 'app'))).toEqual([]);
      expect(fails.times(isContainer('started', 'wait-for-volume'))).toHaveLength(1);
      expect(fails.pod.row().status).toMatch(/^Init:/);
      return { pod: lab.shown(), fails: fails.shown() };
    },
  },
];
