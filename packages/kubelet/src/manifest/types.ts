import type { HeaderField } from '../attempt/http.ts';

/** A port as a manifest gives it: a number, or the name of one of the container's ports. */
export type PortReference = number | string;

/** Asks with GET over HTTP: 200 to 399 is a success. */
export interface HttpGetHandler {
  readonly kind: 'httpGet';
  readonly path: string;
  readonly port: PortReference;
  /** Empty: the Pod's own address. */
  readonly host: string;
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly httpHeaders: readonly HeaderField[];
}

/** Asks with a connection. */
export interface TcpSocketHandler {
  readonly kind: 'tcpSocket';
  readonly port: PortReference;
  readonly host: string;
}

/** Asks with a command in the container: exit code 0 is a success. */
export interface ExecHandler {
  readonly kind: 'exec';
  readonly command: readonly string[];
}

/** Asks gRPC's health service. */
export interface GrpcHandler {
  readonly kind: 'grpc';
  readonly port: number;
  readonly service: string;
}

/** Waits; for hooks only. */
export interface SleepHandler {
  readonly kind: 'sleep';
  readonly seconds: number;
}

/** How a probe asks. */
export type ProbeHandler = HttpGetHandler | TcpSocketHandler | ExecHandler | GrpcHandler;
/** `tcpSocket` is accepted by the API and refused at run time. */
export type HookHandler = HttpGetHandler | TcpSocketHandler | ExecHandler | SleepHandler;

/** A probe with the API's defaults filled in; all times are whole seconds. */
export interface Probe {
  readonly handler: ProbeHandler;
  readonly initialDelaySeconds: number;
  readonly timeoutSeconds: number;
  readonly periodSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** Overrides the Pod's grace period when this probe kills the container. */
  readonly terminationGracePeriodSeconds?: number;
}

/** The three probes, in the order in which they matter. */
export type ProbeKind = 'startup' | 'readiness' | 'liveness';
/** Whether a container that has ended is started again. */
export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** `RestartAllContainers` starts the whole Pod anew, init containers and all. */
export type RestartRuleAction = 'Restart' | 'RestartAllContainers';

/** What happens after certain exit codes; the first rule that fits counts, before any restart policy. */
export interface RestartRule {
  readonly action: RestartRuleAction;
  readonly exitCodes: { readonly operator: 'In' | 'NotIn'; readonly values: readonly number[] };
}

/** A port that a container declares. */
export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol: string;
}

/** An environment variable of a container. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  /** The raw `valueFrom`: `fieldRef` is understood by `probez run`. */
  readonly valueFrom?: Readonly<Record<string, unknown>>;
}

/** A container of a Pod, with the defaults of the API server. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDir?: string;
  readonly ports: readonly ContainerPort[];
  readonly env: readonly EnvironmentVariable[];
  /** A container's own policy; an init container with `Always` is a sidecar. */
  readonly restartPolicy?: RestartPolicy;
  readonly restartPolicyRules?: readonly RestartRule[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly postStart?: HookHandler;
  readonly preStop?: HookHandler;
  /** A cluster drops it without a word, unless the feature gate ContainerStopSignals is on: SIGTERM it is. */
  readonly stopSignal?: string;
  /** Fields that are given and that nothing here takes notice of, such as `envFrom`. */
  readonly unmodelled: readonly string[];
}

/** A Pod as the API server would store it: validated, with defaults. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly restartPolicy: RestartPolicy;
  readonly terminationGracePeriodSeconds: number;
  /** The Pod fails when it has been there for so long. */
  readonly activeDeadlineSeconds?: number;
  /** Conditions that somebody else has to set before the Pod is ready. */
  readonly readinessGates?: readonly string[];
  readonly shareProcessNamespace: boolean;
  readonly hostNetwork: boolean;
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
}

/** The field of a container that holds each probe. */
export const probeField = {
  startup: 'startupProbe',
  readiness: 'readinessProbe',
  liveness: 'livenessProbe',
} as const satisfies Record<ProbeKind, keyof Container>;
