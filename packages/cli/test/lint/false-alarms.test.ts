import { expect, test } from 'vitest';
import { found, podWith, service, workload } from './pods.ts';

const ports = [{ name: 'http', containerPort: 8080 }];
const get = (path: string, more: object = {}) => ({ httpGet: { path, port: 8080 }, ...more });
const node = { image: 'node:22', command: ['node', 'server.js'] };

/** What users of other linters complain of, and what looks like a mistake and is none. */
test.each<[string, string, string | string[]]>([
  [
    'L9',
    'the same endpoint with a higher liveness threshold',
    podWith({ ports, livenessProbe: get('/h', { failureThreshold: 6 }), readinessProbe: get('/h') }),
  ],
  [
    'L9',
    'two port names are not both 0',
    podWith({
      ports: [
        { name: 'a', containerPort: 1 },
        { name: 'b', containerPort: 2 },
      ],
      livenessProbe: { httpGet: { path: '/h', port: 'a' } },
      readinessProbe: { httpGet: { path: '/h', port: 'b' } },
    }),
  ],
  ['L23', 'a Job is not asked for readiness', [service(), workload('Job', { ports }, {}, { restartPolicy: 'Never' })]],
  ['L17', 'nor for a preStop hook', [service(), workload('Job', { ports }, {}, { restartPolicy: 'Never' })]],
  ['L23', 'no Service, no readiness asked', workload('Deployment', { ports })],
  [
    'L23',
    'a Service that selects others',
    [service({ selector: { app: 'other' } }), workload('Deployment', { ports })],
  ],
  [
    'L23',
    'a Service in another namespace',
    [
      service().replace('"name":"api"', '"name":"api","namespace":"a"'),
      workload('Deployment', { ports }).replace('"name":"api"', '"name":"api","namespace":"b"'),
    ],
  ],
  ['L23', 'a Service without a selector', [service({ selector: null }), workload('Deployment', { ports })]],
  [
    'L23',
    'a container beside the one that owns the port',
    [
      service(),
      podWith(
        { ports: [{ containerPort: 9 }] },
        { initContainers: [{ name: 'proxy', image: 'p', restartPolicy: 'Always', ports, readinessProbe: get('/r') }] },
      ),
    ],
  ],
  [
    'L5',
    'gRPC with a number',
    podWith({ ports: [{ name: 'grpc', containerPort: 9090 }], livenessProbe: { grpc: { port: 9090 } } }),
  ],
  ['L8', 'gRPC with a number that nobody declares', podWith({ livenessProbe: { grpc: { port: 9090 } } })],
  [
    'L8',
    'a number that the proxy beside declares',
    podWith(
      { livenessProbe: get('/l') },
      { initContainers: [{ name: 'proxy', image: 'p', restartPolicy: 'Always', ports }] },
    ),
  ],
  [
    'L4',
    'a probe on a sidecar',
    podWith(
      {},
      { initContainers: [{ name: 'proxy', image: 'p', restartPolicy: 'Always', ports, startupProbe: get('/s') }] },
    ),
  ],
  [
    'L2',
    'a successThreshold of 2 on readiness',
    podWith({ ports, readinessProbe: get('/r', { successThreshold: 2 }) }),
  ],
  [
    'L20',
    'a log shipper',
    podWith(
      {},
      {
        initContainers: [
          {
            name: 'logshipper',
            image: 'alpine',
            restartPolicy: 'Always',
            command: ['sh', '-c', 'tail -F /opt/logs.txt'],
          },
        ],
      },
    ),
  ],
  [
    'L22',
    'a sidecar beside a Pod that never restarts',
    podWith(
      {},
      {
        restartPolicy: 'Never',
        initContainers: [{ name: 'proxy', image: 'p', restartPolicy: 'Always', ports, livenessProbe: get('/l') }],
      },
    ),
  ],
  [
    'L25',
    'loopback with hostNetwork',
    podWith(
      { ports, livenessProbe: { httpGet: { host: '127.0.0.1', path: '/l', port: 8080 } } },
      { hostNetwork: true },
    ),
  ],
  [
    'L25',
    'a Host header',
    podWith({
      ports,
      livenessProbe: { httpGet: { path: '/l', port: 8080, httpHeaders: [{ name: 'Host', value: 'a.example' }] } },
    }),
  ],
  ['L26', 'tcpSocket on what is no Node', podWith({ ports, livenessProbe: { tcpSocket: { port: 8080 } } })],
  [
    'L26',
    'node-exporter is no Node',
    podWith({ image: 'quay.io/prometheus/node-exporter:v1.9', ports, livenessProbe: { tcpSocket: { port: 8080 } } }),
  ],
  [
    'L26',
    'calico/node is no Node',
    podWith({ image: 'docker.io/calico/node:v3.30', ports, livenessProbe: { tcpSocket: { port: 8080 } } }),
  ],
  [
    'L26',
    'the annotation says it is no Node',
    podWith(
      { ...node, ports, livenessProbe: { tcpSocket: { port: 8080 } } },
      {},
      { annotations: { 'probez.dev/runtime': 'go' } },
    ),
  ],
  ['L26', 'readiness by tcpSocket', podWith({ ...node, ports, readinessProbe: { tcpSocket: { port: 8080 } } })],
  ['L13', 'a readiness timeout of 1 s', podWith({ ...node, ports, readinessProbe: get('/r') })],
  ['L13', 'a timeout of 2 s', podWith({ ...node, ports, livenessProbe: get('/l', { timeoutSeconds: 2 }) })],
  ['L18', 'npm only before the app', podWith({ command: ['sh', '-c', 'npm run migrate && exec node server.js'] })],
  ['L19', 'exec before the last command', podWith({ command: ['sh', '-c', 'npm run migrate && exec node server.js'] })],
  ['L19', 'a trap', podWith({ command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1; done'] })],
  ['L19', 'bash with one simple command', podWith({ command: ['bash', '-c', 'node server.js'] })],
  ['L19', 'a script file', podWith({ command: ['sh', '/app/start.sh'] })],
  [
    'L19',
    'an init container',
    podWith({}, { initContainers: [{ name: 'i', image: 'i', command: ['sh', '-c', 'a; b'] }] }),
  ],
  ['L24', 'a file that is called node', podWith({ livenessProbe: { exec: { command: ['cat', '/tmp/node'] } } })],
  ['L28', '/already, /readme', podWith({ ports, livenessProbe: get('/already/readme') })],
  ['L28', 'a startup probe on the readiness endpoint', podWith({ ports, startupProbe: get('/readyz') })],
  ...(
    [
      ['psql', '-c', 'SELECT 1; SELECT 2'],
      ['mysql', '-e', 'SELECT 1 FROM `a` WHERE b > 1'],
      ['grep', '-E', 'a|b', '/tmp/f'],
      ['awk', '$1 > 5', '/tmp/f'],
      ['node', '-e', 'process.exit(require("fs").existsSync("/tmp/x") ? 0 : 1)'],
      ['python3', '-c', 'import sys; sys.exit(0)'],
      ['mongosh', '--eval', 'db.adminCommand({ ping: 1 }).ok || quit(1)'],
      ['find', '/tmp', '-name', 'x', '-exec', 'cat', '{}', ';'],
      ['timeout', '5', 'sh', '-c', 'a && b'],
      ['/usr/bin/env', 'bash', '-ec', 'a | b'],
      ['busybox', 'sh', '-c', 'a || b'],
      ['su', '-c', 'pg_isready && true', 'postgres'],
      ['curl', '-f', 'http://127.0.0.1:8080/livez?a=1&b=2'],
      ['wget', '-qO-', 'http://127.0.0.1/$metadata'],
      ['[', '-f', '/tmp/healthy', ']'],
      ['bash', '-c', '[[ $(cat /tmp/x) == ok ]]'],
      ['sh', '-c', '[ "$a" = b ] && [ "$c" != "==" ]'],
      ['sh', '-c', 'case "$a" in b==c) exit 0;; esac'],
    ] as const
  ).map((command): [string, string, string] => [
    'L29',
    command.join(' '),
    podWith({ livenessProbe: { exec: { command } } }),
  ]),
  ...(
    [
      ['a value that is written', ['ls', '$(DIRECTORY)']],
      ['in a script', ['sh', '-c', 'ls $(DIRECTORY)']],
      ["the shell's own", ['sh', '-c', 'test "$(hostname)" = "$(cat /tmp/x)"']],
      ['an escaped one', ['echo', '$$(OTHER)']],
    ] as const
  ).map(([name, command]): [string, string, string] => [
    'L29',
    `$(NAME): ${name}`,
    podWith({ env: [{ name: 'DIRECTORY', value: '/tmp' }], livenessProbe: { exec: { command } } }),
  ]),
  [
    'L30',
    'postStart.httpGet to another host',
    podWith({ lifecycle: { postStart: { httpGet: { host: 'registry.example', path: '/', port: 80 } } } }),
  ],
  [
    'L31',
    'a database on localhost',
    podWith({
      ports,
      env: [
        { name: 'DB_HOST', value: '127.0.0.1' },
        { name: 'REDIS_HOST', value: 'localhost' },
      ],
      livenessProbe: get('/l'),
    }),
  ],
  [
    'L31',
    'another port on loopback',
    podWith({
      ports,
      args: ['--metrics-bind-address=127.0.0.1:9090', '--listen=127.0.0.1:9091'],
      livenessProbe: get('/l'),
    }),
  ],
  ['L34', 'Recreate without a Service', workload('Deployment', { ports }, { strategy: { type: 'Recreate' } })],
  [
    'L36',
    'a headless Service',
    [service({ clusterIP: 'None', publishNotReadyAddresses: true }), podWith({ ports, readinessProbe: get('/r') })],
  ],
  ['L36', 'no readiness probe', [service({ publishNotReadyAddresses: true }), podWith({ ports })]],
  [
    'L37',
    'EndpointSlices',
    JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'a' },
      rules: [{ apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get'] }],
    }),
  ],
  ['L7', 'null values', podWith({ livenessProbe: null, lifecycle: null })],
  ...[
    ['pnpm', 'exec', 'node', 'server.js'],
    ['/usr/local/bin/pnpm', '--silent', 'exec', 'node', 'server.js'],
    ['pnpm', '-C', '/app', 'exec', 'node', 'server.js'],
    ['sh', '-c', 'cd /app && exec pnpm exec node server.js'],
  ].map((command): [string, string, string] => ['L18', command.join(' '), podWith({ image: 'node:22', command })]),
  ['L18', 'npm on Alpine', podWith({ image: 'node:22-alpine', command: ['npm', 'start'] })],
  ['L18', 'npm on UBI', podWith({ image: 'registry.example/ubi9/nodejs-22', command: ['npm', 'start'] })],
  [
    'L18',
    'bash by annotation',
    podWith({ command: ['npm', 'start'] }, {}, { annotations: { 'api.probez.dev/shell': 'bash' } }),
  ],
  [
    'L19',
    'BusyBox runs the last command itself',
    podWith({ image: 'node:22-alpine', command: ['sh', '-c', './migrate && ./server'] }),
  ],
  ['L24', 'a startup probe every second', podWith({ startupProbe: { exec: { command: ['ok'] }, periodSeconds: 1 } })],
  ['L33', 'one replica', workload('Deployment', { ports, livenessProbe: get('/l') })],
  [
    'L33',
    'OnDelete',
    workload('DaemonSet', { ports, livenessProbe: get('/l') }, { updateStrategy: { type: 'OnDelete' } }),
  ],
  [
    'L40',
    'a name that one of two Pods has',
    [
      service({ ports: [{ port: 80, targetPort: 'http' }] }),
      podWith({ ports }),
      podWith({}).replace('"name":"api","labels"', '"name":"b","labels"'),
    ],
  ],
  ['L40', 'a number that nobody declares', [service({ ports: [{ port: 80, targetPort: 9 }] }), podWith({ ports })]],
  [
    'L41',
    'a Service of something applied elsewhere',
    [
      service({ selector: { app: 'other' } }).replace('"name":"api"', '"namespace":"x","name":"other"'),
      podWith({ ports }, {}, { name: 'b', namespace: 'y', labels: { app: 'api' } }),
    ],
  ],
  [
    'L41',
    'a leader that is chosen while they run',
    [service({ selector: { app: 'api', 'vault-active': 'true' } }), podWith({ ports })].join('\n---\n'),
  ],
  [
    'L41',
    'a label that the Pods may get',
    [
      service({ selector: { app: 'api', shard: 'a' } }),
      podWith({ ports }, {}, { name: 'b', labels: { app: 'api' } }),
    ].join('\n---\n'),
  ],
  [
    'L41',
    'a Service of what an operator makes',
    [
      service({ selector: { app: 'other' } }).replace('"name":"api"', '"name":"other"'),
      podWith({ ports }),
      JSON.stringify({ apiVersion: 'acid.zalan.do/v1', kind: 'postgresql', metadata: { name: 'db' }, spec: {} }),
    ].join('\n---\n'),
  ],
  [
    'L41',
    'a label that a program gives itself',
    [
      service({ selector: { 'longhorn.io/webhook': 'admission' } }).replace('"name":"api"', '"name":"webhook"'),
      podWith({ ports }),
    ],
  ],
  ['L41', 'a Service alone', service({ selector: { app: 'other' } })],
  [
    'L23',
    'a port for an exporter',
    [
      service({
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'exporter', port: 9090 },
        ],
      }),
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'api', labels: { app: 'api' } },
        spec: {
          containers: [
            { name: 'api', image: 'i', ports: [{ containerPort: 8080 }], readinessProbe: get('/readyz') },
            { name: 'exporter', image: 'e', ports: [{ containerPort: 9090 }] },
          ],
        },
      }),
    ],
  ],
  [
    'L41',
    'a label of the controller',
    [service({ selector: { 'statefulset.kubernetes.io/pod-name': 'api-0' } }), workload('StatefulSet', { ports })],
  ],
  [
    'L41',
    'a leader and its followers',
    [
      service({ selector: { app: 'api', role: 'replica' } }),
      podWith({ ports }, {}, { name: 'b', labels: { app: 'api', role: 'primary' } }),
    ],
  ],
  ['L42', 'two seconds', podWith({ livenessProbe: { exec: { command: ['ok'] }, timeoutSeconds: 2 } })],
  [
    'L43',
    'beside a startup probe',
    podWith({ ports, startupProbe: get('/s'), livenessProbe: get('/l', { initialDelaySeconds: 120 }) }),
  ],
  [
    'L17',
    'a Service that is only scraped',
    [
      service({ ports: [{ name: 'metrics', port: 9090, targetPort: 8080 }] }),
      workload('Deployment', { ports }, { replicas: 2 }),
    ],
  ],
  ['L1', 'a probe that is null', podWith({ livenessProbe: null })],
])('%s stays silent: %s', (rule, _, documents) => {
  expect(found(rule, documents)).toEqual([]);
});

test('a missing liveness probe is not reported by any rule', () => {
  const text = [
    service(),
    workload(
      'Deployment',
      { ports, readinessProbe: get('/r'), lifecycle: { preStop: { sleep: { seconds: 5 } } } },
      { replicas: 2 },
    ),
  ];
  for (let id = 1; id <= 46; id++) expect(found(`L${id}`, text)).toEqual([]);
});
