import type { AttemptOutcome } from '../attempt/outcome.ts';
import type { Container, HookHandler, Probe, ProbeHandler, ProbeKind } from '../manifest/types.ts';
import type { KubeletRecord } from './records.ts';

/** A handler whose port is a number. */
export type ResolvedHandler<H extends { readonly kind: string }> = H extends { readonly port: unknown }
  ? Omit<H, 'port'> & { readonly port: number }
  : H;

/** What the machine asks of the world. Each request names what it is about by a number; the world answers with an {@link Input}. */
export type Effect =
  | {
      /** Start a new process; answer `started` or `startFailed`, and `exited` in the end. */
      readonly kind: 'start';
      readonly instance: number;
      readonly container: Container;
      readonly restarts: number;
    }
  | { readonly kind: 'signal'; readonly instance: number; readonly signal: 'SIGTERM' }
  | {
      /** Also of a process that has not started yet; answer `exited`. */ readonly kind: 'kill';
      readonly instance: number;
    }
  | {
      /** Try a probe; answer `attempted`. */
      readonly kind: 'attempt';
      readonly attempt: number;
      readonly instance: number;
      readonly container: Container;
      readonly probe: ProbeKind;
      readonly handler: ResolvedHandler<ProbeHandler>;
      readonly timeoutMs: number;
    }
  | {
      /** Run a hook; answer `hookEnded`. */
      readonly kind: 'hook';
      readonly hook: number;
      readonly instance: number;
      readonly container: Container;
      readonly which: 'postStart' | 'preStop';
      readonly handler: ResolvedHandler<HookHandler>;
    }
  | { /** Nobody waits for this hook any more. */ readonly kind: 'cancelHook'; readonly hook: number }
  | { readonly kind: 'record'; readonly record: KubeletRecord };

/** What the Pod is told: that time has passed, and what the world answers. */
export type Input =
  | { /** What has become due is done. */ readonly kind: 'time' }
  | { readonly kind: 'started'; readonly instance: number }
  | { readonly kind: 'startFailed'; readonly instance: number; readonly message: string }
  | { readonly kind: 'exited'; readonly instance: number; readonly code: number }
  | { readonly kind: 'attempted'; readonly attempt: number; readonly outcome: AttemptOutcome }
  | {
      readonly kind: 'hookEnded';
      readonly hook: number;
      readonly error?: string;
      /** `host:port` of a hook over https that was answered over http only. */
      readonly httpFallback?: string;
    }
  | {
      /** The Pod is deleted. */
      readonly kind: 'delete';
      /** @default the Pod's own */
      readonly graceSeconds?: number;
    }
  | { /** Everything is killed at once, whatever the grace period says. */ readonly kind: 'forceKill' };

/** One probe of one container, for a live view. */
export interface ProbeView {
  readonly kind: ProbeKind;
  readonly spec: Probe;
  /** Outcomes of the same kind in a row; 0 before the first. */
  readonly run: number;
  readonly last: 'success' | 'failure' | 'discarded' | undefined;
  /** Published result. */
  readonly result: 'success' | 'failure' | 'unknown' | undefined;
  readonly onHold: boolean;
  readonly busy: boolean;
}

/** One container, for a live view. */
export interface ContainerView {
  readonly name: string;
  readonly role: 'container' | 'init' | 'sidecar';
  readonly state:
    | 'waiting'
    | 'creating'
    | 'postStart'
    | 'running'
    | 'stopping'
    | 'back-off'
    | 'terminated'
    | 'completed';
  readonly started: boolean;
  readonly ready: boolean;
  readonly restarts: number;
  /** Of the last process, once it has ended. */
  readonly exitCode: number | undefined;
  /** End of the restart back-off or of the grace period, on the machine's clock. */
  readonly until: number | undefined;
  readonly probes: readonly ProbeView[];
}
