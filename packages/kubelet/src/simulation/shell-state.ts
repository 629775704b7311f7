import type { Container } from '../manifest/types.ts';

/** What a simulated command sees and changes. */
export interface ShellState {
  readonly files: Map<string, string>;
  /** Is it known of a file that it is not there, when it is not among the files? */
  readonly knowsFile: (file: string) => boolean;
  env: Readonly<Record<string, string>>;
  /** Has a variable a value which the manifest does not say? */
  readonly hidden: (name: string) => boolean;
  /** It is to end: an init container, a probe, a hook. Anything else may run on. */
  readonly ends: boolean;
  /** How often something was not known so far. */
  doubts: number;
  /** Signal name -> what `trap` was given. */
  readonly traps: Map<string, string>;
  output: string;
  /** What a program does that the imitation does not know, or a line that it cannot follow. */
  readonly unknown: Unknown;
  /** A program that the imitation does not know is started beside the others: `server & wait`. */
  readonly beside?: (words: readonly string[]) => void;
}

/** `last`: nothing comes after it, so it is what the container is for. */
export type Unknown = (words: readonly string[], last: boolean) => Execution;

/** A command waits: for that long, or for its background commands, which a signal interrupts. */
export interface Pause {
  readonly ms: number;
  readonly interruptible: boolean;
}

export type Execution = Generator<Pause, number, void>;

/** The shell itself ends. */
export class Exit extends Error {
  readonly status: number;
  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

export const isExit = (error: unknown): error is Error & { readonly status: number } => error instanceof Exit;

/** The variables of a container whose values come from somewhere else: one by one, or all of a ConfigMap. */
export function hiddenVariables({ env, unmodelled }: Pick<Container, 'env' | 'unmodelled'>): (name: string) => boolean {
  const elsewhere = new Set(env.filter(({ valueFrom }) => valueFrom !== undefined).map(({ name }) => name));
  return (name) => elsewhere.has(name) || unmodelled.includes('envFrom');
}
