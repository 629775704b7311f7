import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ask, FORM } from '../../../examples/demoapp/test/demoapp.ts';
import { expectPage } from './page.ts';
import { deleteCleanly, expectOneKill, is, passes, type RealPlay, ready, restarted, times } from './play.ts';
import { closing, nginx, original } from './programs.ts';

const failed = (status: number) => `Liveness probe failed: HTTP probe failed with statuscode: ${status}`;

/** 1 to 7: exec, TCP and HTTP, liveness and readiness. */
export const handlers: readonly RealPlay[] = [
  {
    folder: '01-exec-file',
    name: 'the file goes, three failures, the whole grace period, RESTARTS 1',
    async play(open) {
      // Long enough to pass once before the file goes.
      const run = await open('pod.yaml', { change: (text) => text.replace('sleep 30', 'sleep 75') });
      const up = await passes(run, 'liveness');
      const again = await restarted(run, 0);
      expectOneKill(run, 0, /cat: .*\/healthy'?: No such file or directory/);
      expect(times(run, 'exited').length).toBe(1);
      expect(run.lines.find(is('container', { event: 'exited' }))).toMatchObject({ code: 137 });
      expect(run.lines.some((line) => line.kind === 'note' && /no handler for SIGTERM/.test(line.text))).toBe(true);
      const [killed = 0] = times(run, 'killing');
      expect(again.t - killed).toBeGreaterThan(5.9); // 30 s, shortened
      expect(up.t).toBeLessThan(killed);
      await passes(run, 'liveness', run.lines.indexOf(again));
      expectPage(run, '01-exec-file', 'pod', { without: /can't open/ }); // busybox's words, not those of Debian's cat
      expect(await run.delete()).toBe(0);
    },
  },
  {
    folder: '02-exec-app',
    name: 'probez check --expect-body OK: FAIL, three failures, RESTARTS 1, OK again',
    async play(open) {
      // The command has a timeout of its own, of 1 s.
      const run = await open('pod.yaml', { change: (text) => text.replace('check, --', 'check, --timeout, 9s, --') });
      await passes(run, 'liveness');
      const from = run.mark();
      await run.post('livez', 'FAIL');
      const again = await restarted(run, from);
      expectOneKill(run, from, /^Liveness probe failed: HTTP probe failed with statuscode: 503$/);
      expect(times(run, 'sigkill')).toEqual([]);
      await passes(run, 'liveness', run.lines.indexOf(again));
      expect((await ask(run.port(8080), { path: '/livez' })).body).toBe('OK');
      expectPage(run, '02-exec-app', 'pod', { without: /^Liveness probe failed:/ }); // the stand-in's is empty
      await deleteCleanly(run);
    },
  },
  {
    folder: '02-exec-app',
    programs: ['curl'],
    name: 'a shell and curl: the first attempt fails, then FAIL, RESTARTS 1, OK again',
    async play(open) {
      const run = await open('shell.yaml', {
        programs: { app: original },
        patience: 3, // less than the 5 s of its first answer
        change: (text) => text.replace('127.0.0.1/livez', '127.0.0.1:80/livez'),
      });
      await passes(run, 'liveness');
      expect(run.events('Unhealthy').join()).toContain('timed out'); // the original's slow first answer
      const from = run.mark();
      const body = 'livez=FAIL';
      await ask(run.port(80), { method: 'POST', path: '/livez', headers: FORM, body });
      const again = await restarted(run, from);
      expectOneKill(run, from, /^Liveness probe failed:/);
      await passes(run, 'liveness', run.lines.indexOf(again));
      await deleteCleanly(run);
    },
  },
  {
    folder: '03-tcp',
    name: 'the port stops answering: connection refused x3, RESTARTS 1',
    async play(open) {
      const run = await open('pod.yaml', { programs: { app: closing } });
      await passes(run, 'liveness');
      const from = run.mark();
      await ask(run.port(8080), { method: 'POST', path: '/' });
      const again = await restarted(run, from);
      expectOneKill(
        run,
        from,
        `Liveness probe failed: dial tcp 127.0.0.1:${run.port(8080)}: connect: connection refused`,
      );
      await passes(run, 'liveness', run.lines.indexOf(again));
      expectPage(run, '03-tcp', 'closes', { without: /^$/ });
      await deleteCleanly(run);
    },
  },
  {
    folder: '04-tcp-nginx',
    programs: ['nginx'],
    name: 'nginx is stopped: Completed, RESTARTS 1, no Unhealthy and no Killing',
    async play(open) {
      // Right after an attempt, with 5 s to the next: none falls between the closed port and the one that is open again.
      const run = await open('pod.yaml', {
        programs: { nginx },
        startup: false,
        change: (text) => text.replace('periodSeconds: 5', 'periodSeconds: 25'),
      });
      await passes(run, 'liveness');
      const from = run.mark();
      // As `nginx -s stop` does.
      process.kill(run.pid('nginx'), 'SIGTERM');
      const again = await restarted(run, from);
      await passes(run, 'liveness', run.lines.indexOf(again));
      expect(run.events('Unhealthy', from)).toEqual([]);
      expect(run.events('Killing', from)).toEqual([]);
      expectPage(run, '04-tcp-nginx', 'pod');
      expect(await run.delete()).toBe(0);
    },
  },
  {
    folder: '07-ready-404',
    programs: ['nginx'],
    name: 'liveness passes, readiness answers 404: 0/1; the file comes: 1/1, RESTARTS 0',
    async play(open) {
      const run = await open('pod.yaml', { programs: { nginx } });
      await passes(run, 'liveness');
      const from = run.mark();
      await run.seen('five 404s', () => run.events('Unhealthy', from).length >= 5, from);
      expect(run.row()).toMatchObject({ ready: '0/1', status: 'Running', restarts: 0 });
      const unhealthy = run.events('Unhealthy', from);
      for (const message of unhealthy)
        expect(message).toBe('Readiness probe failed: HTTP probe failed with statuscode: 404');
      writeFileSync(join(run.folder, 'html', 'ready.txt'), '');
      await ready(run);
      expectPage(run, '07-ready-404', 'pod');
      expect(run.row().restarts).toBe(0);
      expect(await run.delete()).toBe(0);
    },
  },
  {
    folder: '05-http-liveness',
    name: 'livez=FAIL: 503 x3, Killing, RESTARTS 1, OK again',
    async play(open) {
      const run = await open('pod.yaml');
      await passes(run, 'liveness');
      const from = run.mark();
      await run.post('livez', 'FAIL');
      const again = await restarted(run, from);
      expectOneKill(run, from, failed(503));
      await passes(run, 'liveness', run.lines.indexOf(again));
      expect(await ask(run.port(8080), { path: '/livez' })).toMatchObject({ status: 200, body: 'OK' });
      expectPage(run, '05-http-liveness', 'fail');
      await deleteCleanly(run);
    },
  },
  {
    folder: '05-http-liveness',
    name: 'a timeout restarts as well, and costs the grace period',
    async play(open) {
      const run = await open('pod.yaml', { env: { BLOCK: 'true' }, patience: 2 });
      await passes(run, 'liveness');
      const from = run.mark();
      await run.post('ms', '40000', '/block');
      const again = await restarted(run, from);
      const url = `http://127.0.0.1:${run.port(8080)}/livez`;
      expectOneKill(
        run,
        from,
        `Liveness probe failed: Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      );
      expect(times(run, 'sigkill')).toHaveLength(1); // its SIGTERM handler waits for the event loop
      await passes(run, 'liveness', run.lines.indexOf(again));
      await deleteCleanly(run);
    },
  },
  {
    folder: '05-http-liveness',
    name: 'so does a 404',
    async play(open) {
      const run = await open('pod.yaml', {
        startup: false,
        // The start has a probe of its own, or a slow one would be killed for not listening yet.
        change: (text) =>
          text
            .replace('path: /livez', 'path: /lives')
            .replace(
              /^( +)livenessProbe:$/m,
              '$1startupProbe:\n$1  httpGet: { path: /startupz, port: http }\n$1  periodSeconds: 5\n$1  failureThreshold: 60\n$&',
            ),
      });
      const again = await restarted(run, 0);
      const messages = run.events('Unhealthy').filter((text) => !text.includes('connection refused'));
      expect(new Set(messages)).toEqual(new Set([failed(404)]));
      expect(again).toMatchObject({ restarts: 1 });
      expect(run.events('Killing')).toEqual(['Container app failed liveness probe, will be restarted']);
      await run.delete();
    },
  },
  {
    folder: '06-http-readiness',
    name: 'FAIL: 0/1, OK: 1/1, RESTARTS 0',
    async play(open) {
      const run = await open('pod.yaml');
      await ready(run);
      const from = run.mark();
      expect(run.lines.find(is('ready', { value: true }))?.t).toBeGreaterThan(2); // initialDelaySeconds: 15, shortened to 3
      await run.post('readyz', 'FAIL');
      await ready(run, '0/1');
      await run.wait(3);
      expect(run.row()).toMatchObject({ ready: '0/1', status: 'Running', restarts: 0 });
      const unhealthy = run.events('Unhealthy', from);
      expect(unhealthy.length).toBeGreaterThanOrEqual(3);
      for (const message of unhealthy)
        expect(message).toBe('Readiness probe failed: HTTP probe failed with statuscode: 503');
      await run.post('readyz', 'OK');
      await ready(run);
      expect(run.events('Killing')).toEqual([]);
      expectPage(run, '06-http-readiness', 'pod');
      await deleteCleanly(run);
    },
  },
];
