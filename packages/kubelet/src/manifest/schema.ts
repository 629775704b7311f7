/**
 * The shapes of the API of Kubernetes 1.36 as far as they matter for Pods, one type a line (an indented one goes on): `field:type`, a string where no type is
 * given, `[T]` a list, `{T}` a map. `any` is not looked into: volumes and affinity have nothing to do with probes.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
 */
const text = `
PodSpec activeDeadlineSeconds:int64 affinity:any automountServiceAccountToken:boolean containers:[Container]
  dnsConfig:any dnsPolicy enableServiceLinks:boolean ephemeralContainers:[EphemeralContainer] hostAliases:[any]
  hostIPC:boolean hostNetwork:boolean hostPID:boolean hostUsers:boolean hostname hostnameOverride imagePullSecrets:[any]
  initContainers:[Container] nodeName nodeSelector:{string} os:PodOS overhead:{quantity} preemptionPolicy priority:int32
  priorityClassName readinessGates:[PodReadinessGate] resourceClaims:[any] resources:ResourceRequirements restartPolicy
  runtimeClassName schedulerName schedulingGates:[any] schedulingGroup:any securityContext:any serviceAccount
  serviceAccountName setHostnameAsFQDN:boolean shareProcessNamespace:boolean subdomain
  terminationGracePeriodSeconds:int64 tolerations:[any] topologySpreadConstraints:[any] volumes:[any] workloadRef:any
Container args:[string] command:[string] env:[EnvVar] envFrom:[EnvFromSource] image imagePullPolicy lifecycle:Lifecycle
  livenessProbe:Probe name ports:[ContainerPort] readinessProbe:Probe resizePolicy:[any] resources:ResourceRequirements
  restartPolicy restartPolicyRules:[ContainerRestartRule] securityContext:any startupProbe:Probe stdin:boolean
  stdinOnce:boolean terminationMessagePath terminationMessagePolicy tty:boolean volumeDevices:[VolumeDevice]
  volumeMounts:[VolumeMount] workingDir
EphemeralContainer +Container targetContainerName
EnvVar name value valueFrom:EnvVarSource
EnvVarSource configMapKeyRef:KeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector
  resourceFieldRef:ResourceFieldSelector secretKeyRef:KeySelector
KeySelector key name optional:boolean
ObjectFieldSelector apiVersion fieldPath
FileKeySelector key optional:boolean path volumeName
ResourceFieldSelector containerName divisor:quantity resource
EnvFromSource configMapRef:EnvSource prefix secretRef:EnvSource
EnvSource name optional:boolean
Lifecycle postStart:LifecycleHandler preStop:LifecycleHandler stopSignal
LifecycleHandler exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
ExecAction command:[string]
HTTPGetAction host httpHeaders:[HTTPHeader] path port:amount scheme
HTTPHeader name value
SleepAction seconds:int64
TCPSocketAction host port:amount
Probe exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction grpc:GRPCAction initialDelaySeconds:int32
  timeoutSeconds:int32 periodSeconds:int32 successThreshold:int32 failureThreshold:int32
  terminationGracePeriodSeconds:int64
GRPCAction port:int32 service
ContainerPort containerPort:int32 hostIP hostPort:int32 name protocol
ResourceRequirements claims:[any] limits:{quantity} requests:{quantity}
ContainerRestartRule action exitCodes:ExitCodes
ExitCodes operator values:[int32]
VolumeDevice devicePath name
VolumeMount mountPath mountPropagation name readOnly:boolean recursiveReadOnly subPath subPathExpr
PodOS name
PodReadinessGate conditionType
LabelSelector matchExpressions:[LabelSelectorRequirement] matchLabels:{string}
LabelSelectorRequirement key operator values:[string]
ObjectMeta annotations:{string} creationTimestamp:any deletionGracePeriodSeconds:int64 deletionTimestamp:any
  finalizers:[string] generateName generation:int64 labels:{string} managedFields:[any] name namespace
  ownerReferences:[any] resourceVersion selfLink uid
PodTemplateSpec metadata:ObjectMeta spec:PodSpec
RollingUpdate maxSurge:amount maxUnavailable:amount
DeploymentSpec minReadySeconds:int32 paused:boolean progressDeadlineSeconds:int32 replicas:int32
  revisionHistoryLimit:int32 selector:LabelSelector strategy:DeploymentStrategy template:PodTemplateSpec
DeploymentStrategy rollingUpdate:RollingUpdate type
StatefulSetSpec minReadySeconds:int32 ordinals:any persistentVolumeClaimRetentionPolicy:any podManagementPolicy
  replicas:int32 revisionHistoryLimit:int32 selector:LabelSelector serviceName template:PodTemplateSpec
  updateStrategy:StatefulSetUpdateStrategy volumeClaimTemplates:[any]
StatefulSetUpdateStrategy rollingUpdate:RollingUpdateStatefulSet type
RollingUpdateStatefulSet maxUnavailable:amount partition:int32
DaemonSetSpec minReadySeconds:int32 revisionHistoryLimit:int32 selector:LabelSelector template:PodTemplateSpec
  updateStrategy:DeploymentStrategy
ReplicaSetSpec minReadySeconds:int32 replicas:int32 selector:LabelSelector template:PodTemplateSpec
ReplicationControllerSpec minReadySeconds:int32 replicas:int32 selector:{string} template:PodTemplateSpec
JobSpec activeDeadlineSeconds:int64 backoffLimit:int32 backoffLimitPerIndex:int32 completionMode completions:int32
  managedBy manualSelector:boolean maxFailedIndexes:int32 parallelism:int32 podFailurePolicy:any podReplacementPolicy
  selector:LabelSelector successPolicy:any suspend:boolean template:PodTemplateSpec ttlSecondsAfterFinished:int32
JobTemplateSpec metadata:ObjectMeta spec:JobSpec
CronJobSpec concurrencyPolicy failedJobsHistoryLimit:int32 jobTemplate:JobTemplateSpec schedule
  startingDeadlineSeconds:int64 successfulJobsHistoryLimit:int32 suspend:boolean timeZone
PodDisruptionBudgetSpec maxUnavailable:amount minAvailable:amount selector:LabelSelector unhealthyPodEvictionPolicy
`;

interface Shape {
  readonly fields: ReadonlyMap<string, string>;
  /** Other keys are not ours to judge. */
  readonly open: boolean;
}

const shapes = new Map<string, Shape>();
for (const line of text.trim().replaceAll('\n  ', ' ').split('\n')) {
  const [name = '', ...words] = line.split(' ');
  const [base] = words.filter((word) => word.startsWith('+')).map((word) => word.slice(1));
  const own = words.filter((word) => !word.startsWith('+')).map((word) => word.split(':'));
  const fields = new Map(own.map(([field = '', type = 'string']) => [field, type]));
  for (const [field, type] of shapes.get(base ?? '')?.fields ?? []) fields.set(field, type);
  shapes.set(name, { fields, open: base === 'any' });
}

/** The shape of a type that has fields; undefined for a plain value. */
export const shapeOf = (type: string): Shape | undefined => shapes.get(type);

/** The fields of a type, in the order of the table. */
export const fieldsOf = (type: string): readonly string[] => [...(shapes.get(type)?.fields.keys() ?? [])];
