import type { Container } from '../manifest/types.ts';
import { protectedDollar } from '../shell/tokens.ts';
import { type Node, parseScript, ShellError } from './shell-parser.ts';

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

class Exit extends Error {
  readonly status: number;
  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** The variables of a container whose values come from somewhere else: one by one, or all of a ConfigMap. */
export function hiddenVariables({ env, unmodelled }: Pick<Container, 'env' | 'unmodelled'>): (name: string) => boolean {
  const elsewhere = new Set(env.filter(({ valueFrom }) => valueFrom !== undefined).map(({ name }) => name));
  return (name) => elsewhere.has(name) || unmodelled.includes('envFrom');
}

const path = (word: string) => word.replace(/^.*\//, '');

function expand(word: string, env: Readonly<Record<string, string>>): string {
  return word
    .replace(/\$(?:\{(\w+)\}|(\w+)|\$|\?|!)/g, (_all, braced, bare) => env[braced ?? bare ?? ''] ?? '')
    .replaceAll(protectedDollar, '$');
}

function durationMs(words: readonly string[]): number {
  let total = 0;
  for (const word of words) {
    const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(word);
    if (match === null) {
      if (word === 'infinity') return 1e12;
      throw new ShellError(`sleep: invalid number '${word}'`);
    }
    total += Number(match[1]) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[match[2] ?? ''] ?? 1) * 1000;
  }
  return total;
}

/** Whether there is such a file, or a directory with something in it. */
function isThere(file: string, { files, knowsFile }: ShellState): boolean {
  const found = files.has(file) || [...files.keys()].some((name) => name.startsWith(`${file}/`));
  if (!found && !knowsFile(file)) throw new ShellError(`cannot know whether there is ${file}`);
  return found;
}

function test(words: readonly string[], state: ShellState): boolean {
  const [first = '', second = '', third = ''] = words;
  if (first === '!') return !test(words.slice(1), state);
  if (words.length === 0) return false;
  if (words.length === 1) return first !== '';
  if (words.length === 2) {
    if (['-e', '-r', '-w'].includes(first)) return isThere(second, state);
    if (first === '-f') return isThere(second, state) && state.files.has(second);
    if (first === '-s') return isThere(second, state) && state.files.get(second) !== '';
    if (first === '-d') return isThere(second, state) && !state.files.has(second);
    if (first === '-n') return second !== '';
    if (first === '-z') return second === '';
  }
  if (second === '=' || second === '==') return first === third;
  if (second === '!=') return first !== third;
  const numeric: Record<string, (a: number, b: number) => boolean> = {
    '-eq': (a, b) => a === b,
    '-ne': (a, b) => a !== b,
    '-lt': (a, b) => a < b,
    '-le': (a, b) => a <= b,
    '-gt': (a, b) => a > b,
    '-ge': (a, b) => a >= b,
  };
  const compare = numeric[second];
  if (compare !== undefined) return compare(Number(first), Number(third));
  throw new ShellError(`test: cannot judge ${words.join(' ')}`);
}

const splitAssignment = (word: string): [string, string] => {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
};

type Builtin = (args: readonly string[], state: ShellState) => number | Execution;

const fail = (state: ShellState, text: string) => {
  state.output += `${text}\n`;
  return 1;
};

const builtins: Record<string, Builtin> = {
  true: () => 0,
  ':': () => 0,
  false: () => 1,
  echo(args, state) {
    const text = args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n`;
    state.output += text;
    return 0;
  },
  touch(args, state) {
    for (const file of args) state.files.set(file, state.files.get(file) ?? '');
    return 0;
  },
  rm(args, state) {
    const force = args.some((arg) => /^-\w*f/.test(arg));
    let status = 0;
    for (const file of args.filter((arg) => !arg.startsWith('-'))) {
      const inside = [...state.files.keys()].filter((name) => name === file || name.startsWith(`${file}/`));
      for (const name of inside) state.files.delete(name);
      if (inside.length === 0 && !force && !isThere(file, state))
        status = fail(state, `rm: can't remove '${file}': No such file or directory`);
    }
    return status;
  },
  cat(args, state) {
    let status = 0;
    for (const file of args) {
      const text = isThere(file, state) ? state.files.get(file) : undefined;
      if (text === undefined) status = fail(state, `cat: can't open '${file}': No such file or directory`);
      else state.output += text;
    }
    return status;
  },
  ls(args, state) {
    for (const file of args.filter((arg) => !arg.startsWith('-'))) {
      if (!isThere(file, state)) return fail(state, `ls: ${file}: No such file or directory`);
      state.output += `${file}\n`;
    }
    return 0;
  },
  export(args, state) {
    const given = args.filter((arg) => arg.includes('=')).map(splitAssignment);
    state.env = { ...state.env, ...Object.fromEntries(given) };
    return 0;
  },
  set: () => 0,
  cd: () => 0,
  mkdir: () => 0,
  date: () => 0,
  test: (args, state) => (test(args, state) ? 0 : 1),
  '[': (args, state) => (test(args.at(-1) === ']' ? args.slice(0, -1) : args, state) ? 0 : 1),
  *sleep(args) {
    yield { ms: durationMs(args), interruptible: false };
    return 0;
  },
  *wait() {
    yield { ms: 1e12, interruptible: true };
    return 0;
  },
  exit(args) {
    throw new Exit(Number(args[0] ?? 0));
  },
  trap(args, state) {
    const [action = '', ...signals] = args;
    for (const signal of signals) state.traps.set(signal.replace(/^SIG/, ''), action);
    return 0;
  },
};
const shells = new Set(['sh', 'bash', 'ash', 'dash']);

/** Files that a script makes or removes itself: of them it is known when they are not there. */
export function filesMade(words: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (node: Node): void => {
    if (node.kind === 'command') {
      const [program = '', ...args] = node.words;
      if (['touch', 'rm'].includes(path(program))) for (const file of args) found.add(file);
      if (node.output !== undefined) found.add(node.output.file);
      if (shells.has(path(program))) for (const file of filesMade(node.words)) found.add(file);
    } else if (node.kind === 'list') for (const part of [node.first, node.rest]) walk(part);
    else if (node.kind === 'background') walk(node.node);
    else if (node.kind === 'while') for (const part of [node.condition, node.body]) walk(part);
    else for (const part of [node.condition, node.yes, node.no]) if (part !== undefined) walk(part);
  };
  const node = shells.has(path(words[0] ?? '')) ? parsed(words) : undefined;
  if (node !== undefined) walk(node);
  return found;
}

/** The programs that the imitation knows. `executable` ones exist as files, the others only inside a shell. */
export const shellPrograms: ReadonlySet<string> = new Set([
  ...Object.keys(builtins).filter((name) => ![':', 'exit', 'trap', 'wait', 'export', 'set', 'cd'].includes(name)),
  ...shells,
]);

function parsed(words: readonly string[]): Node | undefined {
  const flag = words.findIndex((arg, index) => index > 0 && /^-[a-z]*c$/.test(arg));
  if (flag === -1) return undefined;
  try {
    return parseScript(words[flag + 1] ?? '');
  } catch (error) {
    if (error instanceof ShellError) return undefined;
    throw error;
  }
}

function* doubt(words: readonly string[], state: ShellState, last: boolean): Execution {
  state.doubts++;
  return yield* state.unknown(words, last);
}

/** Runs a program with arguments; waiting is left to the caller. @param last nothing comes after it */
export function* runCommand(words: readonly string[], state: ShellState, last = true): Execution {
  const [program = '', ...args] = words;
  const name = path(program);
  if (name === 'exec' || name === 'command') return yield* runCommand(args, state, last || name === 'exec');
  if (program === '!') return (yield* runCommand(args, state, false)) === 0 ? 1 : 0;
  if (shells.has(name)) {
    const node = parsed(words);
    if (node === undefined) return yield* doubt(words, state, last);
    try {
      return yield* runNode(node, state, last);
    } catch (error) {
      if (error instanceof Exit) return error.status;
      throw error;
    }
  }
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin === undefined) return yield* doubt(words, state, last);
  try {
    const result = builtin(args, state);
    return typeof result === 'number' ? result : yield* result;
  } catch (error) {
    // An option or an operator that the imitation does not know.
    if (error instanceof ShellError) return yield* doubt(words, state, last);
    throw error;
  }
}

/** The words `NAME=value` that a command begins with. */
function assignments(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return first === -1 ? words : words.slice(0, first);
}

/** A comparison with a value that the manifest does not say. */
const dependsOnHidden = ([program = '', ...words]: readonly string[], { hidden, env }: ShellState) =>
  ['test', '['].includes(path(program)) &&
  words.some((word) =>
    [...word.matchAll(/\$\{?([A-Za-z_]\w*)/g)].some(([, name = '']) => !Object.hasOwn(env, name) && hidden(name)),
  );

function startBeside(given: readonly string[], state: ShellState) {
  const words = given.map((word) => expand(word, state.env)).slice(assignments(given).length);
  const [program = ''] = words[0] === 'exec' ? words.slice(1) : words;
  const name = path(program);
  if (name !== '' && !shells.has(name) && !Object.hasOwn(builtins, name)) state.beside?.(words);
}

/** A command is the last where nothing is run after it: the right side of `&&`, both of `||`, a branch of `if`. */
function* runNode(node: Node, state: ShellState, last: boolean): Execution {
  if (node.kind === 'list') {
    const status = yield* runNode(node.first, state, last && node.operator === '||');
    if ((node.operator === '&&' && status !== 0) || (node.operator === '||' && status === 0)) return status;
    return yield* runNode(node.rest, state, last);
  }
  if (node.kind === 'if') {
    if ((yield* runNode(node.condition, state, false)) === 0) return yield* runNode(node.yes, state, last);
    return node.no === undefined ? 0 : yield* runNode(node.no, state, last);
  }
  if (node.kind === 'while') {
    for (let turns = 0; ; turns++) {
      const { doubts } = state;
      if (((yield* runNode(node.condition, state, false)) === 0) === node.negate) return 0;
      // As long as something goes well that is only assumed: it would never end.
      if (state.ends && state.doubts > doubts) return 0;
      if (turns > 100_000) throw new ShellError('a loop that never waits');
      yield* runNode(node.body, state, false);
    }
  }
  if (node.kind === 'background') {
    // What runs beside is not followed; `wait` waits for a signal.
    if (node.node.kind === 'command') startBeside(node.node.words, state);
    return 0;
  }
  const before = state.output;
  const all = node.words.map((word) => expand(word, state.env));
  const words = all.slice(assignments(node.words).length);
  const given = Object.fromEntries(all.slice(0, all.length - words.length).map(splitAssignment));
  if (words.length === 0) {
    state.env = { ...state.env, ...given };
    return 0;
  }
  if (dependsOnHidden(node.words, state)) return yield* doubt(words, state, last);
  if (node.output !== undefined) state.output = '';
  const status = yield* runCommand(words, state, last);
  if (node.output !== undefined) {
    const file = expand(node.output.file, state.env);
    const old = node.output.append ? (state.files.get(file) ?? '') : '';
    if (file !== '/dev/null') state.files.set(file, old + state.output);
    state.output = before;
  }
  return status;
}

/** Runs what a `trap` was given. */
export const runTrap = (action: string, state: ShellState): Execution => runNode(parseScript(action), state, false);

export const isExit = (error: unknown): error is Error & { readonly status: number } => error instanceof Exit;
