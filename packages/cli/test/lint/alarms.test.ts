import { expect, test } from 'vitest';
import { found, podWith, service, workload } from './pods.ts';

const ports = [{ name: 'http', containerPort: 8080 }];
const get = (path: string, more: object = {}) => ({ httpGet: { path, port: 8080 }, ...more });
const live = (command: string[], more: object = {}) => podWith({ livenessProbe: { exec: { command } }, ...more });
const variable = (name: string) => `\${${name}}`;

/** Mistakes in the spellings that people use; the rules' own examples are tested elsewhere. */
test.each<[string, string, string | string[]]>([
  ['L1', 'no handler', podWith({ livenessProbe: { periodSeconds: 5 } })],
  ['L1', 'an empty probe', podWith({ livenessProbe: {} })],
  ['L1', 'a handler without a value', podWith({ livenessProbe: { httpGet: null } })],
  ['L1', 'a hook without a handler', podWith({ lifecycle: { preStop: {} } })],
  ['L1', 'a hook with two', podWith({ lifecycle: { preStop: { sleep: { seconds: 1 }, exec: { command: ['a'] } } } })],
  [
    'L1',
    'on a sidecar',
    podWith({}, { initContainers: [{ name: 's', image: 's', restartPolicy: 'Always', startupProbe: {} }] }),
  ],
  ['L6', 'a DaemonSet', workload('DaemonSet', {}, { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } })],
  ['L46', 'blanks around an image in a template', workload('Deployment', { image: ' api:1' })],
  [
    'L23',
    'the only main container beside a sidecar, no port declared',
    [service(), podWith({}, { initContainers: [{ name: 's', image: 's', restartPolicy: 'Always' }] })],
  ],
  [
    'L31',
    'gunicorn',
    podWith({ ports, command: ['gunicorn', '-b', '127.0.0.1:8080', 'app'], livenessProbe: get('/l') }),
  ],
  ['L7', 'the case of a key', podWith({ ports, livenessProbe: get('/l', { PeriodSeconds: 5 }) })],
  ['L7', 'the name of a probe', podWith({ ports, livenesProbe: get('/l') })],
  ['L7', 'a handler', podWith({ ports, livenessProbe: { httpget: { path: '/l', port: 8080 } } })],
  ['L7', 'inside a handler', podWith({ ports, livenessProbe: { httpGet: { pth: '/l', port: 8080 } } })],
  ['L7', 'in a hook', podWith({ lifecycle: { prestop: { sleep: { seconds: 1 } } } })],
  ['L7', 'in a strategy', workload('Deployment', {}, { strategy: { rollingUpdate: { maxSurg: 1 } } })],
  ['L7', 'strategy in a StatefulSet', workload('StatefulSet', {}, { strategy: { type: 'RollingUpdate' } })],
  ['L7', 'a probe beside the containers', podWith({}, { livenessProbe: get('/l') })],
  ['L7', 'a number beside the probe', podWith({ ports, livenessProbe: get('/l'), periodSeconds: 5 })],
  [
    'L8',
    'a name of another container',
    podWith(
      { livenessProbe: { httpGet: { port: 'http' } } },
      { initContainers: [{ name: 's', image: 's', restartPolicy: 'Always', ports }] },
    ),
  ],
  ['L8', 'a hook', podWith({ lifecycle: { preStop: { httpGet: { port: 'admin' } } } })],
  ['L8', 'an undeclared number (information)', podWith({ livenessProbe: get('/l') })],
  [
    'L13',
    'Node by NODE_ENV',
    podWith({ ports, env: [{ name: 'NODE_ENV', value: 'production' }], livenessProbe: get('/l') }),
  ],
  [
    'L13',
    'Node by a distroless image',
    podWith({ ports, image: 'gcr.io/distroless/nodejs22-debian12', livenessProbe: get('/l') }),
  ],
  [
    'L13',
    'Node below tini',
    podWith({ ports, command: ['tini', '--', 'node', 'server.js'], livenessProbe: get('/l', { timeoutSeconds: 1 }) }),
  ],
  [
    'L13',
    'Node by annotation',
    podWith({ ports, livenessProbe: get('/l') }, {}, { annotations: { 'probez.dev/runtime': 'node' } }),
  ],
  [
    'L17',
    'a Deployment behind a headless Service',
    [service({ clusterIP: 'None' }), workload('Deployment', { ports, readinessProbe: get('/r') })],
  ],
  ['L18', 'args behind the image entrypoint', podWith({ image: 'node:22', args: ['npm', 'start'] })],
  ['L18', 'docker-entrypoint.sh', podWith({ command: ['docker-entrypoint.sh', 'yarn', 'start'] })],
  ['L18', 'below tini', podWith({ command: ['/sbin/tini', '-g', '--', 'pnpm', 'start'] })],
  ['L18', 'pnpm exec in a shell of its own', podWith({ command: ['pnpm', 'exec', '-c', 'node server.js'] })],
  ['L18', 'a script that is called exec', podWith({ command: ['pnpm', 'run', 'exec'] })],
  ['L18', 'npm exec', podWith({ command: ['npm', 'exec', '--', 'node', 'server.js'] })],
  ['L18', 'in a shell, with exec', podWith({ command: ['sh', '-c', 'cd /app && exec npm start'] })],
  ['L18', 'with variables before it', podWith({ command: ['env', 'A=b', 'npm', 'start'] })],
  ['L19', 'command and args', podWith({ command: ['/bin/sh', '-c'], args: ['node server.js'] })],
  ['L19', 'sh -ec', podWith({ command: ['/bin/sh', '-ec', 'node server.js'] })],
  ['L19', 'bash with a pipe', podWith({ command: ['bash', '-o', 'pipefail', '-c', 'a | b'] })],
  ['L19', 'bash with a redirection', podWith({ command: ['bash', '-c', 'cd /app && server 2>&1'] })],
  ['L19', 'exec that only redirects', podWith({ command: ['sh', '-c', 'exec 2>&1; node server.js'] })],
  ['L19', 'below tini', podWith({ command: ['tini', '--', 'sh', '-c', 'node server.js'] })],
  [
    'L20',
    'a sidecar without ports that is no log shipper',
    podWith({}, { initContainers: [{ name: 'envoy', image: 'envoyproxy/envoy', restartPolicy: 'Always' }] }),
  ],
  [
    'L22',
    'restartPolicyNever in a Job',
    workload('Job', { ports, livenessProbe: get('/l') }, {}, { restartPolicy: 'Never' }),
  ],
  ['L23', 'the port by its default: targetPort is port', [service({ ports: [{ port: 8080 }] }), podWith({ ports })]],
  ['L23', 'the only container, no port declared', [service(), podWith({})]],
  ['L24', 'npm in a shell', live(['sh', '-c', 'cd /app && npm run health'])],
  ['L24', 'node by its path', live(['/usr/local/bin/node', '/app/health.js'])],
  ['L24', 'probez, which is a Node program too', live(['probez', 'check', 'http://127.0.0.1:8080/livez'])],
  ['L24', 'node in a substitution', live(['sh', '-c', '[ "$(node health.js)" = ok ]'])],
  ['L24', 'every second', podWith({ livenessProbe: { exec: { command: ['cat', '/tmp/ok'] }, periodSeconds: 1 } })],
  [
    'L25',
    'loopback without hostNetwork',
    podWith({ ports, readinessProbe: { tcpSocket: { host: 'localhost', port: 8080 } } }),
  ],
  [
    'L25',
    'hostNetwork and another host',
    podWith({ ports, livenessProbe: { httpGet: { host: 'a.example', port: 8080 } } }, { hostNetwork: true }),
  ],
  ['L27', 'no path at all', podWith({ ports, livenessProbe: { httpGet: { port: 8080 } } })],
  ['L28', 'a query', podWith({ ports, livenessProbe: get('/health?type=ready') })],
  ['L28', '/health/readiness', podWith({ ports, livenessProbe: get('/actuator/health/readiness') })],
  ['L28', 'a gRPC service', podWith({ livenessProbe: { grpc: { port: 90, service: 'readiness' } } })],
  ...(
    [
      ['curl -f http://127.0.0.1:8080/livez || exit 1'],
      ['cat /tmp/healthy'],
      ['curl', '-f', 'http://127.0.0.1/', '||', 'exit', '1'],
      ['cat', '/tmp/a', '|', 'grep', 'ok'],
      ['cat', '/tmp/a', '>', '/dev/null'],
      ['cat', '/tmp/a', '>/dev/null', '2>&1'],
      ['redis-cli', '-a', '$REDIS_PASSWORD', 'ping'],
      ['mysqladmin', 'ping', '-p$MYSQL_ROOT_PASSWORD'],
      ['mysqladmin', 'ping', '||', 'exit', '1'],
      ['valkey-cli', '-a', variable('REDIS_PASSWORD'), 'ping'],
      ['curl', `http://127.0.0.1:${variable('PORT')}/livez`],
      ['[', '$(curl -s 127.0.0.1/livez)', '=', 'OK', ']'],
      ['test', '$(cat /tmp/a)', '=', 'ok'],
      ['exit', '0'],
      ['cd', '/app', '&&', './check'],
      ['sh', '-c', '[ "$(curl -s 127.0.0.1/livez)" == "OK" ]'],
      ['/bin/sh', '-c', 'if [ $x == y ]; then exit 0; fi; exit 1'],
      ['sh', '-c', 'test "$x" == y'],
      ['sh', '-c', '[[ -f /tmp/x ]]'],
    ] as const
  ).map((command): [string, string, string] => ['L29', command.join(' '), live([...command])]),
  [
    'L29',
    '$(NAME) of a secret',
    live(['redis-cli', '-a', '$(PW)', 'ping'], {
      env: [{ name: 'PW', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
    }),
  ],
  ['L29', '$(NAME) of nobody', live(['redis-cli', '-a', '$(PW)', 'ping'])],
  [
    'L29',
    '$(NAME) of a secret, in a script',
    live(['sh', '-c', 'redis-cli -a $(PW) ping'], {
      env: [{ name: 'PW', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
    }),
  ],
  ['L29', '$(NAME) whose value wants a shell', live(['ls', '$(WHERE)'], { env: [{ name: 'WHERE', value: '$HOME' }] })],
  [
    'L29',
    '$(NAME) in a hook',
    podWith({ env: [{ name: 'T', value: '5' }], lifecycle: { preStop: { exec: { command: ['sleep', '$(T)'] } } } }),
  ],
  ['L29', 'in a hook', podWith({ lifecycle: { preStop: { exec: { command: ['sleep 5'] } } } })],
  [
    'L31',
    'an option with its value apart',
    podWith({ ports, args: ['--host', 'localhost'], livenessProbe: get('/l') }),
  ],
  [
    'L31',
    'an option with the port',
    podWith({ ports, args: ['--listen=127.0.0.1:8080'], livenessProbe: { tcpSocket: { port: 'http' } } }),
  ],
  [
    'L4',
    'a hook on an init container',
    podWith({}, { initContainers: [{ name: 'i', image: 'i', lifecycle: { preStop: { sleep: { seconds: 1 } } } }] }),
  ],
  ['L16', 'a negative sleep', podWith({ lifecycle: { preStop: { sleep: { seconds: -1 } } } })],
  ['L16', 'a sleep that is refused', podWith({ lifecycle: { preStop: { sleep: { seconds: 31 } } } })],
  ['L45', 'zero', podWith({ livenessProbe: get('/l', { periodSeconds: 0 }) })],
  ['L45', 'tcpSocket in a hook', podWith({ lifecycle: { preStop: { tcpSocket: { port: 80 } } } })],
  ['L45', 'a negative grace period', podWith({}, { terminationGracePeriodSeconds: -1 })],
  [
    'L45',
    'a key that stands twice',
    podWith({}, { hostNetwork: true }).replace('"hostNetwork":true', '"hostNetwork":true,"hostNetwork":false'),
  ],
  ['L40', 'a targetPort that nobody has', [service({ ports: [{ port: 80, targetPort: 'web' }] }), podWith({ ports })]],
  [
    'L41',
    'a letter too much',
    [service({ selector: { app: 'apis' } }), podWith({ ports }).replaceAll('"app":"api"', '"app":"apix"')],
  ],
  [
    'L41',
    'none of the Pods in its file',
    [service({ selector: { app: 'other' } }).replace('"name":"api"', '"name":"other"'), podWith({ ports })].join(
      '\n---\n',
    ),
  ],
  ['L41', 'the same name', [service({ selector: { app: 'backend' } }), podWith({ ports })]],
  [
    'L41',
    'a budget',
    [
      JSON.stringify({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'api' },
        spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'apii' } } },
      }),
      podWith({ ports }),
    ],
  ],
  ['L42', 'pg_isready', live(['pg_isready'])],
  [
    'L42',
    'on a sidecar',
    podWith(
      {},
      {
        initContainers: [
          { name: 's', image: 's', restartPolicy: 'Always', livenessProbe: { exec: { command: ['ok'] } } },
        ],
      },
    ),
  ],
  ['L43', 'two minutes', podWith({ ports, livenessProbe: get('/l', { initialDelaySeconds: 120 }) })],
  ['L44', 'with an operating system', podWith({ lifecycle: { stopSignal: 'SIGUSR1' } }, { os: { name: 'linux' } })],
  ['L44', 'without one', podWith({ lifecycle: { stopSignal: 'SIGFOO' } })],
  ['L46', 'a bad port in a StatefulSet', workload('StatefulSet', { ports: [{ containerPort: 80_800 }] })],
  ['L18', 'npm on Debian', podWith({ image: 'node:22-slim', command: ['npm', 'start'] })],
  [
    'L18',
    'dash by annotation',
    podWith({ command: ['npm', 'start'] }, {}, { annotations: { 'probez.dev/shell': 'dash' } }),
  ],
  ['L19', 'a pipe under BusyBox', podWith({ image: 'node:22-alpine', command: ['sh', '-c', './server | tee log'] })],
  ['L37', 'an Endpoints object', JSON.stringify({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'a' } })],
])('%s speaks up: %s', (rule, _, documents) => {
  expect(found(rule, documents).length).toBeGreaterThan(0);
});

test('L13 is an error with a CPU limit, on the container or on the Pod, and a warning without', () => {
  const node = { image: 'node:22', ports, livenessProbe: get('/l') };
  const severity = (container: object, spec: object = {}) =>
    found('L13', podWith({ ...node, ...container }, spec)).map((finding) => finding.severity);
  const resources = { limits: { cpu: '500m' } };
  expect(severity({})).toEqual(['warning']);
  expect(severity({ resources: { limits: { memory: '1Gi' }, requests: { cpu: 1 } } })).toEqual(['warning']);
  expect(severity({ resources })).toEqual(['error']);
  expect(severity({}, { resources })).toEqual(['error']);
});

test.each<[string, string, object]>([
  ['a negative number', 'initialDelaySeconds', { initialDelaySeconds: -1 }],
  ['a string', 'periodSeconds', { periodSeconds: '10' }],
  ['a fraction', 'timeoutSeconds', { timeoutSeconds: 1.5 }],
  ['past int32', 'failureThreshold', { failureThreshold: 2_147_483_648 }],
  ['a list', 'failureThreshold', { failureThreshold: [3] }],
  ['a grace period of 0', 'terminationGracePeriodSeconds', { terminationGracePeriodSeconds: 0 }],
  ['a port of 0', 'port', { httpGet: { port: 0 } }],
  ['a port of 70000', 'port', { httpGet: { port: 70_000 } }],
  ['a quoted port', 'port', { httpGet: { port: '8080' } }],
  ['an impossible port name', 'port', { httpGet: { port: 'much-too-long-a-name' } }],
  ['no port', 'port', { httpGet: { path: '/' } }],
  ['a scheme in small letters', 'scheme', { httpGet: { port: 8080, scheme: 'https' } }],
  ['a header name', 'Bad Header', { httpGet: { port: 8080, httpHeaders: [{ name: 'Bad Header', value: 'x' }] } }],
  ['a header value that is a number', 'value', { httpGet: { port: 8080, httpHeaders: [{ name: 'X', value: 1 }] } }],
  ['a command that is a string', 'command', { exec: { command: 'cat /tmp/x' } }],
  ['a command with a number', 'command', { exec: { command: ['sleep', 1] } }],
  ['an empty command', 'command', { exec: { command: [] } }],
  ['a handler that is a string', 'httpGet', { httpGet: '/livez' }],
])('L38: a probe with %s', (_, word, probe) => {
  const findings = found(
    'L38',
    podWith({ ports, livenessProbe: { ...get('/l'), ...('exec' in probe ? { httpGet: null } : {}), ...probe } }),
  );
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain(word);
});

test.each<[string, string]>([
  ['a probe that is a string', podWith({ livenessProbe: 'yes' })],
  ['env with a number', podWith({ env: [{ name: 'PORT', value: 8080 }] })],
  ['an annotation with a number', podWith({}, {}, { annotations: { 'probez.dev/startup-seconds': 60 } })],
  ['two containers of one name', podWith({}, { initContainers: [{ name: 'api', image: 'i' }] })],
  ['two ports of one name', podWith({ ports: [...ports, { name: 'http', containerPort: 1 }] })],
  [
    'containers that are a map',
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: { name: 'a' } } }),
  ],
  [
    'no containers',
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [] } }),
  ],
  ['no spec', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } })],
  ['no apiVersion', podWith({}).replace('"apiVersion":"v1",', '')],
  ['restartPolicy Never in a Deployment', workload('Deployment', {}, {}, { restartPolicy: 'Never' })],
  ['restartPolicy left out in a Job', workload('Job', {})],
  [
    'rollingUpdate beside Recreate',
    workload('Deployment', {}, { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
  ],
  ['maxSurge in quotes', workload('Deployment', {}, { strategy: { rollingUpdate: { maxSurge: '1' } } })],
])('L38: %s', (_, text) => {
  const findings = found('L38', text);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.severity).toBe('error');
});

test.each<[string, string, string]>([
  ['a name, which makes every attempt fail', 'htpp', 'error'],
  ['a number, which works', '9090', 'info'],
])('L8 where the container does not declare %s', (_, port, severity) => {
  const probe = { httpGet: { path: '/', port: Number(port) || port } };
  expect(found('L8', podWith({ ports, readinessProbe: probe })).map((one) => one.severity)).toEqual([severity]);
});
