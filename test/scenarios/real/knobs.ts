import { expect } from 'vitest';
import { ask, FORM } from '../../../examples/demoapp/test/demoapp.ts';
import { expectPage } from './page.ts';
import {
  attempts,
  deleteCleanly,
  is,
  listens,
  longerGrace,
  passes,
  type RealPlay,
  ready,
  restarted,
  times,
} from './play.ts';
import type { PodRun } from './pod-run.ts';
import { echo } from './programs.ts';

/** The attempts from a mark until readiness has changed to this. */
function until(run: PodRun, from: number, value: boolean) {
  const end = run.lines.findIndex((line, index) => index >= from && is('ready', { value })(line));
  return run.lines.slice(from, end).flatMap((line) => (line.kind === 'probe' ? [line] : []));
}

/** A start that is slow by itself gets more attempts, for a machine that is busy as well. */
const patient = (text: string) => text.replace(/failureThreshold: (6|12)\n/, 'failureThreshold: 60\n');

/** 13 to 19: the numbers, and what they do. */
export const knobs: readonly RealPlay[] = [
  ...['explicit.yaml', 'defaults.yaml'].map(
    (file): RealPlay => ({
      folder: '13-five-knobs',
      name: `${file}: out of service after three failures, back after one success`,
      async play(open) {
        const run = await open(file);
        await ready(run);
        const from = run.mark();
        await run.post('readyz', 'FAIL');
        await ready(run, '0/1');
        expect(until(run, from, false).filter(({ outcome }) => outcome === 'failure')).toHaveLength(3);
        const back = run.mark();
        await run.post('readyz', 'OK');
        await ready(run);
        expect(until(run, back, true).filter(({ outcome }) => outcome === 'success')).toHaveLength(1);
        expectPage(run, '13-five-knobs', 'explicit');
        await deleteCleanly(run);
      },
    }),
  ),
  {
    folder: '14-exec-no-shell',
    name: 'a pipe that is none: exit code 0, 1/1',
    async play(open) {
      const run = await open('pod.yaml', { change: longerGrace });
      await ready(run);
      await run.seen('five attempts', () => attempts(run, 'readiness').length >= 5);
      expect(run.events('Unhealthy')).toEqual([]);
      expectPage(run, '14-exec-no-shell', 'pod');
      await deleteCleanly(run);
    },
  },
  {
    folder: '14-exec-no-shell',
    name: 'a command that is missing: Unhealthy, and never a restart',
    async play(open) {
      const run = await open('missing.yaml', { startup: false, change: longerGrace });
      await run.seen('six attempts', () => attempts(run, 'liveness').length >= 6);
      const outcomes = attempts(run, 'liveness').map(({ outcome }) => outcome);
      // More than six may have come by now.
      expect(outcomes).toEqual(Array(outcomes.length).fill('discarded'));
      expect(run.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect(run.events('Killing')).toEqual([]);
      const unhealthy = run.events('Unhealthy');
      expect(unhealthy.length).toBeGreaterThan(3);
      for (const message of unhealthy)
        expect(message).toMatch(
          /^Liveness probe errored and resulted in unknown state: .*exec: "nosuchcommand": executable file not found in \$PATH/,
        );
      await deleteCleanly(run);
    },
  },
  {
    folder: '15-http-fields',
    name: 'the headers that the app gets',
    async play(open) {
      const run = await open('pod.yaml', { programs: { app: echo } });
      await ready(run);
      await passes(run, 'liveness');
      // What the app prints comes by another way than what the kubelet says.
      for (const path of ['"/readyz"', '"/livez"'])
        await run.seen(path, (line) => line.kind === 'output' && line.line.includes(path));
      const heard = run.lines.flatMap((line) =>
        line.kind === 'output' && line.line.startsWith('{') ? [JSON.parse(line.line)] : [],
      );
      const of = (url: string) => heard.find((one) => one.url === url)?.headers;
      expect(of('/readyz')).toMatchObject({
        host: 'demo.example',
        'x-probe': 'readiness',
        'user-agent': 'kube-probe/1.36',
      });
      expect(of('/livez')).toMatchObject({ host: `127.0.0.1:${run.port(8080)}`, 'user-agent': 'kube-probe/1.36' });
      expect(of('/livez')).not.toHaveProperty('x-probe');
      await deleteCleanly(run);
    },
  },
  {
    folder: '15-http-fields',
    name: 'host: 127.0.0.1 asks the machine of the kubelet, here the same',
    async play(open) {
      const run = await open('host.yaml', { programs: { app: echo } });
      await ready(run);
      await deleteCleanly(run);
    },
  },
  {
    folder: '16-no-probes',
    name: 'ready before anything listens, ready while it hangs, and started again when it ends',
    async play(open) {
      const run = await open('pod.yaml', { env: { START_DELAY_MS: '2000', BLOCK: 'true' } });
      await ready(run);
      const up = await listens(run);
      expect(run.lines.find(is('ready', { value: true }))?.t).toBeLessThan(up.t);
      await run.post('ms', '30000', '/block');
      await run.wait(3);
      expect(run.row()).toMatchObject({ ready: '1/1', status: 'Running', restarts: 0 });
      const from = run.mark();
      process.kill(run.pid('app'), 'SIGKILL');
      const again = await restarted(run, from);
      await ready(run);
      await listens(run, run.lines.indexOf(again));
      expect(run.lines.some((line) => line.kind === 'probe')).toBe(false);
      expect([...run.events('Unhealthy'), ...run.events('Killing')]).toEqual([]);
      expectPage(run, '16-no-probes', 'pod');
      await deleteCleanly(run);
    },
  },
  {
    folder: '17-slow-start',
    name: 'initialDelaySeconds too short: a restart loop',
    async play(open) {
      const run = await open('pod.yaml', { startup: false });
      await run.until('the third restart', (row) => row.restarts === 3);
      expectPage(run, '17-slow-start', 'pod', { rows: 5, without: /^$/ });
      expect(run.lines.some((line) => line.kind === 'output' && line.line.includes('listens on'))).toBe(false);
      await run.delete();
    },
  },
  {
    folder: '17-slow-start',
    name: 'the startupProbe cures it: RESTARTS 0',
    async play(open) {
      const run = await open('cured.yaml', { change: patient });
      await ready(run);
      await passes(run, 'liveness');
      expect(attempts(run, 'startup').filter(({ outcome }) => outcome === 'failure').length).toBeGreaterThan(3);
      expectPage(run, '17-slow-start', 'cured', { without: /^$/ });
      expect(run.row().restarts).toBe(0);
      await deleteCleanly(run);
    },
  },
  {
    folder: '18-startup-gate',
    name: 'no other attempt before the startup probe has passed, and none of its own after',
    async play(open) {
      const run = await open('pod.yaml', { change: patient });
      await passes(run, 'liveness');
      await ready(run);
      await run.post('startupz', 'FAIL');
      const from = run.mark();
      await run.seen('more attempts', () => attempts(run, 'liveness', from).length >= 4);
      const all = run.lines.flatMap((line) => (line.kind === 'probe' ? [line] : []));
      const passed = all.findIndex(({ probe, outcome }) => probe === 'startup' && outcome === 'success');
      expect(passed).toBeGreaterThanOrEqual(2);
      expect(all.slice(0, passed).every(({ probe, outcome }) => probe === 'startup' && outcome === 'failure')).toBe(
        true,
      );
      expect(all.slice(passed + 1).some(({ probe }) => probe === 'startup')).toBe(false);
      expect(run.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      await deleteCleanly(run);
    },
  },
  {
    folder: '18-startup-gate',
    name: 'one that never passes kills',
    async play(open) {
      const run = await open('pod.yaml', { env: { START_DELAY_MS: '600000' } });
      await restarted(run, 0);
      await run.until('the back-off', (row) => row.status === 'CrashLoopBackOff');
      expect(new Set(run.events('Killing'))).toEqual(
        new Set(['Container app failed startup probe, will be restarted']),
      );
      expect([...attempts(run, 'liveness'), ...attempts(run, 'readiness')]).toEqual([]);
      expectPage(run, '18-startup-gate', 'never', { rows: 4, without: /^$/ });
      await run.delete();
    },
  },
  {
    folder: '19-recovery',
    name: 'ready, not ready, ready; one start only',
    async play(open) {
      const run = await open('deployment.yaml');
      await ready(run);
      await passes(run, 'liveness');
      await run.post('readyz', 'FAIL');
      await ready(run, '0/1');
      await run.post('readyz', 'OK');
      await ready(run);
      expect(run.lines.flatMap((line) => (line.kind === 'ready' ? [line.value] : []))).toEqual([
        false,
        true,
        false,
        true,
      ]);
      expect(times(run, 'started')).toHaveLength(1);
      // Out of service is not out of reach: the kubelet takes nobody away from what is open.
      expect((await ask(run.port(8080), { path: '/hostname', headers: FORM })).status).toBe(200);
      await deleteCleanly(run);
    },
  },
];
