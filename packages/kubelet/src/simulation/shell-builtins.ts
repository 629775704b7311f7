import { ShellError } from './shell-parser.ts';
import { type Execution, Exit, type ShellState } from './shell-state.ts';

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
  if (!found && !knowsFile(file)) throw new ShellError(`cannot know whether the file ${file} exists`);
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
  throw new ShellError(`the simulated shell does not support test ${words.join(' ')}`);
}

/** `NAME=value`, as a pair. */
export const splitAssignment = (word: string): [string, string] => {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
};

type Builtin = (args: readonly string[], state: ShellState) => number | Execution;

const fail = (state: ShellState, text: string) => {
  state.output += `${text}\n`;
  return 1;
};

/** The programs that are imitated, and what a shell does by itself. */
export const builtins: Readonly<Record<string, Builtin>> = {
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
