import { protectedDollar } from '../shell/tokens.ts';
import { builtins, splitAssignment } from './shell-builtins.ts';
import { type Node, parseScript, ShellError } from './shell-parser.ts';
import { type Execution, Exit, type ShellState } from './shell-state.ts';

const path = (word: string) => word.replace(/^.*\//, '');

function expand(word: string, env: Readonly<Record<string, string>>): string {
  return word
    .replace(/\$(?:\{(\w+)\}|(\w+)|\$|\?|!)/g, (_all, braced, bare) => env[braced ?? bare ?? ''] ?? '')
    .replaceAll(protectedDollar, '$');
}

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
      if (turns > 100_000) throw new ShellError('the script loops without ever waiting');
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
