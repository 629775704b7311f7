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
  /** How it asks. */
  readonly handler: ProbeHandler;
  /** How long after the start of the container it begins, in seconds. */
  readonly initialDelaySeconds: number;
  /** How long an attempt may take, in seconds. */
  readonly timeoutSeconds: number;
  /** From one attempt to the next, in seconds. */
  readonly periodSeconds: number;
  /** Successes in a row that make a result; 1 but for readiness. */
  readonly successThreshold: number;
  /** Failures in a row that make a result. */
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
  /** What probes may call it. */
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
  /** Its text, with `$(NAME)` as the manifest has it. */
  readonly value?: string;
  /** The raw `valueFrom`: `fieldRef` is understood by `probez run`. */
  readonly valueFrom?: Readonly<Record<string, unknown>>;
}

/** A container of a Pod, with the defaults of the API server. */
export interface Container {
  /** Unique in the Pod. */
  readonly name: string;
  /** What it runs, for people: nothing is pulled. */
  readonly image: string;
  /** Program and arguments; empty: the image's own. */
  readonly command: readonly string[];
  /** What follows the command. */
  readonly args: readonly string[];
  /** Where it runs, where the manifest says so. */
  readonly workingDir?: string;
  /** The ports that it declares. */
  readonly ports: readonly ContainerPort[];
  /** Its environment variables, in order. */
  readonly env: readonly EnvironmentVariable[];
  /** A container's own policy; an init container with `Always` is a sidecar. */
  readonly restartPolicy?: RestartPolicy;
  /** What happens after certain exit codes, before any policy. */
  readonly restartPolicyRules?: readonly RestartRule[];
  /** Holds the other two back until it has passed. */
  readonly startupProbe?: Probe;
  /** Decides whether it gets traffic. */
  readonly readinessProbe?: Probe;
  /** Decides whether it is restarted. */
  readonly livenessProbe?: Probe;
  /** Runs when it has started. */
  readonly postStart?: HookHandler;
  /** Runs before SIGTERM, within the grace period. */
  readonly preStop?: HookHandler;
  /** A cluster drops it without a word, unless the feature gate ContainerStopSignals is on: SIGTERM it is. */
  readonly stopSignal?: string;
  /** Fields that are given and that nothing here takes notice of, such as `envFrom`. */
  readonly unmodelled: readonly string[];
}

/** A Pod as the API server would store it: validated, with defaults. */
export interface Pod {
  /** The object's name. */
  readonly name: string;
  /** Its namespace, `default` where none is given. */
  readonly namespace: string;
  /** What services select by. */
  readonly labels: Readonly<Record<string, string>>;
  /** Notes for programs. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether containers that have ended are started again. */
  readonly restartPolicy: RestartPolicy;
  /** From the beginning of a stop to SIGKILL, in seconds. */
  readonly terminationGracePeriodSeconds: number;
  /** The Pod fails when it has been there for so long. */
  readonly activeDeadlineSeconds?: number;
  /** Conditions that somebody else has to set before the Pod is ready. */
  readonly readinessGates?: readonly string[];
  /** Whether its containers see each other's processes. */
  readonly shareProcessNamespace: boolean;
  /** Whether it has the network of its node. */
  readonly hostNetwork: boolean;
  /** They run to their end first, one after the other; sidecars among them go on. */
  readonly initContainers: readonly Container[];
  /** What runs side by side. */
  readonly containers: readonly Container[];
}

/** The field of a container that holds each probe. */
export const probeField = {
  startup: 'startupProbe',
  readiness: 'readinessProbe',
  liveness: 'livenessProbe',
} as const satisfies Record<ProbeKind, keyof Container>;
