import type { InProcessApp, Pod, Script } from '@probez/kubelet';
import { expect } from 'vitest';
import { demoApp } from '../demo-app.ts';
import type { Scenario } from '../scenario.ts';

type Sigterm = NonNullable<InProcessApp['sigterm']>;

/** Puts another command in the place of every exec liveness probe: the simulation runs neither Node nor curl. */
const probeWith =
  (command: readonly string[]) =>
  (pod: Pod): Pod => ({
    ...pod,
    containers: pod.containers.map((container) =>
      container.livenessProbe === undefined
        ? container
        : { ...container, livenessProbe: { ...container.livenessProbe, handler: { kind: 'exec', command } } },
    ),
  });

/** 1 to 7: exec, TCP and HTTP, liveness and readiness. */
export const handlers: readonly Scenario[] = [
  {
    folder: '01-exec-file',
    verified: 'run and simulated',
    async play(open) {
      const lab = open('pod.yaml');
      await lab.pod.runFor(110);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', status: 'Running', restarts: 1 });
      expect(lab.count('Unhealthy', "can't open '/tmp/healthy'")).toBe(3);
      expect(lab.count('Killing')).toBe(1);
      // The shell has no handler for SIGTERM: the whole grace period passes.
      const [killed = 0] = lab.times((one) => one.kind === 'container' && one.event === 'killing');
      const [, again = 0] = lab.times((one) => one.kind === 'container' && one.event === 'started');
      expect(again - killed).toBeGreaterThan(30);
      return { pod: lab.shown() };
    },
  },
  {
    folder: '02-exec-app',
    verified: 'run and simulated',
    async play(open) {
      const app = (sigterm: Sigterm) => ({
        sigterm,
        start: ({ files }: { files: Map<string, string> }) => {
          files.set('/tmp/ok', '');
          return ({ method }: { method: string }) => {
            if (method === 'POST') files.delete('/tmp/ok');
            return { status: 200 };
          };
        },
      });
      const play = async (file: string, sigterm: Sigterm) => {
        const lab = open(file, { apps: { app: app(sigterm) }, change: probeWith(['test', '-e', '/tmp/ok']) });
        await lab.pod.runFor(7);
        await lab.post('livez', 'FAIL');
        const killed = await lab.pod.runUntil((row) => row.restarts === 1);
        expect(killed > 30).toBe(sigterm === 'ignore');
        await lab.pod.runFor(60);
        expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 1 });
        expect([lab.count('Unhealthy'), lab.count('Killing')]).toEqual([3, 1]);
        return lab.shown();
      };
      await play('shell.yaml', 'ignore'); // as the original app does
      return { pod: await play('pod.yaml', { exitAfterMs: 1000 }) };
    },
  },
  {
    folder: '03-tcp',
    verified: 'run and simulated',
    async play(open) {
      const play = async (boots: Script['boots'], seconds: number) => {
        const lab = open('pod.yaml', { apps: { app: { boots } } });
        await lab.pod.runFor(seconds);
        return lab;
      };
      const closes = await play([{ closeAfterMs: 20_000 }, {}], 120);
      expect(closes.pod.row()).toMatchObject({ ready: '1/1', restarts: 1 });
      expect(closes.count('Unhealthy', 'dial tcp 10.244.0.10:8080: connect: connection refused')).toBe(3);
      const rule = await play([{ closeAfterMs: 20_000 }, { listenAfterMs: 1e9 }], 300);
      expect(rule.pod.row().restarts).toBeGreaterThan(3);
      expect(rule.pod.watch().map(({ status }) => status)).toContain('CrashLoopBackOff');
      return { closes: closes.shown(), rule: rule.rows() };
    },
  },
  {
    folder: '04-tcp-nginx',
    verified: 'run and simulated',
    async play(open) {
      const lab = open('pod.yaml', { apps: { nginx: { boots: [{ exitAfterMs: 20_000, exitCode: 0 }, {}] } } });
      await lab.pod.runFor(60);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', status: 'Running', restarts: 1 });
      expect([lab.count('Unhealthy'), lab.count('Killing')]).toEqual([0, 0]);
      return { pod: lab.shown() };
    },
  },
  {
    folder: '05-http-liveness',
    verified: 'run and simulated',
    async play(open) {
      const lab = open('pod.yaml', { apps: { app: demoApp() } });
      await lab.pod.runFor(60);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      await lab.post('livez', 'FAIL');
      expect(await lab.pod.runUntil((row) => row.restarts === 1)).toBeLessThanOrEqual(16);
      await lab.pod.runFor(60);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 1 });
      expect(lab.count('Unhealthy', 'statuscode: 503')).toBe(3);

      const answers = [
        [200, 'passes'],
        [204, 'passes'],
        [304, 'passes'],
        [399, 'passes'],
        [{ redirect: 'http://login.example/' }, 'passes'],
        [400, 'fails'],
        [404, 'fails'],
        [500, 'fails'],
        ['hang', 'fails'],
        ['close', 'fails'],
        [{ delayMs: 1500, status: 200 }, 'fails'],
        ['stall', 'passes'],
      ] as const;
      const lines: string[] = [];
      for (const [answer, verdict] of answers) {
        const one = open('pod.yaml', { apps: { app: { boots: [{ routes: { '/livez': [answer] } }] } } });
        await one.pod.runFor(60);
        const { restarts } = one.pod.row();
        expect(restarts === 0 ? 'passes' : 'fails', JSON.stringify(answer)).toBe(verdict);
        const event = one.pod.events().find(({ type }) => type === 'Warning');
        lines.push(`${JSON.stringify(answer).padEnd(36)} RESTARTS ${restarts}   ${event?.message ?? ''}`.trimEnd());
      }
      return { fail: lab.shown(), answers: lines.join('\n') };
    },
  },
  {
    folder: '06-http-readiness',
    verified: 'run and simulated',
    async play(open) {
      const lab = open('pod.yaml', { apps: { app: demoApp() } });
      const up = await lab.pod.runUntil((row) => row.ready === '1/1');
      expect(up).toBeGreaterThanOrEqual(15);
      expect(up).toBeLessThanOrEqual(21);
      await lab.pod.runFor(30 - up);
      await lab.post('readyz', 'FAIL');
      expect(await lab.pod.runUntil((row) => row.ready === '0/1')).toBeLessThanOrEqual(15.1);
      await lab.pod.runFor(60);
      expect(lab.pod.row()).toMatchObject({ ready: '0/1', restarts: 0 });
      await lab.post('readyz', 'OK');
      expect(await lab.pod.runUntil((row) => row.ready === '1/1')).toBeLessThanOrEqual(5.1);
      await lab.pod.runFor(10);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      return { pod: lab.shown() };
    },
  },
  {
    folder: '07-ready-404',
    verified: 'run and simulated in part',
    async play(open) {
      let found = false;
      const nginx = {
        start:
          () =>
          ({ url }: { url: string }) =>
            url === '/index.html' || (found && url === '/ready.txt') ? { status: 200 } : { status: 404 },
      };
      const lab = open('pod.yaml', { apps: { nginx } });
      await lab.pod.runFor(120);
      expect(lab.pod.row()).toMatchObject({ ready: '0/1', status: 'Running', restarts: 0 });
      expect(lab.count('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404')).toBeGreaterThan(
        20,
      );
      found = true;
      expect(await lab.pod.runUntil((row) => row.ready === '1/1')).toBeLessThanOrEqual(5.1);
      await lab.pod.runFor(60);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect(lab.count('Unhealthy', 'Liveness')).toBe(0);
      return { pod: lab.shown() };
    },
  },
];
