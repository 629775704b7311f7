import { describe, expect, it } from 'vitest';
import { createPodSimulation } from '../../src/index.ts';

type Apps = Parameters<typeof createPodSimulation>[0]['apps'];

function play(spec: object, apps: Apps = {}, seconds = 120) {
  const pod = createPodSimulation({
    manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { restartPolicy: 'Always', ...spec } },
    apps,
  });
  pod.runForSync(seconds);
  return pod;
}
const app = (fields: object) => ({ containers: [{ name: 'app', image: 'x', ...fields }] });
const http = { readinessProbe: { httpGet: { path: '/', port: 8080 } } };

describe('what cannot be known is assumed well', () => {
  it.each<[string, object, string[]]>([
    ['an image', { ...http }, ['image "x" runs']],
    ['a program', { ...http, command: ['java', '-jar', 'app.jar'] }, ['java -jar app.jar runs']],
    [
      'steps before it',
      { ...http, command: ['sh', '-c', 'npm run migrate && exec node server.js'] },
      ['npm run migrate ends', 'node server.js runs'],
    ],
    [
      'one after the other',
      { ...http, command: ['sh', '-c', 'cp /a /b; node server.js'] },
      ['cp /a /b ends', 'node server.js runs'],
    ],
    [
      'what is run if it fails',
      { ...http, command: ['bash', '-c', 'node server.js || exit 1'] },
      ['node server.js runs'],
    ],
    ['a branch', { ...http, command: ['sh', '-c', 'if [ -n "$X" ]; then a; else b; fi'] }, ['b runs']],
    [
      'a loop that waits',
      { ...http, command: ['sh', '-c', 'until nc -z db 1; do sleep 1; done; ! grep x y; node a'] },
      ['nc -z db 1 ends', 'grep x y ends', 'node a runs'],
    ],
    ['a pipe', { ...http, command: ['sh', '-c', 'node a | tee log'] }, ['sh -c node a | tee log runs']],
    ['a shell in args', { ...http, args: ['/bin/sh', '-c', 'exec node a'] }, ['node a runs']],
    ['a script of the image', { ...http, command: ['sh', '/start.sh'] }, ['sh /start.sh runs']],
    [
      'an exec probe',
      { command: ['sleep', '600'], readinessProbe: { exec: { command: ['pg_isready', '-U', 'x'] } } },
      ['exec pg_isready -U x succeeds'],
    ],
    [
      'a hook',
      { command: ['sleep', '600'], lifecycle: { postStart: { exec: { command: ['consul', 'join'] } } } },
      ['exec consul join succeeds'],
    ],
  ])('%s', (_name, fields, expected) => {
    const pod = play(app(fields));
    expect(pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
    expect(pod.assumptions().map(({ subject, assumed }) => `${subject} ${assumed.split(/[ ,]/)[0]}`)).toEqual(expected);
  });

  it('an init container ends, a sidecar runs', () => {
    const init = (name: string, fields: object) => ({ name, image: 'x', command: ['./x'], ...fields });
    const pod = play({ ...app(http), initContainers: [init('a', {}), init('b', { restartPolicy: 'Always' })] });
    expect(pod.row()).toMatchObject({ ready: '2/2', restarts: 0 });
  });

  it('but a line in the place of a program has never been one', () => {
    const pod = play(app({ command: ['sleep', '600'], readinessProbe: { exec: { command: ['test -e /tmp/x'] } } }));
    expect(pod.row().ready).toBe('0/1');
    expect(pod.assumptions()).toEqual([]);
  });

  it('the line that it gives scripts it', () => {
    const spec = app({
      command: ['sleep', '600'],
      livenessProbe: { exec: { command: ['pg_isready'] }, periodSeconds: 1 },
    });
    const [assumption] = play(spec).assumptions();
    expect(assumption?.script).toBe('{"boots":[{"commands":{"pg_isready":[0,1]}}]}');
    expect(play(spec, { app: JSON.parse(assumption?.script ?? '') }).row().restarts).toBeGreaterThan(1);
  });
});

describe('scripts by count and by time', () => {
  const probe = (handler: object) => ({ ...handler, periodSeconds: 5, failureThreshold: 1 });
  const routes = { readinessProbe: probe({ httpGet: { path: '/readyz', port: 8080 } }) };
  const exec = { readinessProbe: probe({ exec: { command: ['check', 'db'] } }) };
  const flips = (pod: ReturnType<typeof play>) =>
    pod
      .watch()
      .slice(2)
      .map(({ ready, seconds }) => [ready, Math.round(seconds)]);
  const times = { '0s': 0, '1m': 1, '90s': 0 };
  it.each<[string, object, object]>([
    ['a route fails from 60 s to 90 s', routes, { routes: { '/readyz': { '0s': 200, '60s': 503, '90s': 200 } } }],
    ['a command does, by its line', exec, { commands: { 'check db': times } }],
    ['and by its first word', exec, { commands: { check: { 0: 0, '60000ms': { delayMs: 10, code: 2 }, '1.5m': 0 } } }],
    ['by not being there', exec, { commands: { check: { ...times, '1m': 'hang' } } }],
  ])('%s', (_name, fields, boot) => {
    const seen = flips(play(app(fields), { app: { boots: [boot] } }));
    expect(seen.map(([ready]) => ready)).toEqual(['1/1', '0/1', '1/1']);
    expect(seen[1]?.[1]).toBeGreaterThanOrEqual(60);
    expect(seen[1]?.[1]).toBeLessThanOrEqual(66);
    expect(seen[2]?.[1]).toBeGreaterThanOrEqual(90);
    expect(seen[2]?.[1]).toBeLessThanOrEqual(96);
  });

  it('a command by count, and one that the image does not have', () => {
    const pod = play(app(exec), { app: { boots: [{ commands: { 'check db': [0, 0, 1, 0] } }] } });
    expect(flips(pod).map(([ready]) => ready)).toEqual(['1/1', '0/1', '1/1']);
    const missing = play(app(exec), { app: { boots: [{ commands: { check: ['missing'] } }] } });
    expect(missing.describe()).toContain('executable file not found in $PATH');
  });

  it.each<[object, string]>([
    [{ routes: { '/': {} } }, 'must be a list of steps, or steps by time'],
    [{ routes: { '/': { soon: 200 } } }, 'Invalid value: "soon": must be a time'],
    [{ routes: { '/': { '5s': 200 } } }, 'a step for "0s"'],
    [{ commands: { x: [256] } }, 'Invalid value: 256: must be an exit code'],
    [{ commands: [1] }, 'must be an object'],
  ])('%j is refused', (boot, message) => {
    expect(() => play(app({}), { app: { boots: [boot] } })).toThrow(message);
  });
});

describe('an app that is none says so', () => {
  it('a misspelt key', () => {
    expect(() => play(app({}), JSON.parse('{"app":{"bots":[]}}'))).toThrow('apps.app: it has "bots": expected "start"');
  });
  it('a handler that throws is a 500 and a warning, once', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listen);
    const pod = play(
      app({ livenessProbe: { httpGet: { path: '/livez', port: 80 }, periodSeconds: 1 } }),
      {
        app: {
          start: () => () => {
            throw new Error('no such table');
          },
        },
      },
      20,
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(pod.describe()).toContain('statuscode: 500');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(
      'apps.app: the handler threw on GET /livez, which is answered with 500: Error: no such table',
    );
  });
});
