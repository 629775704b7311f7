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
      ['npm run migrate exits', 'node server.js runs'],
    ],
    [
      'one after the other',
      { ...http, command: ['sh', '-c', 'cp /a /b; node server.js'] },
      ['cp /a /b exits', 'node server.js runs'],
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
      ['nc -z db 1 exits', 'grep x y exits', 'node a runs'],
    ],
    ['what is set up before', { ...http, command: ['sh', '-c', 'set -e; cd /a; export B=c; node a'] }, ['node a runs']],
    [
      'a loop over words',
      { ...http, command: ['sh', '-c', 'for i in 1 2; do sleep $i; done; exec node a'] },
      ['sh -c for i in 1 2; do sleep $i; done; exec node a runs'],
    ],
    [
      'a second branch',
      { ...http, command: ['sh', '-c', 'if a; then b; elif c; then d; fi'] },
      ['sh -c if a; then b; elif c; then d; fi runs'],
    ],
    ['a group', { ...http, command: ['sh', '-c', '{ node a; }'] }, ['sh -c { node a; } runs']],
    ['a server that is waited for', { ...http, command: ['sh', '-c', 'A=b node a & wait'] }, ['node a runs']],
    [
      'and one that a trap ends',
      { ...http, command: ['sh', '-c', 'trap "kill $p" TERM; node a & p=$!; wait $p'] },
      ['node a runs'],
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

  const probed = (...command: string[]) => ({ livenessProbe: { exec: { command }, periodSeconds: 5 } });
  it.each<[string, object]>([
    ['what a substitution in quotes gives', probed('sh', '-c', '[ "$(redis-cli ping)" = "PONG" ]')],
    ['and one in backticks', probed('sh', '-c', 'test "`redis-cli ping`" = PONG')],
    ['a default value', probed('sh', '-c', `[ "\${MODE:-web}" = web ]`)],
    ['a file that the app may have made', probed('cat', '/tmp/healthy')],
    ['one in a shell', probed('sh', '-c', 'test -f /var/run/ready && [ -d /data ]')],
    ['one that is not empty', probed('test', '-s', '/tmp/heartbeat')],
    ['a file of the image', { command: ['sh', '-c', '[ -f /seed ] && ./seed; exec ./server'], ...http }],
    [
      'a variable from elsewhere',
      {
        env: [{ name: 'MODE', valueFrom: { configMapKeyRef: { name: 'a', key: 'b' } } }],
        ...probed('sh', '-c', '[ "$MODE" = web ]'),
      },
    ],
    [
      'any variable of a ConfigMap',
      { envFrom: [{ configMapRef: { name: 'a' } }], ...probed('sh', '-c', '[ "$MODE" = web ]') },
    ],
    ['a variable before the program', { command: ['sh', '-c', 'NODE_ENV=production PORT=1 node server.js'], ...http }],
    ['and before exec', { command: ['sh', '-c', 'NODE_ENV=production exec node server.js'], ...http }],
    [
      'a variable that is set first',
      {
        command: ['sh', '-c', 'MODE=web; if [ "$MODE" = web ]; then exec node web.js; fi'],
        ...http,
      },
    ],
  ])('%s', (_name, fields) => {
    expect(play(app({ command: ['./server'], ...fields })).row()).toMatchObject({ ready: '1/1', restarts: 0 });
  });

  it.each<[string, string]>([
    ['until there is a file of another container', 'until [ -f /shared/ready ]; do sleep 1; done'],
    ['while there is none', 'while [ ! -f /shared/ready ]; do sleep 1; done'],
    ['while the old one still answers', 'while nc -z old 80; do sleep 1; done'],
    [
      'while a substitution says something else',
      'while [ "$(curl -s -w "%{http_code}" db)" != "200" ]; do sleep 2; done',
    ],
  ])('an init container that waits ends: %s', (_name, script) => {
    const spec = { ...app(http), initContainers: [{ name: 'wait', image: 'x', command: ['sh', '-c', script] }] };
    expect(play(spec).row()).toMatchObject({ ready: '1/1', restarts: 0 });
  });

  it("but of a file that the container's own script makes and removes it is known", () => {
    const script = 'sleep 20; touch /tmp/ready; sleep 20; rm /tmp/ready; sleep 600';
    const probe = {
      readinessProbe: { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 1, failureThreshold: 1 },
    };
    const pod = play(app({ command: ['sh', '-c', script], ...probe }));
    expect(pod.watch().map(({ ready }) => ready)).toEqual(['0/1', '0/1', '1/1', '0/1']);
    expect(pod.assumptions()).toEqual([]);
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
