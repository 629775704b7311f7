import { expect } from 'vitest';
import { DRAIN, expectPage, expectTimeline } from './page.ts';
import {
  deleteCleanly,
  is,
  listens,
  longerGrace,
  passes,
  type RealPlay,
  ready,
  readyAgain,
  restarted,
  times,
} from './play.ts';

/** 8 to 12, but for 11: hooks and init containers. */
export const hooks: readonly RealPlay[] = [
  {
    folder: '08-poststart',
    name: 'Running and 1/1 only when the hook has ended',
    async play(open) {
      const run = await open('pod.yaml', { change: longerGrace });
      await ready(run);
      const hook = run.lines.findIndex(is('hook', { hook: 'postStart', event: 'ended' }));
      const probe = run.lines.findIndex((line) => line.kind === 'probe');
      expect(hook).toBeGreaterThan(0);
      expect(probe).toBeGreaterThan(hook);
      expect(run.events('Unhealthy')).toEqual([]);
      expectPage(run, '08-poststart', 'pod');
      await deleteCleanly(run);
    },
  },
  {
    folder: '08-poststart',
    name: 'a hook that fails kills the container, again and again',
    async play(open) {
      const run = await open('fails.yaml');
      const more = (line: { readonly kind: string }) =>
        line.kind === 'container' && run.events('FailedPostStartHook').length > 1;
      await run.seen('a second failure', more);
      await run.until('the back-off', (row) => row.status === 'CrashLoopBackOff');
      expect(run.rows().some((row) => row.ready === '1/1')).toBe(false);
      expect(run.events('Killing').length).toBeGreaterThan(1);
      expectPage(run, '08-poststart', 'fails', { rows: 4 });
      expect(await run.delete()).toBe(0);
    },
  },
  {
    folder: '09-prestop',
    name: 'the hook runs before SIGTERM, on a deletion',
    async play(open) {
      const run = await open('pod.yaml');
      await ready(run);
      const from = run.mark();
      expect(await run.delete()).toBe(0);
      for (const apart of DRAIN) expectTimeline(run, '09-prestop', 'delete', from, apart);
      const [sigterm = 0] = times(run, 'sigterm');
      const [exited = 0] = times(run, 'exited');
      const deleted = run.lines.find(is('pod', { event: 'deleted' }))?.t ?? 0;
      expect(sigterm - deleted).toBeGreaterThan(0.95); // preStop: 5 s, shortened
      expect(exited - sigterm).toBeGreaterThan(0.55); // DRAIN_DELAY_MS: 3 s, shortened
      expect(times(run, 'sigkill')).toEqual([]);
    },
  },
  {
    folder: '09-prestop',
    name: 'and on a liveness kill',
    async play(open) {
      const run = await open('pod.yaml');
      await ready(run);
      await passes(run, 'liveness');
      const from = run.mark();
      await run.post('livez', 'FAIL');
      await restarted(run, from);
      await readyAgain(run);
      const onlyDeletion = /^Pod (?:deleted|terminated)$/;
      for (const apart of DRAIN)
        expectTimeline(run, '09-prestop', 'delete', from, new RegExp(`${apart.source}|${onlyDeletion.source}`));
      expect(run.events('Killing', from)).toEqual(['Container app failed liveness probe, will be restarted']);
      expect(await run.delete()).toBe(0);
    },
  },
  {
    folder: '09-prestop',
    name: 'a hook longer than the grace period: SIGTERM at its end, SIGKILL two seconds later',
    async play(open) {
      // After the hook the kubelet leaves 2 s, which nobody can shorten: the app wants 5 of them as in the manifest.
      const change = (text: string) => text.replace("'sleep 5;", "'sleep 25;");
      const run = await open('overrun.yaml', { change });
      await ready(run);
      const from = run.mark();
      expect(await run.delete()).toBe(0);
      expectTimeline(run, '09-prestop', 'overrun', from, /preStop failed/); // the hook and its container end together
      const [sigterm = 0] = times(run, 'sigterm');
      const [sigkill = 0] = times(run, 'sigkill');
      expect(sigkill - sigterm).toBeGreaterThan(1.9); // not shortened: the kubelet's own
    },
  },
  {
    folder: '10-hook-handlers',
    name: 'exec, httpGet to a 404 and sleep all end well',
    async play(open) {
      const run = await open('pod.yaml', { change: longerGrace });
      await ready(run, '3/3');
      await listens(run);
      await run.delete();
      const hooksOf = (event: 'ended' | 'failed') => run.lines.filter(is('hook', { event }));
      expect(hooksOf('ended')).toHaveLength(3);
      expect(hooksOf('failed')).toEqual([]);
      expect(run.lines.filter(is('container', { event: 'sigkill' }))).toEqual([]);
    },
  },
  {
    folder: '10-hook-handlers',
    name: 'tcpSocket fails at run time',
    async play(open) {
      const run = await open('tcp-socket.yaml');
      await run.until('PostStartHookError', (row) => row.status === 'PostStartHookError' && row.restarts === 1);
      await run.until('the back-off', (row) => row.status === 'CrashLoopBackOff');
      expect(run.rows().some((row) => row.ready === '1/1')).toBe(false);
      expectPage(run, '10-hook-handlers', 'tcp', { rows: 4 });
      expect(await run.delete()).toBe(0);
    },
  },
  {
    folder: '12-init-containers',
    name: 'one after the other, then the app',
    async play(open) {
      const run = await open('pod.yaml', { programs: { 'redirect-port': () => ({ command: ['sleep', '1'] }) } });
      await ready(run);
      const started = (name: string) => times(run, 'started', name)[0] ?? Number.NaN;
      const exited = (name: string) => times(run, 'exited', name)[0] ?? Number.NaN;
      expect(started('redirect-port')).toBeGreaterThanOrEqual(exited('wait-for-volume'));
      expect(started('app')).toBeGreaterThanOrEqual(exited('redirect-port'));
      expectPage(run, '12-init-containers', 'pod');
      await deleteCleanly(run);
    },
  },
  {
    folder: '12-init-containers',
    name: 'one that fails holds the app back',
    async play(open) {
      const run = await open('pod.yaml', {
        programs: { 'redirect-port': () => ({ command: ['sh', '-c', 'sleep 1; exit 4'] }) },
      });
      await run.until('the back-off', (row) => row.status === 'Init:CrashLoopBackOff' && row.restarts === 1);
      expect(times(run, 'started', 'app')).toEqual([]);
      expect(times(run, 'started', 'wait-for-volume')).toHaveLength(1);
      expectPage(run, '12-init-containers', 'fails', { rows: 6 });
      expect(await run.delete()).toBe(0);
    },
  },
];
