import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/manifest/parse.ts';
import { describeFinding, isRefusal, Part, readYaml } from '../../src/manifest.ts';

/** What the API server of 1.36 says to the other members of the kinds that were recorded, from its validation's source. */
function refusals(text: string): string[] {
  const { documents, problems } = readYaml(text);
  const objects = readObjects(documents.map((document) => new Part(document.value, [], document)));
  return [
    ...problems.map(({ message }) => message),
    ...objects.flatMap(({ findings }) => findings.filter(isRefusal).map(describeFinding)),
  ];
}

/** A Pod, with something in its spec and in its container. */
const pod = (spec: string, container = '') => `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  ${spec}
  containers:
    - name: app
      image: localhost/deb:1
      ports: [{name: http, containerPort: 8080}]
      ${container}
`;
const inContainer = (container: string) => pod('', container);
const liveness = (probe: string) => inContainer(`livenessProbe: {${probe}}`);
const workload = (
  spec: string,
  kind = 'Deployment',
  podSpec = '',
  labels = '{a: b}',
  version = 'apps/v1',
) => `apiVersion: ${version}
kind: ${kind}
metadata: {name: d}
spec:
  ${spec}
  template:
    metadata: {labels: ${labels}}
    spec:
      ${podSpec}
      containers: [{name: a, image: x}]
`;

describe('taken by the API server', () => {
  it.each<[string, string]>([
    ['probe grace null', liveness('tcpSocket: {port: 1}, terminationGracePeriodSeconds: null')],
    ['port 80.0', liveness('httpGet: {path: /, port: 80.0}')],
    ['port name 15', liveness('httpGet: {path: /, port: abcdefghijklmno}')],
    ['grpc null service', liveness('grpc: {port: 1, service: null}')],
    ['probe null', inContainer('livenessProbe: null')],
    ['exec cmd null item', liveness('exec: {command: [null]}')],
    ['exec cmd date', liveness('exec: {command: [2020-01-01]}')],
    ['exec cmd tilde', liveness('exec: {command: [~]}')],
    ['exec cmd 1:30', liveness('exec: {command: [1:30]}')],
    ['exec cmd 1.2.3', liveness('exec: {command: [1.2.3]}')],
    ['exec cmd -', liveness('exec: {command: [-c]}')],
    ['exec cmd = ', liveness('exec: {command: ["="]}')],
    ['exec cmd !!str', liveness('exec: {command: [!!str 5]}')],
    ['exec cmd binary', liveness('exec: {command: [!!binary aGk=]}')],
    ['period !!int', liveness('tcpSocket: {port: 1}, periodSeconds: !!int "5"')],
    ['period +5', liveness('tcpSocket: {port: 1}, periodSeconds: +5')],
    ['period 5.0', liveness('tcpSocket: {port: 1}, periodSeconds: 5.0')],
    ['period 0b11', liveness('tcpSocket: {port: 1}, periodSeconds: 0b11')],
    ['period 0o7', liveness('tcpSocket: {port: 1}, periodSeconds: 0o7')],
    ['period -0', liveness('tcpSocket: {port: 1}, periodSeconds: -0')],
    ['period null', liveness('tcpSocket: {port: 1}, periodSeconds: null')],
    ['period max', liveness('tcpSocket: {port: 1}, periodSeconds: 2147483647')],
    ['header value null', liveness('httpGet: {path: /, port: 1, httpHeaders: [{name: A, value: null}]}')],
    ['headers null', liveness('httpGet: {path: /, port: 1, httpHeaders: null}')],
    ['scheme null', liveness('httpGet: {path: /, port: 1, scheme: null}')],
    ['scheme empty', liveness('httpGet: {path: /, port: 1, scheme: ""}')],
    ['host empty', liveness('httpGet: {path: /, port: 1, host: ""}')],
    ['host bad', liveness('httpGet: {path: /, port: 1, host: "a b"}')],
    ['path no slash', liveness('httpGet: {path: livez, port: 1}')],
    ['path null', liveness('httpGet: {path: null, port: 1}')],
    ['two handlers null one', liveness('httpGet: null, tcpSocket: {port: 1}')],
    ['lifecycle {}', inContainer('lifecycle: {}')],
    ['lifecycle null', inContainer('lifecycle: null')],
    ['prestop null', inContainer('lifecycle: {preStop: null}')],
    ['poststart sleep missing', inContainer('lifecycle: {postStart: {sleep: {}}}')],
    ['sleep grace 60', pod('terminationGracePeriodSeconds: 60', 'lifecycle: {preStop: {sleep: {seconds: 60}}}')],
    ['stopSignal os', pod('os: {name: linux}', 'lifecycle: {stopSignal: SIGUSR1}')],
    ['stopSignal null', inContainer('lifecycle: {stopSignal: null}')],
    ['init liveness null', pod('initContainers: [{name: i, image: x, livenessProbe: null}]')],
    [
      'sidecar probes',
      pod(
        'initContainers: [{name: i, image: x, restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}}, lifecycle: {preStop: {sleep: {seconds: 1}}}}]',
      ),
    ],
    ['policy empty pod', pod('restartPolicy: ""')],
    ['policy null', pod('restartPolicy: null')],
    [
      'rules neg value',
      inContainer(
        'restartPolicy: Never\n      restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [-1, 300]}}]',
      ),
    ],
    ['rules empty', inContainer('restartPolicyRules: []')],
    [
      'rules always',
      inContainer(
        'restartPolicy: Always\n      restartPolicyRules: [{action: Restart, exitCodes: {operator: NotIn, values: [0]}}]',
      ),
    ],
    ['deadline max', pod('activeDeadlineSeconds: 2147483647')],
    ['deadline null', pod('activeDeadlineSeconds: null')],
    ['ephemeral []', pod('ephemeralContainers: []')],
    [
      'dup containerport same name none',
      inContainer('').replace(
        'ports: [{name: http, containerPort: 8080}]',
        'ports: [{containerPort: 8080},{containerPort: 8080}]',
      ),
    ],
    [
      'hostport dup other proto',
      inContainer('').replace(
        'ports: [{name: http, containerPort: 8080}]',
        'ports: [{containerPort: 8080, hostPort: 80},{containerPort: 8081, hostPort: 80, protocol: UDP}]',
      ),
    ],
    ['hostnetwork port ok', pod('hostNetwork: true')],
    ['pod name dots', inContainer('').replace('name: p', 'name: a.b')],
    ['generateName', inContainer('').replace('{name: p}', '{generateName: p-}')],
    ['env null', inContainer('env: [{name: A, value: null}]')],
    ['env dup', inContainer('env: [{name: A, value: a},{name: A, value: b}]')],
    ['env dollar', inContainer('env: [{name: A, value: $(B)}]')],
    ['volumemount ok', pod('volumes: [{name: v, emptyDir: {}}]', 'volumeMounts: [{name: v, mountPath: /x}]')],
    ['volume none', pod('volumes: [{name: v}]')],
    ['status', `${inContainer('')}status: {}\n`],
    ['gates', pod('readinessGates: [{conditionType: a.b/c}]')],
    ['deploy ok', workload('selector: {matchLabels: {a: b}}')],
    [
      'deploy recreate rolling null',
      workload('strategy: {type: Recreate, rollingUpdate: null}\n  selector: {matchLabels: {a: b}}'),
    ],
    ['deploy surge 0 default', workload('strategy: {rollingUpdate: {maxSurge: 0}}\n  selector: {matchLabels: {a: b}}')],
    ['deploy surge 200%', workload('strategy: {rollingUpdate: {maxSurge: 200%}}\n  selector: {matchLabels: {a: b}}')],
    ['deploy pds 5', workload('progressDeadlineSeconds: 5\n  selector: {matchLabels: {a: b}}')],
    ['deploy expr', workload('selector: {matchExpressions: [{key: a, operator: In, values: [b, c]}]}')],
    ['sts ok', workload('selector: {matchLabels: {a: b}}', 'StatefulSet')],
    ['ds ok', workload('selector: {matchLabels: {a: b}}', 'DaemonSet')],
    [
      'ds surge 0',
      workload(
        'updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n  selector: {matchLabels: {a: b}}',
        'DaemonSet',
      ),
    ],
    ['job ok', workload('backoffLimit: 1', 'Job', 'restartPolicy: Never', '{}', 'batch/v1')],
    ['job ads 0', workload('activeDeadlineSeconds: 0', 'Job', 'restartPolicy: Never', '{}', 'batch/v1')],
    [
      'job pod ads',
      workload('backoffLimit: 1', 'Job', 'restartPolicy: Never\n      activeDeadlineSeconds: 5', '{}', 'batch/v1'),
    ],
    [
      'cron @hourly',
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {schedule: "@hourly", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: x}]}}}}}',
    ],
    ['rs ok', workload('selector: {matchLabels: {a: b}}', 'ReplicaSet')],
    ['rc ok', workload('selector: {a: b}', 'ReplicationController', '', '{a: b}', 'v1')],
    ['rc default', workload('replicas: 1', 'ReplicationController', '', '{a: b}', 'v1')],
    ['crlf', liveness('tcpSocket: {port: 1}').replaceAll('\n', '\r\n')],
    ['bom', `\uFEFF${liveness('tcpSocket: {port: 1}')}`],
    ['dup handler key', liveness('tcpSocket: {port: 1}, tcpSocket: {port: 2}')],
    [
      'dup probe key',
      inContainer('livenessProbe: {tcpSocket: {port: 1}}\n      livenessProbe: {tcpSocket: {port: 2}}'),
    ],
    ['alias', inContainer('livenessProbe: &a {tcpSocket: {port: 1}}\n      readinessProbe: *a')],
    [
      'merge list',
      inContainer('livenessProbe: &a {tcpSocket: {port: 1}}\n      readinessProbe: {<<: [*a], periodSeconds: 1}'),
    ],
    ['bigint ts', liveness('exec: {command: [2001-12-14t21:59:43.10-05:00]}')],
    ['multi', `${liveness('tcpSocket: {port: 1}')}---\n${liveness('tcpSocket: {port: 1}')}`],
    ['docs end', `${liveness('tcpSocket: {port: 1}')}...\n`],
    ['%yaml', `%YAML 1.1\n---\n${liveness('tcpSocket: {port: 1}')}`],
    ['%yaml 1.2', `%YAML 1.2\n---\n${liveness('tcpSocket: {port: 1}')}`],
    [
      'json trailing',
      `${JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: { containers: [{ name: 'a', image: 'x' }] },
      })}\n`,
    ],
    [
      'json trailing comma',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p",},"spec":{"containers":[{"name":"a","image":"x"}]}}',
    ],
  ])('%s', (_name, manifest) => {
    expect(refusals(manifest)).toEqual([]);
  });
});

describe('refused by the API server, for this field', () => {
  it.each<[string, string, string]>([
    [
      'liveness success 2',
      liveness('tcpSocket: {port: 1}, successThreshold: 2'),
      'spec.containers[0].livenessProbe.successThreshold',
    ],
    [
      'success -1',
      liveness('tcpSocket: {port: 1}, successThreshold: -1'),
      'spec.containers[0].livenessProbe.successThreshold',
    ],
    [
      'startup success 2',
      inContainer('startupProbe: {tcpSocket: {port: 1}, successThreshold: 2}'),
      'spec.containers[0].startupProbe.successThreshold',
    ],
    [
      'probe grace 0',
      liveness('tcpSocket: {port: 1}, terminationGracePeriodSeconds: 0'),
      'spec.containers[0].livenessProbe.terminationGracePeriodSeconds',
    ],
    [
      'timeout -1',
      liveness('tcpSocket: {port: 1}, timeoutSeconds: -1'),
      'spec.containers[0].livenessProbe.timeoutSeconds',
    ],
    ['port 0', liveness('httpGet: {path: /, port: 0}'), 'spec.containers[0].livenessProbe.httpGet.port'],
    ['port missing', liveness('httpGet: {path: /}'), 'spec.containers[0].livenessProbe.httpGet.port'],
    ['port empty', liveness('httpGet: {path: /, port: ""}'), 'spec.containers[0].livenessProbe.httpGet.port'],
    ['port float', liveness('httpGet: {path: /, port: 80.5}'), 'spec.containers[0].livenessProbe.httpGet.port'],
    ['port name dash end', liveness('httpGet: {path: /, port: a-}'), 'spec.containers[0].livenessProbe.httpGet.port'],
    [
      'port name double dash',
      liveness('httpGet: {path: /, port: a--b}'),
      'spec.containers[0].livenessProbe.httpGet.port',
    ],
    ['port null', liveness('tcpSocket: {port: null}'), 'spec.containers[0].livenessProbe.tcpSocket.port'],
    ['grpc named', liveness('grpc: {port: http}'), 'spec.containers[0].livenessProbe.grpc.port'],
    ['grpc 0', liveness('grpc: {port: 0}'), 'spec.containers[0].livenessProbe.grpc.port'],
    ['probe string', inContainer('livenessProbe: yes'), 'spec.containers[0].livenessProbe'],
    ['exec cmd null', liveness('exec: {command: null}'), 'spec.containers[0].livenessProbe.exec.command'],
    ['exec {}', liveness('exec: {}'), 'spec.containers[0].livenessProbe.exec.command'],
    ['httpGet {}', liveness('httpGet: {}'), 'spec.containers[0].livenessProbe.httpGet.port'],
    ['exec cmd nested', liveness('exec: {command: [[a]]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    ['exec cmd octal', liveness('exec: {command: [010]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    ['exec cmd 0o10', liveness('exec: {command: [0o10]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    ['exec cmd 1_000', liveness('exec: {command: [1_000]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    ['exec cmd .5', liveness('exec: {command: [.5]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    ['exec cmd no', liveness('exec: {command: [no]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    ['exec cmd n', liveness('exec: {command: [n]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    ['exec cmd off', liveness('exec: {command: [Off]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    ['exec cmd .inf', liveness('exec: {command: [.inf]}'), 'spec.containers[0].livenessProbe.exec.command[0]'],
    [
      'period .nan',
      liveness('tcpSocket: {port: 1}, periodSeconds: .nan'),
      'spec.containers[0].livenessProbe.periodSeconds',
    ],
    [
      'period list',
      liveness('tcpSocket: {port: 1}, periodSeconds: [5]'),
      'spec.containers[0].livenessProbe.periodSeconds',
    ],
    [
      'period 5s',
      liveness('tcpSocket: {port: 1}, periodSeconds: 5s'),
      'spec.containers[0].livenessProbe.periodSeconds',
    ],
    [
      'period 1e400',
      liveness('tcpSocket: {port: 1}, periodSeconds: 1e400'),
      'spec.containers[0].livenessProbe.periodSeconds',
    ],
    [
      'period -2147483649',
      liveness('tcpSocket: {port: 1}, periodSeconds: -2147483649'),
      'spec.containers[0].livenessProbe.periodSeconds',
    ],
    [
      'grace over int64',
      pod('terminationGracePeriodSeconds: 9223372036854775808'),
      'spec.terminationGracePeriodSeconds',
    ],
    ['grace string', pod('terminationGracePeriodSeconds: "30"'), 'spec.terminationGracePeriodSeconds'],
    ['grace float', pod('terminationGracePeriodSeconds: 1.5'), 'spec.terminationGracePeriodSeconds'],
    [
      'header value int',
      liveness('httpGet: {path: /, port: 1, httpHeaders: [{name: A, value: 1}]}'),
      'spec.containers[0].livenessProbe.httpGet.httpHeaders[0].value',
    ],
    [
      'header null',
      liveness('httpGet: {path: /, port: 1, httpHeaders: [null]}'),
      'spec.containers[0].livenessProbe.httpGet.httpHeaders',
    ],
    [
      'header underscore',
      liveness('httpGet: {path: /, port: 1, httpHeaders: [{name: a_b, value: x}]}'),
      'spec.containers[0].livenessProbe.httpGet.httpHeaders',
    ],
    [
      'scheme TCP',
      liveness('httpGet: {path: /, port: 1, scheme: TCP}'),
      'spec.containers[0].livenessProbe.httpGet.scheme',
    ],
    [
      'scheme bool',
      liveness('httpGet: {path: /, port: 1, scheme: true}'),
      'spec.containers[0].livenessProbe.httpGet.scheme',
    ],
    ['tcp host int', liveness('tcpSocket: {port: 1, host: 1}'), 'spec.containers[0].livenessProbe.tcpSocket.host'],
    ['tcp extra', liveness('tcpSocket: {port: 1, path: /}'), 'spec.containers[0].livenessProbe.tcpSocket.path'],
    ['unknown case', liveness('HTTPGet: {path: /, port: 1}'), 'spec.containers[0].livenessProbe'],
    ['unknown top', pod('foo: 1'), 'spec.foo'],
    ['container unknown', inContainer('probe: {}'), 'spec.containers[0].probe'],
    [
      'three handlers',
      liveness('httpGet: {port: 1}, tcpSocket: {port: 1}, exec: {command: [a]}'),
      'spec.containers[0].livenessProbe.httpGet',
    ],
    ['prestop {}', inContainer('lifecycle: {preStop: {}}'), 'spec.containers[0].lifecycle.preStop'],
    [
      'poststart sleep 31',
      inContainer('lifecycle: {postStart: {sleep: {seconds: 31}}}'),
      'spec.containers[0].lifecycle.postStart.sleep',
    ],
    [
      'sleep string',
      inContainer('lifecycle: {postStart: {sleep: {seconds: "3"}}}'),
      'spec.containers[0].lifecycle.postStart.sleep.seconds',
    ],
    [
      'sleep neg grace',
      pod('terminationGracePeriodSeconds: -1', 'lifecycle: {preStop: {sleep: {seconds: 1}}}'),
      'spec.containers[0].lifecycle.preStop.sleep',
    ],
    [
      'sleep neg grace 0',
      pod('terminationGracePeriodSeconds: -1', 'lifecycle: {preStop: {sleep: {seconds: 0}}}'),
      'spec.containers[0].lifecycle.preStop.sleep',
    ],
    [
      'hook tcp 0',
      inContainer('lifecycle: {preStop: {tcpSocket: {port: 0}}}'),
      'spec.containers[0].lifecycle.preStop.tcpSocket.port',
    ],
    [
      'hook http header',
      inContainer('lifecycle: {preStop: {httpGet: {port: 1, httpHeaders: [{name: "", value: a}]}}}'),
      'spec.containers[0].lifecycle.preStop.httpGet.httpHeaders',
    ],
    [
      'hook scheme',
      inContainer('lifecycle: {preStop: {httpGet: {port: 1, scheme: http}}}'),
      'spec.containers[0].lifecycle.preStop.httpGet.scheme',
    ],
    ['stopSignal int', inContainer('lifecycle: {stopSignal: 9}'), 'spec.containers[0].lifecycle.stopSignal'],
    [
      'init liveness',
      pod('initContainers: [{name: i, image: x, livenessProbe: {tcpSocket: {port: 1}}}]'),
      'spec.initContainers[0].livenessProbe',
    ],
    [
      'init liveness broken',
      pod('initContainers: [{name: i, image: x, livenessProbe: {}}]'),
      'spec.initContainers[0].livenessProbe',
    ],
    [
      'init lifecycle {}',
      pod('initContainers: [{name: i, image: x, lifecycle: {}}]'),
      'spec.initContainers[0].lifecycle',
    ],
    [
      'init never startup',
      pod('initContainers: [{name: i, image: x, restartPolicy: Never, startupProbe: {tcpSocket: {port: 1}}}]'),
      'spec.initContainers[0].startupProbe',
    ],
    [
      'sidecar success 2',
      pod(
        'initContainers: [{name: i, image: x, restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}, successThreshold: 2}}]',
      ),
      'spec.initContainers[0].startupProbe.successThreshold',
    ],
    [
      'init policy lower',
      pod('initContainers: [{name: i, image: x, restartPolicy: always}]'),
      'spec.initContainers[0].restartPolicy',
    ],
    [
      'init policy empty',
      pod('initContainers: [{name: i, image: x, restartPolicy: ""}]'),
      'spec.initContainers[0].restartPolicy',
    ],
    ['policy lower', pod('restartPolicy: always'), 'spec.restartPolicy'],
    ['container policy bogus', inContainer('restartPolicy: Sometimes'), 'spec.containers[0].restartPolicy'],
    [
      'rules no policy',
      inContainer('restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]'),
      'spec.containers[0].restartPolicy',
    ],
    [
      'rules no action',
      inContainer('restartPolicy: Never\n      restartPolicyRules: [{exitCodes: {operator: In, values: [1]}}]'),
      'spec.containers[0].restartPolicyRules[0].action',
    ],
    [
      'rules bad action',
      inContainer(
        'restartPolicy: Never\n      restartPolicyRules: [{action: Stop, exitCodes: {operator: In, values: [1]}}]',
      ),
      'spec.containers[0].restartPolicyRules[0].action',
    ],
    [
      'rules no codes',
      inContainer('restartPolicy: Never\n      restartPolicyRules: [{action: Restart}]'),
      'spec.containers[0].restartPolicyRules[0].exitCodes',
    ],
    [
      'rules no operator',
      inContainer('restartPolicy: Never\n      restartPolicyRules: [{action: Restart, exitCodes: {values: [1]}}]'),
      'spec.containers[0].restartPolicyRules[0].exitCodes.operator',
    ],
    [
      'rules 21',
      inContainer(
        'restartPolicy: Never\n      restartPolicyRules: [' +
          Array(21).fill('{action: Restart, exitCodes: {operator: In, values: [1]}}').join() +
          ']',
      ),
      'spec.containers[0].restartPolicyRules',
    ],
    [
      'rules values string',
      inContainer(
        'restartPolicy: Never\n      restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: ["1"]}}]',
      ),
      'spec.containers[0].restartPolicyRules[0].exitCodes.values[0]',
    ],
    [
      'rules values 256',
      inContainer(
        'restartPolicy: Never\n      restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [' +
          Array.from({ length: 256 }, (_, i) => i).join() +
          ']}}]',
      ),
      'spec.containers[0].restartPolicyRules[0].exitCodes.values',
    ],
    ['deadline neg', pod('activeDeadlineSeconds: -1'), 'spec.activeDeadlineSeconds'],
    ['deadline over', pod('activeDeadlineSeconds: 2147483648'), 'spec.activeDeadlineSeconds'],
    ['ephemeral', pod('ephemeralContainers: [{name: e, image: x}]'), 'spec.ephemeralContainers'],
    [
      'ephemeral probe',
      pod('ephemeralContainers: [{name: e, image: x, livenessProbe: {tcpSocket: {port: 1}}}]'),
      'spec.ephemeralContainers',
    ],
    ['ephemeral unknown', pod('ephemeralContainers: [{name: e, image: x, foo: 1}]'), 'spec.ephemeralContainers'],
    [
      'port 0 container',
      inContainer('').replace('containerPort: 8080', 'containerPort: 0'),
      'spec.containers[0].ports[0].containerPort',
    ],
    [
      'port 70000 container',
      inContainer('').replace('containerPort: 8080', 'containerPort: 70000'),
      'spec.containers[0].ports[0].containerPort',
    ],
    ['port name upper', inContainer('').replace('name: http', 'name: HTTP'), 'spec.containers[0].ports[0].name'],
    ['port name number', inContainer('').replace('name: http', 'name: "8080"'), 'spec.containers[0].ports[0].name'],
    [
      'protocol lower',
      inContainer('').replace('containerPort: 8080', 'containerPort: 8080, protocol: tcp'),
      'spec.containers[0].ports[0].protocol',
    ],
    [
      'hostport dup',
      inContainer('').replace(
        'ports: [{name: http, containerPort: 8080}]',
        'ports: [{containerPort: 8080, hostPort: 80},{containerPort: 8081, hostPort: 80}]',
      ),
      'spec.containers[0].ports[1].hostPort',
    ],
    [
      'hostnetwork port',
      pod('hostNetwork: true').replace('containerPort: 8080', 'containerPort: 8080, hostPort: 9090'),
      'spec.containers[0].ports[0].hostPort',
    ],
    [
      'hostnetwork dup port',
      pod('hostNetwork: true').replace(
        'ports: [{name: http, containerPort: 8080}]',
        'ports: [{containerPort: 8080},{containerPort: 8080}]',
      ),
      'spec.containers[0].ports[1].hostPort',
    ],
    [
      'no image',
      inContainer('').replace('image: localhost/deb:1', 'imagePullPolicy: Always'),
      'spec.containers[0].image',
    ],
    ['empty image', inContainer('').replace('localhost/deb:1', '""'), 'spec.containers[0].image'],
    ['name upper', inContainer('').replace('name: app', 'name: App'), 'spec.containers[0].name'],
    ['name missing', inContainer('').replace('name: app', 'tty: true'), 'spec.containers[0].name'],
    ['name int', inContainer('').replace('name: app', 'name: 1'), 'spec.containers[0].name'],
    ['pod name upper', inContainer('').replace('name: p', 'name: P'), 'metadata.name'],
    ['pod name int', inContainer('').replace('name: p', 'name: 1'), 'metadata.name'],
    ['no name', inContainer('').replace('{name: p}', '{}'), 'metadata.name'],
    ['label int', inContainer('').replace('{name: p}', '{name: p, labels: {a: 1}}'), 'metadata.labels.a'],
    ['label bad', inContainer('').replace('{name: p}', '{name: p, labels: {a: "b c"}}'), 'metadata.labels.a'],
    [
      'annotation bool',
      inContainer('').replace('{name: p}', '{name: p, annotations: {a: true}}'),
      'metadata.annotations.a',
    ],
    ['env int', inContainer('env: [{name: A, value: 1}]'), 'spec.containers[0].env[0].value'],
    ['env no name', inContainer('env: [{value: a}]'), 'spec.containers[0].env[0].name'],
    [
      'env both',
      inContainer('env: [{name: A, value: a, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]'),
      'spec.containers[0].env[0].valueFrom',
    ],
    [
      'env fieldref bad',
      inContainer('env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.foo}}}]'),
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath',
    ],
    [
      'env fieldref none',
      inContainer('env: [{name: A, valueFrom: {fieldRef: {}}}]'),
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath',
    ],
    [
      'env secret nokey',
      inContainer('env: [{name: A, valueFrom: {secretKeyRef: {name: x}}}]'),
      'spec.containers[0].env[0].valueFrom.secretKeyRef.key',
    ],
    [
      'volumemount missing',
      inContainer('volumeMounts: [{name: v, mountPath: /x}]'),
      'spec.containers[0].volumeMounts[0].name',
    ],
    [
      'volumemount no path',
      pod('volumes: [{name: v, emptyDir: {}}]', 'volumeMounts: [{name: v}]'),
      'spec.containers[0].volumeMounts[0].mountPath',
    ],
    ['volume two', pod('volumes: [{name: v, emptyDir: {}, hostPath: {path: /}}]'), 'spec.volumes[0].hostPath'],
    ['volume dup', pod('volumes: [{name: v, emptyDir: {}},{name: v, emptyDir: {}}]'), 'spec.volumes[1].name'],
    ['containers null', 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: null}', 'spec.containers'],
    ['containers []', 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}', 'spec.containers'],
    ['containers map', 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: {a: 1}}', 'spec.containers'],
    [
      'containers [null]',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [null]}',
      'spec.containers[0].image',
    ],
    ['no spec', 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}', 'spec'],
    ['apiVersion missing', inContainer('').replace('apiVersion: v1\n', ''), 'apiVersion'],
    ['kind lower', inContainer('').replace('kind: Pod', 'kind: pod'), 'kind'],
    ['apiVersion v2', inContainer('').replace('apiVersion: v1', 'apiVersion: v2'), 'apiVersion'],
    ['extra top', `${inContainer('')}foo: 1\n`, 'foo'],
    ['os bad', pod('os: {name: mac}'), 'spec.os.name'],
    ['dns bad', pod('dnsPolicy: Foo'), 'spec.dnsPolicy'],
    ['share+hostpid', pod('shareProcessNamespace: true\n  hostPID: true'), 'spec.shareProcessNamespace'],
    ['gates empty', pod('readinessGates: [{}]'), 'spec.readinessGates[0].conditionType'],
    ['deploy mismatch', workload('selector: {matchLabels: {a: c}}'), 'spec.template.metadata.labels'],
    ['deploy no selector', workload('replicas: 1'), 'spec.selector'],
    ['deploy empty selector', workload('selector: {}'), 'spec.selector'],
    [
      'deploy no labels',
      workload('selector: {matchLabels: {a: b}}', 'Deployment', '', '{}'),
      'spec.template.metadata.labels',
    ],
    ['deploy replicas -1', workload('replicas: -1\n  selector: {matchLabels: {a: b}}'), 'spec.replicas'],
    ['deploy replicas string', workload('replicas: "1"\n  selector: {matchLabels: {a: b}}'), 'spec.replicas'],
    [
      'deploy recreate rolling',
      workload('strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}\n  selector: {matchLabels: {a: b}}'),
      'spec.strategy.rollingUpdate',
    ],
    [
      'deploy recreate rolling {}',
      workload('strategy: {type: Recreate, rollingUpdate: {}}\n  selector: {matchLabels: {a: b}}'),
      'spec.strategy.rollingUpdate',
    ],
    [
      'deploy 0 0',
      workload('strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}\n  selector: {matchLabels: {a: b}}'),
      'spec.strategy.rollingUpdate.maxUnavailable',
    ],
    [
      'deploy 0% 0',
      workload('strategy: {rollingUpdate: {maxSurge: 0%, maxUnavailable: 0}}\n  selector: {matchLabels: {a: b}}'),
      'spec.strategy.rollingUpdate.maxUnavailable',
    ],
    [
      'deploy 101%',
      workload('strategy: {rollingUpdate: {maxUnavailable: 101%}}\n  selector: {matchLabels: {a: b}}'),
      'spec.strategy.rollingUpdate.maxUnavailable',
    ],
    [
      'deploy "1"',
      workload('strategy: {rollingUpdate: {maxSurge: "1"}}\n  selector: {matchLabels: {a: b}}'),
      'spec.strategy.rollingUpdate.maxSurge',
    ],
    [
      'deploy -1',
      workload('strategy: {rollingUpdate: {maxSurge: -1}}\n  selector: {matchLabels: {a: b}}'),
      'spec.strategy.rollingUpdate.maxSurge',
    ],
    ['deploy type', workload('strategy: {type: Rolling}\n  selector: {matchLabels: {a: b}}'), 'spec.strategy.type'],
    [
      'deploy updateStrategy',
      workload('updateStrategy: {type: RollingUpdate}\n  selector: {matchLabels: {a: b}}'),
      'spec.updateStrategy',
    ],
    [
      'deploy pds 0',
      workload('progressDeadlineSeconds: 0\n  selector: {matchLabels: {a: b}}'),
      'spec.progressDeadlineSeconds',
    ],
    ['deploy minready -1', workload('minReadySeconds: -1\n  selector: {matchLabels: {a: b}}'), 'spec.minReadySeconds'],
    [
      'deploy ads',
      workload('selector: {matchLabels: {a: b}}', 'Deployment', 'activeDeadlineSeconds: 5'),
      'spec.template.spec.activeDeadlineSeconds',
    ],
    [
      'deploy v1beta1',
      workload('selector: {matchLabels: {a: b}}', 'Deployment', '', '{a: b}', 'extensions/v1beta1'),
      'apiVersion',
    ],
    [
      'deploy ephemeral',
      workload('selector: {matchLabels: {a: b}}', 'Deployment', 'ephemeralContainers: [{name: e, image: x}]'),
      'spec.template.spec.ephemeralContainers',
    ],
    [
      'deploy Never',
      workload('selector: {matchLabels: {a: b}}', 'Deployment', 'restartPolicy: Never'),
      'spec.template.spec.restartPolicy',
    ],
    [
      'deploy expr bad',
      workload('selector: {matchExpressions: [{key: a, operator: in, values: [b]}]}'),
      'spec.selector.matchExpressions[0].operator',
    ],
    ['sts mismatch', workload('selector: {matchLabels: {a: c}}', 'StatefulSet'), 'spec.template.metadata.labels'],
    [
      'sts part -1',
      workload('updateStrategy: {rollingUpdate: {partition: -1}}\n  selector: {matchLabels: {a: b}}', 'StatefulSet'),
      'spec.updateStrategy.rollingUpdate.partition',
    ],
    [
      'sts strategy',
      workload('strategy: {type: RollingUpdate}\n  selector: {matchLabels: {a: b}}', 'StatefulSet'),
      'spec.strategy',
    ],
    [
      'sts pmp',
      workload('podManagementPolicy: Ordered\n  selector: {matchLabels: {a: b}}', 'StatefulSet'),
      'spec.podManagementPolicy',
    ],
    [
      'sts OnFailure',
      workload('selector: {matchLabels: {a: b}}', 'StatefulSet', 'restartPolicy: OnFailure'),
      'spec.template.spec.restartPolicy',
    ],
    ['ds replicas', workload('replicas: 1\n  selector: {matchLabels: {a: b}}', 'DaemonSet'), 'spec.replicas'],
    [
      'ds both',
      workload(
        'updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}\n  selector: {matchLabels: {a: b}}',
        'DaemonSet',
      ),
      'spec.updateStrategy.rollingUpdate.maxSurge',
    ],
    [
      'ds surge',
      workload('updateStrategy: {rollingUpdate: {maxSurge: 1}}\n  selector: {matchLabels: {a: b}}', 'DaemonSet'),
      'spec.updateStrategy.rollingUpdate.maxSurge',
    ],
    [
      'ds none',
      workload('updateStrategy: {rollingUpdate: {maxUnavailable: 0}}\n  selector: {matchLabels: {a: b}}', 'DaemonSet'),
      'spec.updateStrategy.rollingUpdate.maxUnavailable',
    ],
    [
      'ds recreate',
      workload('updateStrategy: {type: Recreate}\n  selector: {matchLabels: {a: b}}', 'DaemonSet'),
      'spec.updateStrategy.type',
    ],
    ['job none', workload('backoffLimit: 1', 'Job', '', '{}', 'batch/v1'), 'spec.template.spec.restartPolicy'],
    ['job neg', workload('backoffLimit: -1', 'Job', 'restartPolicy: Never', '{}', 'batch/v1'), 'spec.backoffLimit'],
    [
      'job ads neg',
      workload('activeDeadlineSeconds: -1', 'Job', 'restartPolicy: Never', '{}', 'batch/v1'),
      'spec.activeDeadlineSeconds',
    ],
    [
      'job ttl neg',
      workload('ttlSecondsAfterFinished: -1', 'Job', 'restartPolicy: Never', '{}', 'batch/v1'),
      'spec.ttlSecondsAfterFinished',
    ],
    [
      'job selector',
      workload('selector: {matchLabels: {a: b}}', 'Job', 'restartPolicy: Never', '{a: b}', 'batch/v1'),
      'spec.selector',
    ],
    [
      'job indexed',
      workload('completionMode: Indexed', 'Job', 'restartPolicy: Never', '{}', 'batch/v1'),
      'spec.completions',
    ],
    [
      'job mode',
      workload('completionMode: Foo', 'Job', 'restartPolicy: Never', '{}', 'batch/v1'),
      'spec.completionMode',
    ],
    [
      'cron no schedule',
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: x}]}}}}}',
      'spec.schedule',
    ],
    [
      'cron bad schedule',
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {schedule: "* * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: x}]}}}}}',
      'spec.schedule',
    ],
    [
      'cron policy',
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {schedule: "@hourly", concurrencyPolicy: Foo, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: x}]}}}}}',
      'spec.concurrencyPolicy',
    ],
    [
      'cron always',
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {schedule: "@hourly", jobTemplate: {spec: {template: {spec: {restartPolicy: Always, containers: [{name: a, image: x}]}}}}}',
      'spec.jobTemplate.spec.template.spec.restartPolicy',
    ],
    [
      'rc mismatch',
      workload('selector: {a: c}', 'ReplicationController', '', '{a: b}', 'v1'),
      'spec.template.metadata.labels',
    ],
    ['tabs', liveness('tcpSocket: {port: 1}').replace('  containers', '\tcontainers'), ''],
    ['int key', inContainer('1: 2'), 'spec.containers[0].1'],
    ['bool key', inContainer('yes: 2'), 'spec.containers[0].true'],
    ['null key', inContainer('? ~\n      : 2'), 'spec.containers[0].'],
    ['alias undefined', inContainer('readinessProbe: *a'), ''],
    ['merge scalar', inContainer('readinessProbe: {<<: 5, tcpSocket: {port: 1}}'), ''],
  ])('%s', (_name, manifest, path) => {
    expect(refusals(manifest)).toContainEqual(expect.stringContaining(path));
  });
});
