import { protectedDollar, tokenize } from '@probez/kubelet/manifest';
import type { Container } from './container.ts';

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);
/** Programs that run another program with a shell of their own making. */
const withOwnShell = new Set(['su', 'runuser', 'ssh', 'script', 'watch']);
/** Programs that only start another one: their own options are skipped. */
const wrappers = new Set([
  'tini',
  'tini-static',
  'dumb-init',
  'catatonit',
  'env',
  'nice',
  'nohup',
  'exec',
  'time',
  'setsid',
  'stdbuf',
]);
const entrypoint = /^(docker-)?entrypoint(\.sh)?$/;
const packageManagers = new Set(['npm', 'npx', 'yarn', 'pnpm', 'pnpx', 'corepack']);
const nodePrograms = new Set([
  ...['node', 'nodejs', 'tsx', 'ts-node', 'nodemon', 'pm2', 'pm2-runtime', 'next', 'nest'],
  'probez',
]);

export const baseName = (program: string) => program.slice(program.lastIndexOf('/') + 1);

/** What the container runs as far as the manifest shows it; with only `args` the image's entrypoint gets them. */
export const mainCommand = ({ command, args }: Container): readonly string[] => [...command, ...args];

/** Takes away what merely starts the real program: tini, env, an image's entrypoint script, `VAR=value`. */
export function unwrap(argv: readonly string[]): readonly string[] {
  let rest = argv;
  for (let guard = 0; guard < 16 && rest[0] !== undefined; guard++) {
    const program = baseName(rest[0]);
    if (/^[A-Za-z_]\w*=/.test(rest[0])) rest = rest.slice(1);
    else if (entrypoint.test(program) && rest.length > 1) rest = rest.slice(1);
    else if ((program === 'gosu' || program === 'su-exec') && rest.length > 2) rest = rest.slice(2);
    else if (program === 'timeout' && rest.length > 2)
      rest = rest.slice(rest.findIndex((word, i) => i > 0 && /^\d/.test(word)) + 1);
    else if (wrappers.has(program)) {
      const next = rest.findIndex((word, index) => index > 0 && !word.startsWith('-'));
      if (next === -1) return rest;
      rest = rest.slice(next);
    } else return rest;
  }
  return rest;
}

export interface ShellScript {
  readonly shell: string;
  readonly script: string;
}

/** `sh -c SCRIPT` in its spellings: `/bin/sh -ec`, `bash -o pipefail -c`, `busybox sh -c`. */
export function shellScript(argv: readonly string[]): ShellScript | undefined {
  let words = unwrap(argv);
  if (baseName(words[0] ?? '') === 'busybox') words = words.slice(1);
  const shell = baseName(words[0] ?? '');
  if (!shells.has(shell)) return undefined;
  let command = false;
  for (let index = 1; index < words.length; index++) {
    const word = words[index] ?? '';
    if (/^[-+]o$/.test(word)) index++;
    else if (/^-[a-zA-Z]+$/.test(word)) command ||= word.includes('c');
    else if (!word.startsWith('--')) return command ? { shell, script: word } : undefined;
  }
  return undefined;
}

/** True when some word is a shell, or a program that brings its own: what follows is then not ours to judge. */
export const mentionsShell = (argv: readonly string[]) =>
  argv.some((word) => shells.has(baseName(word)) || withOwnShell.has(baseName(word)) || baseName(word) === 'busybox');

/** The simple commands of a script, as words. Enough for "what is started last"; no shell grammar. */
export function simpleCommands(script: string): string[][] {
  const commands: string[][] = [[]];
  let target = false;
  for (const { kind, text } of tokenize(script)) {
    const redirects = kind === 'operator' && /[<>]/.test(text);
    if (kind === 'operator' && !redirects) commands.push([]);
    // What follows a redirection is a file, unless it names a descriptor.
    else if (kind === 'word' && !target) commands.at(-1)?.push(text.replaceAll(protectedDollar, '$'));
    target = redirects && !/&\d$/.test(text);
  }
  return commands.filter((words) => words.length > 0);
}

/** The program that the container ends up running: through wrappers, and the last command of a shell script. */
export function finalCommand(argv: readonly string[]): readonly string[] {
  const shell = shellScript(argv);
  return unwrap(shell === undefined ? argv : (simpleCommands(shell.script).at(-1) ?? []));
}

export const isPackageManager = (program: string | undefined) =>
  program !== undefined && packageManagers.has(baseName(program));
export const isNodeProgram = (program: string | undefined) =>
  program !== undefined && (nodePrograms.has(baseName(program)) || isPackageManager(program));

/** A program of Node's that this exec command starts, also inside a shell script. */
export function startsNode(argv: readonly string[]): string | undefined {
  const shell = shellScript(argv);
  if (shell === undefined) {
    const program = unwrap(argv)[0];
    return isNodeProgram(program) ? program : undefined;
  }
  const started =
    /(?:^|[;&|(`\n]|\$\(|\b(?:exec|then|do|if|while|until)\s)\s*((?:\S*\/)?(?:node|nodejs|npm|npx|yarn|pnpm|pnpx|tsx|probez))(?=\s|$)/;
  return started.exec(shell.script)?.[1];
}
