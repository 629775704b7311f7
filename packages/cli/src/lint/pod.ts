import type {
  Container as ContainerSpec,
  ManifestObject,
  Part,
  Pod as PodSpec,
  ProbeKind,
  Probe as ProbeSpec,
} from '@probez/kubelet/manifest';

// What a Pod, its containers and their probes are: each knows where it stands, so they are told of in one place.

/** Annotations by their names. */
export type Annotations = Readonly<Record<string, string>>;

/** Any Kubernetes object, and the file it is in. */
export interface KubeObject extends ManifestObject {
  readonly file: string;
  /** A piece of an object, to be laid over another one: what it does not say is said there. */
  readonly patch: boolean;
}

/** A Pod, or the template of one, as the kubelet's reader gives it. */
export interface Pod extends PodSpec {
  readonly object: KubeObject;
  readonly metadata: Part;
  readonly spec: Part;
  /** What is declared for it elsewhere than in annotations of its own, in their form. */
  readonly defaults: Annotations;
  /** The containers of both lists, in the order in which they start. */
  readonly all: readonly Container[];
  /** The Services among the given documents that select it. */
  readonly services: readonly KubeObject[];
  /** Only what is written may be judged: the rest is in another file, or up to somebody else's controller. */
  readonly partial: boolean;
}

/** A container as the kubelet's reader gives it, and where it stands. */
export interface Container extends ContainerSpec {
  readonly pod: Pod;
  readonly part: Part;
  /** An init container with `restartPolicy: Always` is a sidecar: it keeps running beside the main containers. */
  readonly role: 'main' | 'init' | 'sidecar';
  readonly probes: readonly Probe[];
  readonly liveness: Probe | undefined;
  readonly readiness: Probe | undefined;
  readonly startup: Probe | undefined;
}

/** A probe with the API's defaults filled in, and where it stands; all times in seconds. */
export interface Probe extends ProbeSpec {
  readonly kind: ProbeKind;
  readonly container: Container;
  readonly part: Part;
  /** The key in the manifest. */
  readonly field: `${ProbeKind}Probe`;
  /** The handler's own key. */
  readonly action: Part;
  /** The host that is asked, when it is not the Pod's own address. */
  readonly host: string | undefined;
  /** Equal for two probes exactly when they ask the same thing in the same way. */
  readonly signature: string;
}
