import { attemptHttp, probeUrl } from '@probez/kubelet/attempt';
import { expect } from 'vitest';
import { expectPage } from './page.ts';
import {
  attempts,
  deleteCleanly,
  expectOneKill,
  is,
  passes,
  type RealPlay,
  ready,
  readyAgain,
  restarted,
  times,
} from './play.ts';
import type { PodRun } from './pod-run.ts';
import { endsWith } from './programs.ts';

const FAILED_503 = 'probe failed: HTTP probe failed with statuscode: 503';
const timeout = (run: PodRun, path: string) =>
  `probe failed: Get "http://127.0.0.1:${run.port(8080)}${path}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;

/** Blocks the event loop for so long, in the manifest's seconds. */
const block = (run: PodRun, seconds: number) => run.post('ms', String((seconds * 1000) / 5), '/block');

const says = (run: PodRun, text: string, from = 0) =>
  run.seen(`"${text}"`, (line) => line.kind === 'output' && line.line.includes(text), from);

/** 20 to 22: what the parts do together. */
export const lessons: readonly RealPlay[] = [
  {
    folder: '20-blocked-event-loop',
    name: 'tcp.yaml: blocked for long, and nothing happens',
    async play(open) {
      const run = await open('tcp.yaml');
      await passes(run, 'liveness');
      await says(run, 'listens on');
      const from = run.mark();
      await block(run, 60);
      const url = probeUrl('http', '127.0.0.1', run.port(8080), '/livez');
      expect((await attemptHttp({ url, timeoutMs: 1000 })).output).toContain('context deadline exceeded');
      await run.wait(10);
      expect(attempts(run, 'liveness', from).length).toBeGreaterThan(5);
      for (const { outcome } of attempts(run, 'liveness', from)) expect(outcome).toBe('success');
      expect(await run.delete()).toBe(0);
    },
  },
  {
    folder: '20-blocked-event-loop',
    name: 'http.yaml: blocked for longer than three failures take, and killed for it',
    async play(open) {
      const run = await open('http.yaml', { patience: 2 });
      await passes(run, 'liveness');
      const from = run.mark();
      // Timeouts do not get shorter with the rest: the third one may be over 7 s after the beginning, later on a busy machine.
      await block(run, 100);
      const again = await restarted(run, from);
      expectOneKill(run, from, `Liveness ${timeout(run, '/livez')}`);
      await passes(run, 'liveness', run.lines.indexOf(again));
      await deleteCleanly(run);
    },
  },
  {
    folder: '20-blocked-event-loop',
    name: 'isolated.yaml: blocked for not as long as liveness waits, only out of service',
    async play(open) {
      // The third failure may be over 4 s after the beginning, where 20 s end; so both this and liveness wait longer.
      const run = await open('isolated.yaml', { env: { STALL_LIVENESS_MS: '15000' } });
      await ready(run);
      await passes(run, 'liveness');
      const from = run.mark();
      await block(run, 50);
      await ready(run, '0/1');
      await ready(run);
      const failures = run.events('Unhealthy', from);
      expect(failures.length).toBeGreaterThanOrEqual(3);
      expect(new Set(failures)).toEqual(new Set([`Readiness ${FAILED_503}`]));
      await says(run, 'blockEventLoop', from);
      await says(run, 'the event loop runs again after a stall of', from);
      expect(run.row().restarts).toBe(0);
      await deleteCleanly(run);
    },
  },
  {
    folder: '20-blocked-event-loop',
    name: 'isolated.yaml: blocked for good, out of service and then restarted',
    async play(open) {
      const run = await open('isolated.yaml');
      await ready(run);
      await passes(run, 'liveness');
      const from = run.mark();
      await block(run, 300);
      const out = await run.seen('not ready', is('ready', { value: false }), from);
      await restarted(run, from);
      const messages = new Set(run.events('Unhealthy', from).filter((text) => text.includes('statuscode')));
      expect(messages).toEqual(new Set([`Readiness ${FAILED_503}`, `Liveness ${FAILED_503}`]));
      expect(run.events('Killing', from)).toEqual(['Container app failed liveness probe, will be restarted']);
      expect(out.t).toBeLessThan(times(run, 'killing', 'app', from)[0] ?? 0);
      expect(times(run, 'sigkill', 'app', from)).toHaveLength(1);
      await readyAgain(run);
      expect(run.row()).toMatchObject({ ready: '1/1', restarts: 1 });
      await deleteCleanly(run);
    },
  },
  ...[false, true].map(
    (recovers): RealPlay => ({
      folder: '21-readiness-first',
      name: recovers ? 'recovered in time: RESTARTS 0' : '0/1 first, RESTARTS 1 later',
      async play(open) {
        const run = await open('pod.yaml');
        await ready(run);
        await passes(run, 'liveness');
        const from = run.mark();
        await run.post('livez', 'FAIL');
        const out = await run.seen('not ready', is('ready', { value: false }), from);
        if (recovers) {
          await ready(run, '0/1');
          await run.post('livez', 'OK');
          await ready(run);
          expect(run.events('Killing')).toEqual([]);
        } else {
          await restarted(run, from);
          await readyAgain(run);
          expectOneKill(run, from, `Liveness ${FAILED_503}`, 6);
          expect(out.t).toBeLessThan(times(run, 'killing')[0] ?? 0);
        }
        expectPage(run, '21-readiness-first', recovers ? 'recovers' : 'fail');
        await deleteCleanly(run);
      },
    }),
  ),
  ...[0, 1].map(
    (code): RealPlay => ({
      folder: '22-restart-policies',
      name: `Always: started again after ${code}`,
      async play(open) {
        const run = await open('always.yaml', code === 0 ? {} : { programs: { app: endsWith(code) } });
        await run.until('the second restart', (row) => row.restarts === 2);
        expect(run.row().status).toBe('Running');
        expect(run.rows().map(({ status }) => status)).toContain('CrashLoopBackOff');
        expect(run.rows().map(({ status }) => status)).toContain(code === 0 ? 'Completed' : 'Error');
        await run.delete();
      },
    }),
  ),
  {
    folder: '22-restart-policies',
    name: 'OnFailure: not after 0',
    async play(open) {
      const run = await open('on-failure.yaml');
      expect(await run.end()).toBe(0);
      expect(run.row()).toMatchObject({ status: 'Completed', restarts: 0 });
      expect(run.lines.at(-1)).toMatchObject({ kind: 'pod', event: 'completed' });
    },
  },
  {
    folder: '22-restart-policies',
    name: 'OnFailure: again after 1',
    async play(open) {
      const run = await open('on-failure.yaml', { programs: { app: endsWith(1) } });
      await run.until('a restart', (row) => row.restarts === 1 && row.status === 'Running');
      await run.delete();
    },
  },
  ...[0, 1].map(
    (code): RealPlay => ({
      folder: '22-restart-policies',
      name: `Never: not after ${code}`,
      async play(open) {
        const run = await open('never.yaml', code === 0 ? {} : { programs: { app: endsWith(code) } });
        expect(await run.end()).toBe(code); // probez run: 1 when the Pod has failed
        expect(run.row()).toMatchObject({ status: code === 0 ? 'Completed' : 'Error', restarts: 0 });
      },
    }),
  ),
  ...(['OnFailure', 'Never'] as const).map(
    (policy): RealPlay => ({
      folder: '22-restart-policies',
      name: `${policy}: after a liveness kill that ends with 0`,
      async play(open) {
        const change = (text: string) => text.replace('restartPolicy: Never', `restartPolicy: ${policy}`);
        const run = await open('never-with-liveness.yaml', { change });
        await passes(run, 'liveness');
        const from = run.mark();
        await run.post('livez', 'FAIL');
        if (policy === 'Never') {
          expect(await run.end()).toBe(0);
          expect(run.row()).toMatchObject({ status: 'Completed', restarts: 0 });
          expect(run.events('Killing', from)).toHaveLength(1);
          return;
        }
        const again = await restarted(run, from);
        expect(run.lines.slice(from).find(is('container', { event: 'exited' }))).toMatchObject({ code: 0 });
        await passes(run, 'liveness', run.lines.indexOf(again));
        await deleteCleanly(run);
      },
    }),
  ),
];
