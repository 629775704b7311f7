import { hookHandlers, probeHandlers } from './handler.ts';

/** The keys of the Kubernetes API (1.36) that the rules know: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */

export const probeNumbers = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;
export const probeKeys: readonly string[] = [...probeHandlers, ...probeNumbers, 'terminationGracePeriodSeconds'];
export const hookKeys: readonly string[] = hookHandlers;

export const handlerKeys: Readonly<Record<string, readonly string[]>> = {
  httpGet: ['path', 'port', 'host', 'scheme', 'httpHeaders'],
  tcpSocket: ['port', 'host'],
  exec: ['command'],
  grpc: ['port', 'service'],
  sleep: ['seconds'],
};

export const ourContainerKeys: readonly string[] = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];
export const knownContainerKeys: readonly string[] = [
  'name',
  'image',
  'command',
  'args',
  'workingDir',
  'ports',
  'envFrom',
  'env',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'volumeMounts',
  'volumeDevices',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'imagePullPolicy',
  'securityContext',
  'stdin',
  'stdinOnce',
  'tty',
];

/** How each controller rolls out: the key it has, the key it has not, and the other keys of its spec. */
export const strategies = [
  {
    kind: 'Deployment',
    key: 'strategy',
    not: 'updateStrategy',
    rolling: ['maxSurge', 'maxUnavailable'],
    own: ['progressDeadlineSeconds'],
    siblings: ['replicas', 'selector', 'template', 'revisionHistoryLimit', 'paused'],
  },
  {
    kind: 'StatefulSet',
    key: 'updateStrategy',
    not: 'strategy',
    rolling: ['maxUnavailable', 'partition'],
    own: [],
    siblings: [
      'replicas',
      'selector',
      'template',
      'serviceName',
      'volumeClaimTemplates',
      'podManagementPolicy',
      'revisionHistoryLimit',
      'persistentVolumeClaimRetentionPolicy',
      'ordinals',
    ],
  },
  {
    kind: 'DaemonSet',
    key: 'updateStrategy',
    not: 'strategy',
    rolling: ['maxSurge', 'maxUnavailable'],
    own: [],
    siblings: ['selector', 'template', 'revisionHistoryLimit'],
  },
] as const;
