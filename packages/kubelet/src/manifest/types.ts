import type { HeaderField } from '../attempt/http.ts';

/** A port as a manifest gives it: a number, or the name of one of the container's ports. */
export type PortReference = number | string;

/** GET over HTTP: 200 to 399 succeeds. */
export interface HttpGetHandler {
  readonly kind: 'httpGet';
  readonly path: string;
  readonly port: PortReference;
  /** The host; empty for the Pod's own address. */
  readonly host: string;
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly httpHeaders: readonly HeaderField[];
}

/** Opens a TCP connection. */
export interface TcpSocketHandler {
  readonly kind: 'tcpSocket';
  readonly port: PortReference;
  readonly host: string;
}

/** Runs a command in the container: exit code 0 succeeds. */
export interface ExecHandler {
  readonly kind: 'exec';
  readonly command: readonly string[];
}

/** Calls gRPC's health service: SERVING succeeds. */
export interface GrpcHandler {
  readonly kind: 'grpc';
  readonly port: number;
  readonly service: string;
}

/** Sleeps; for hooks only. */
export interface SleepHandler {
  readonly kind: 'sleep';
  readonly seconds: number;
}

/** The handler of a probe. */
export type ProbeHandler = HttpGetHandler | TcpSocketHandler | ExecHandler | GrpcHandler;
/** `tcpSocket` is accepted by the API and refused at run time. */
export type HookHandler = HttpGetHandler | TcpSocketHandler | ExecHandler | SleepHandler;

/** A probe with the API's defaults filled in; all times are whole seconds. */
export interface Probe {
  /** What it does. */
  readonly handler: ProbeHandler;
  /** Seconds from the start of the container to the first attempt. */
  readonly initialDelaySeconds: number;
  /** How many seconds an attempt may take. */
  readonly timeoutSeconds: number;
  /** Seconds from one attempt to the next. */
  readonly periodSeconds: number;
  /** How many successes in a row change the result; always 1, except for readiness. */
  readonly successThreshold: number;
  /** How many failures in a row change the result. */
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

/** What happens after certain exit codes; the first rule that matches counts, and comes before any restart policy. */
export interface RestartRule {
  readonly action: RestartRuleAction;
  readonly exitCodes: { readonly operator: 'In' | 'NotIn'; readonly values: readonly number[] };
}

/** A port that a container declares. */
export interface ContainerPort {
  /** The name by which probes can refer to it. */
  readonly name?: string;
  /** The port, 1 to 65535. */
  readonly containerPort: number;
  /** `TCP` unless the manifest says otherwise. */
  readonly protocol: string;
}

/** An environment variable of a container. */
export interface EnvironmentVariable {
  /** Its name. */
  readonly name: string;
  /** The value, with `$(NAME)` as in the manifest. */
  readonly value?: string;
  /** The raw `valueFrom`: `fieldRef` is understood by `probez run`. */
  readonly valueFrom?: Readonly<Record<string, unknown>>;
}

/** A container of a Pod, with the defaults of the API server. */
export interface Container {
  /** Unique in the Pod. */
  readonly name: string;
  /** The image, for display: nothing is pulled. */
  readonly image: string;
  /** Program and arguments; empty: the image's own. */
  readonly command: readonly string[];
  /** The arguments after the command. */
  readonly args: readonly string[];
  /** The working directory, if the manifest sets it. */
  readonly workingDir?: string;
  /** The ports that it declares. */
  readonly ports: readonly ContainerPort[];
  /** Its environment variables, in order. */
  readonly env: readonly EnvironmentVariable[];
  /** A container's own policy; an init container with `Always` is a sidecar. */
  readonly restartPolicy?: RestartPolicy;
  /** What happens after certain exit codes, before any policy. */
  readonly restartPolicyRules?: readonly RestartRule[];
  /** The other two are not tried until it has passed. */
  readonly startupProbe?: Probe;
  /** Decides whether the container is ready. */
  readonly readinessProbe?: Probe;
  /** Decides whether the container is restarted. */
  readonly livenessProbe?: Probe;
  /** Runs when the container has started. */
  readonly postStart?: HookHandler;
  /** Runs before SIGTERM, within the grace period. */
  readonly preStop?: HookHandler;
  /** Has no effect here: without the feature gate ContainerStopSignals a cluster drops it silently and sends SIGTERM. */
  readonly stopSignal?: string;
  /** Fields of the manifest that have no effect here, such as `envFrom`. */
  readonly unmodelled: readonly string[];
}

/** A Pod as the API server would store it: validated, with defaults. */
export interface Pod {
  /** The object's name. */
  readonly name: string;
  /** Its namespace, `default` where none is given. */
  readonly namespace: string;
  /** The labels, by which Services select Pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** The annotations. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether containers that have ended are started again. */
  readonly restartPolicy: RestartPolicy;
  /** From the beginning of a stop to SIGKILL, in seconds. */
  readonly terminationGracePeriodSeconds: number;
  /** The Pod fails after this many seconds. */
  readonly activeDeadlineSeconds?: number;
  /** Conditions that other controllers must set before the Pod is ready. */
  readonly readinessGates?: readonly string[];
  /** Whether its containers see each other's processes. */
  readonly shareProcessNamespace: boolean;
  /** Whether it uses the network of its node. */
  readonly hostNetwork: boolean;
  /** Run to their end first, one after the other; sidecars among them go on running. */
  readonly initContainers: readonly Container[];
  /** The main containers, which run at the same time. */
  readonly containers: readonly Container[];
}

/** The field of a container that holds each probe. */
export const probeField = {
  startup: 'startupProbe',
  readiness: 'readinessProbe',
  liveness: 'livenessProbe',
} as const satisfies Record<ProbeKind, keyof Container>;
