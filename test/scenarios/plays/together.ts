import type { App, KubeletRecord, SimulatedRequest } from '@probez/kubelet';
import { expect } from 'vitest';
import { demoApp } from '../demo-app.ts';
import type { Lab } from '../lab.ts';
import type { Scenario } from '../scenario.ts';

const isContainer = (event: string, container: string) => (record: KubeletRecord) =>
  record.kind === 'container' && record.event === event && record.container === container;

/** What a sidecar's stand-in does: it needs 3 s, and ends at once on SIGTERM. */
const sidecarApps: Readonly<Record<string, { readonly name: string; readonly app: App }>> = {
  'sidecar.yaml': {
    name: 'log-shipper',
    app: { command: ['sh', '-c', "trap 'exit 0' TERM; sleep 3; touch /tmp/up; while true; do sleep 1; done"] },
  },
  'adapter.yaml': { name: 'exporter', app: { port: 9100, bootMs: 3000, start: () => () => ({ status: 200 }) } },
  'ambassador.yaml': {
    name: 'database-proxy',
    app: { port: 9801, bootMs: 3000, start: () => () => ({ status: 200 }) },
  },
};

/** The attempts of both probes from then on, between what else happened. */
function attempts({ pod }: Lab, from: number): string {
  return pod
    .records()
    .filter(({ at }) => at / 1000 >= from)
    .flatMap((record) => {
      const text =
        record.kind === 'probe'
          ? `${record.probe} ${record.outcome}`
          : record.kind === 'pod'
            ? `Pod ${record.event}`
            : record.kind === 'ready'
              ? `Pod ${record.value ? 'ready' : 'not ready'}`
              : record.kind === 'container' && (record.event === 'exited' || record.event === 'sigterm')
                ? `${record.container} ${record.event}`
                : undefined;
      return text === undefined ? [] : [`t=${`${(record.at / 1000 - from).toFixed(1)}s`.padEnd(8)}${text}`];
    })
    .join('\n');
}

/** 23 to 26: probes beside everything else. */
export const together: readonly Scenario[] = [
  {
    folder: '23-side-by-side',
    verified: 'run and simulated',
    async play(open) {
      const asked = new Map<string, number>();
      const app = {
        start:
          () =>
          ({ url, headers }: SimulatedRequest) => {
            const port = headers.host?.split(':')[1] ?? '';
            const key = `port ${port}  GET ${url}`;
            asked.set(key, (asked.get(key) ?? 0) + 1);
            if (port === '9400') return { status: 200 };
            return port === '9464' ? 'hang' : { status: 500 };
          },
      };
      const lab = open('pod.yaml', { apps: { app } });
      await lab.pod.runFor(60);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect([...asked.keys()].sort()).toEqual(['port 9400  GET /livez', 'port 9400  GET /readyz']);
      return {
        asked: [...asked]
          .map(([key, times]) => `${key.padEnd(25)}${times} times`)
          .sort()
          .join('\n'),
      };
    },
  },
  {
    folder: '24-sidecar-adapter-ambassador',
    verified: 'run and simulated in part',
    async play(open) {
      let observed = '';
      for (const [file, { name, app }] of Object.entries(sidecarApps)) {
        const lab = open(file, { apps: { [name]: app, app: demoApp({ port: 8080, sigterm: { exitAfterMs: 2000 } }) } });
        await lab.pod.runUntil((row) => row.ready === '2/2', { seconds: 30 });
        lab.pod.delete();
        await lab.pod.runFor(30);
        const at = (event: string, container: string) => lab.times(isContainer(event, container))[0] ?? Number.NaN;
        expect(at('started', 'app') - at('started', name), file).toBeGreaterThanOrEqual(3);
        expect(at('sigterm', name), file).toBeGreaterThanOrEqual(at('exited', 'app'));
        expect(lab.pod.row().restarts, file).toBe(0);
        if (file === 'sidecar.yaml') observed = lab.rows();
      }
      return { sidecar: observed };
    },
  },
  {
    folder: '25-grpc-and-grace',
    verified: 'run and simulated',
    async play(open) {
      let orders = 'SERVING';
      const server: App = {
        port: 50_051,
        start: () => () => undefined,
        grpc: (service) => (service === '' ? 'SERVING' : service === 'orders' ? orders : 'SERVICE_UNKNOWN'),
      };
      const grpc = open('grpc.yaml', { apps: { app: server } });
      await grpc.pod.runFor(20);
      orders = 'NOT_SERVING';
      await grpc.pod.runFor(20);
      expect(grpc.pod.row()).toMatchObject({ ready: '0/1', restarts: 0 });
      orders = 'SERVING';
      await grpc.pod.runFor(20);
      expect(grpc.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });

      const grace = open('grace.yaml', { apps: { app: demoApp({ sigterm: 'ignore' }) } });
      await grace.pod.runFor(20);
      await grace.post('livez', 'FAIL');
      await grace.pod.runUntil((row) => row.restarts === 1);
      const [kill = 0] = grace.times(isContainer('killing', 'app'));
      const [end = 0] = grace.times(isContainer('sigkill', 'app'));
      expect(end - kill).toBeCloseTo(5, 1);
      await grace.pod.runFor(kill + 10 - grace.pod.seconds());

      const deletion = open('grace.yaml', { apps: { app: demoApp({ sigterm: { exitAfterMs: 22_000 } }) } });
      await deletion.pod.runFor(21);
      const from = deletion.pod.seconds();
      await deletion.post('livez', 'FAIL');
      await deletion.post('readyz', 'FAIL');
      deletion.pod.delete();
      await deletion.pod.runFor(30);
      const probed = (probe: string) =>
        deletion.times((one) => one.kind === 'probe' && one.probe === probe && one.at / 1000 > from);
      expect(probed('liveness')).toEqual([]);
      expect(probed('readiness').length).toBeGreaterThan(3);
      return { grpc: grpc.shown(), grace: grace.timeline(kill), deletion: attempts(deletion, from) };
    },
  },
  {
    folder: '26-rolling-update',
    verified: 'run and simulated in part',
    async play(open) {
      const app = demoApp({ sigterm: { exitAfterMs: 5000 } });
      const lab = open('../base/deployment.yaml', { apps: { app } });
      const up = await lab.pod.runUntil((row) => row.ready === '1/1', { seconds: 60 });
      expect(up).toBeLessThan(5);
      await lab.pod.runFor(60 - up);
      const from = lab.pod.seconds();
      lab.pod.delete();
      await lab.post('readyz', 'FAIL');
      let answered = 0;
      for (let asked = 0; asked < 10; asked += 1) {
        const reply = await lab.pod.request({});
        if (typeof reply !== 'string' && reply.status === 200) answered += 1;
        await lab.pod.runFor(0.5);
      }
      expect(answered).toBe(10);
      await lab.pod.runFor(5);
      expect(lab.times(isContainer('sigkill', 'app'))).toEqual([]);
      return { pod: `${lab.rows()}\n\n${lab.timeline(from)}\n\n10 requests, ${answered} answered` };
    },
  },
];
