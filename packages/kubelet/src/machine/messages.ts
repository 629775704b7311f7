import type { AttemptOutcome } from '../attempt/outcome.ts';
import type { Container, HookHandler, Probe, ProbeHandler, ProbeKind } from '../manifest/types.ts';
import type { KubeletRecord } from './records.ts';

/** A handler whose port is a number. */
export type ResolvedHandler<H extends { readonly kind: string }> = H extends { readonly port: unknown }
  ? Omit<H, 'port'> & { readonly port: number }
  : H;

/** A request of the Pod to its world. It has a number, which the world repeats in its answer, an {@link Input}. */
export type Effect =
  | {
      /** Start a new process; answer `started` or `startFailed`, and `exited` in the end. */
      readonly kind: 'start';
      /** The number of the process; the answers name it. */
      readonly instance: number;
      /** What to start. */
      readonly container: Container;
      /** How often it was restarted before. */
      readonly restarts: number;
    }
  | {
      readonly kind: 'signal';
      readonly instance: number;
      /** What the process is sent. */
      readonly signal: 'SIGTERM';
    }
  | {
      /** Also of a process that has not started yet; answer `exited`. */ readonly kind: 'kill';
      readonly instance: number;
    }
  | {
      /** Try a probe; answer `attempted`. */
      readonly kind: 'attempt';
      /** The number of the attempt; the answer names it. */
      readonly attempt: number;
      readonly instance: number;
      readonly container: Container;
      /** Which of the three. */
      readonly probe: ProbeKind;
      /** The handler, with its port as a number. */
      readonly handler: ResolvedHandler<ProbeHandler>;
      /** How long it may take, in milliseconds. */
      readonly timeoutMs: number;
    }
  | {
      /** Run a hook; answer `hookEnded`. */
      readonly kind: 'hook';
      /** The number of the hook; the answer names it. */
      readonly hook: number;
      readonly instance: number;
      readonly container: Container;
      /** Which of the two. */
      readonly which: 'postStart' | 'preStop';
      readonly handler: ResolvedHandler<HookHandler>;
    }
  | { /** Nobody waits for this hook any more. */ readonly kind: 'cancelHook'; readonly hook: number }
  | {
      readonly kind: 'record';
      /** What has happened, for display. */
      readonly record: KubeletRecord;
    };

/** An input of the Pod: time has passed, the world answers, or the Pod is deleted. */
export type Input =
  | { /** What has become due is done. */ readonly kind: 'time' }
  | {
      readonly kind: 'started';
      /** The number of the process, as the effect had it. */
      readonly instance: number;
    }
  | {
      readonly kind: 'startFailed';
      readonly instance: number;
      /** The reason, in the words of events. */
      readonly message: string;
    }
  | {
      readonly kind: 'exited';
      readonly instance: number;
      /** The exit code; 128 + n after signal n. */
      readonly code: number;
    }
  | {
      readonly kind: 'attempted';
      /** The number of the attempt, as the effect had it. */
      readonly attempt: number;
      /** What it found. */
      readonly outcome: AttemptOutcome;
    }
  | {
      readonly kind: 'hookEnded';
      /** The number of the hook, as the effect had it. */
      readonly hook: number;
      /** Why it failed, where it did. */
      readonly error?: string;
      /** `host:port` of a hook over https that was answered over http only. */
      readonly httpFallback?: string;
    }
  | {
      /** The Pod is deleted. */
      readonly kind: 'delete';
      /**
       * From the beginning of the stop to SIGKILL, in seconds.
       * @default the Pod's own
       */
      readonly graceSeconds?: number;
    }
  | { /** Everything is killed at once, whatever the grace period says. */ readonly kind: 'forceKill' };

/** One probe of one container, for a live view. */
export interface ProbeView {
  /** Which of the three. */
  readonly kind: ProbeKind;
  /** The probe of the manifest. */
  readonly spec: Probe;
  /** Outcomes of the same kind in a row; 0 before the first. */
  readonly run: number;
  /** How the newest attempt ended; a `discarded` one does not count. */
  readonly last: 'success' | 'failure' | 'discarded' | undefined;
  /** The published result. */
  readonly result: 'success' | 'failure' | 'unknown' | undefined;
  /** True while it waits for the next process, because its container is about to be restarted. */
  readonly onHold: boolean;
  /** True while an attempt is under way. */
  readonly busy: boolean;
}

/** One container, for a live view. */
export interface ContainerView {
  /** The name in the manifest. */
  readonly name: string;
  /** An init container with `restartPolicy: Always` is a sidecar. */
  readonly role: 'container' | 'init' | 'sidecar';
  /** Its state. */
  readonly state:
    | 'waiting'
    | 'creating'
    | 'postStart'
    | 'running'
    | 'stopping'
    | 'back-off'
    | 'terminated'
    | 'completed';
  /** True if its startup probe has passed, or it has none. */
  readonly started: boolean;
  /** True if it is ready. */
  readonly ready: boolean;
  /** How often it was restarted. */
  readonly restarts: number;
  /** The exit code of the last process, once it has ended. */
  readonly exitCode: number | undefined;
  /** When the restart back-off or the grace period ends, in milliseconds on the Pod's clock. */
  readonly until: number | undefined;
  /** Its probes. */
  readonly probes: readonly ProbeView[];
}
