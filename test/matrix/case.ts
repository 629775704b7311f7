/** What runs an app. */
export interface Runtime {
  /** As the table's column says, for example `Node 22`. */
  readonly name: string;
  readonly kind: 'node' | 'bun' | 'deno';
  /** The command that runs a file, for example `['/path/to/bun', 'run']`. */
  readonly command: readonly string[];
  readonly version: string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own in which a stranger has an app; packages of ours come from a registry on loopback. */
export interface Place {
  readonly runtime: Runtime;
  readonly folder: string;
  write(file: string, text: string): void;
  /** `npm install` with these names. */
  install(...names: readonly string[]): Promise<void>;
  /** Runs a file with the runtime. */
  run(file: string, ...args: readonly string[]): Promise<Ended>;
  /** Runs any program in the folder, with the runtime's folder first on the PATH. */
  exec(program: string, ...args: readonly string[]): Promise<Ended>;
}

/** A row of the table. A file in `cases/` has one for its default export, and nothing else knows of it. */
export interface Case {
  readonly title: string;
  /** Where it makes sense. @default in every runtime */
  on?(runtime: Runtime): boolean;
  /** @throws what is wrong. What it resolves to stands in the cell. @default 'yes' */
  run(place: Place): Promise<string | undefined>;
}

/** The standard output of a program that has ended well. */
export function outputOf({ code, stdout, stderr }: Ended): string {
  if (code !== 0) throw new Error(`exit code ${code}: ${stdout}${stderr}`.slice(0, 2_000));
  return stdout;
}

export function expectText(actual: string, expected: string | RegExp): undefined {
  const fits = typeof expected === 'string' ? actual.trim() === expected : expected.test(actual);
  if (!fits) throw new Error(`expected ${String(expected)}, got ${JSON.stringify(actual.slice(0, 1_000))}`);
}

/** Once is enough: the result does not depend on the runtime. */
export const once = ({ name }: Runtime): boolean => name === 'Node 20';
export const inNode = ({ kind }: Runtime): boolean => kind === 'node';
