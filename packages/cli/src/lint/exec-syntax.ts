import { expandReferences } from '@probez/kubelet/manifest';
import { baseName, mentionsShell, shellScript, unwrap } from './command-line.ts';
import type { Container } from './container.ts';

/** Programs whose arguments are programs or queries of their own: `$`, backticks and pipes mean something else there. */
const languages =
  /^(node|nodejs|python[\d.]*|perl|ruby|php|lua|g?awk|mawk|sed|jq|yq|psql|mysql|mariadb|mysqladmin|mongo|mongosh|redis-cli|cqlsh|sqlite3|grep|egrep|rg|find|pwsh|powershell|cmd(\.exe)?|expr|test|\[)$/;
/** Of these a variable is still expected to come from a shell: `redis-cli -a $PASSWORD`. */
const queries = /^(psql|mysql|mariadb|mysqladmin|mongo|mongosh|redis-cli|cqlsh|sqlite3|test|\[)$/;
/** `$NAME`, `${name}`; never `\$NAME`, nor the `$BODY$` of SQL. */
const variable = /(^|[^$\\])\$(\{[A-Za-z_]\w*\}|[A-Z_][A-Z0-9_]+(?![\w$]))/;
/** `expr 1 > 0`, `find -exec ... ;`, `jq | .`: an operator of the program's own. */
const ownOperators = /^(expr|test|\[|find|jq|yq|g?awk|mawk)$/;
const operator = /^(\|\|?|&&|&|;|\d?>>?(&\d|\/\S*)?|<|&>\S*)$/;
/** Characters that a shell reads and a program gets as they are. */
const shellOnly = /[|&;<>()$`"'\\*?[\]{}~#]/;
/** What only a shell knows; there is no such program. */
const builtins = new Set([
  'cd',
  'exit',
  'export',
  'source',
  '.',
  'if',
  'while',
  'for',
  'set',
  'ulimit',
  'trap',
  '[[',
  'eval',
  'unset',
  'alias',
]);

export interface SyntaxMistake {
  /** The index of the word that shows it. */
  readonly index: number;
  readonly message: string;
  readonly fix: string;
}

const asScript = (command: readonly string[]) => `command: [sh, -c, ${JSON.stringify(command.join(' '))}]`;

/** Shell syntax in a command that no shell reads; undefined when there is none, or when a shell is there. */
export function shellSyntax(command: readonly string[]): SyntaxMistake | undefined {
  const words = unwrap(command);
  const [first] = words;
  if (first === undefined || shellScript(command) !== undefined || mentionsShell(command)) return undefined;
  const mistake = (word: string, message: string): SyntaxMistake => ({
    index: Math.max(0, command.indexOf(word)),
    message: `${message}: exec runs no shell.`,
    fix: `${asScript(command)}, if the image has a shell.`,
  });
  if (/\s/.test(first.trim())) {
    return {
      index: command.indexOf(first),
      message: `${JSON.stringify(first)} is taken as the name of one program, spaces included: exec runs no shell that would split it.`,
      fix:
        shellOnly.test(command.join(' ')) || builtins.has(first.trim().split(/\s+/)[0] ?? '')
          ? `${asScript(command)}, if the image has a shell.`
          : `command: ${JSON.stringify(command.flatMap((word) => (word === first ? word.trim().split(/\s+/) : word)))}.`,
    };
  }
  const program = baseName(first);
  if (builtins.has(first)) return mistake(first, `${JSON.stringify(first)} is a shell built-in, not a program`);
  const foreign = languages.test(program);
  for (const word of words.slice(1)) {
    if (operator.test(word) && (word === '||' || word === '&&' || !ownOperators.test(program)))
      return mistake(word, `${JSON.stringify(word)} is passed to ${program} as an argument`);
    const substitution = /\$\([^)]*\s[^)]*\)/.test(word) || (!foreign && /`[^`]+`/.test(word));
    if (substitution && (!foreign || program === '[' || program === 'test')) {
      return mistake(word, `${JSON.stringify(word)} is passed to ${program} unchanged, and never run`);
    }
    // `$(NAME)` is Kubernetes' own and works; `$NAME` and `${NAME}` are the shell's.
    if ((!foreign || queries.test(program)) && variable.test(word)) {
      return mistake(
        word,
        `${JSON.stringify(word)} is passed to ${program} unchanged, and the variable is not replaced`,
      );
    }
  }
  return undefined;
}

/** A name of `$(NAME)` that only Kubernetes can mean: in a script `$(date)` is the shell's. */
const isVariable = (name: string, env: Container['env']) =>
  env.some((one) => one.name === name) || /^[A-Z][A-Z0-9_]*$/.test(name);

/** `$(NAME)` that does not become what is meant: the kubelet replaces it by literal values, and in probes only. */
export function lostReference(
  command: readonly string[],
  { env }: Container,
  isProbe: boolean,
): SyntaxMistake | undefined {
  const shell = shellScript(command) !== undefined;
  for (const [index, word] of command.entries()) {
    const names: string[] = [];
    expandReferences(word, (name) => void names.push(name));
    for (const name of names.filter((one) => isVariable(one, env))) {
      const given = env.find((one) => one.name === name);
      const fix = shell
        ? `Let the shell do it: $${name}.`
        : `[sh, -c, ...] with $${name}, if the image has a shell; or write the value itself.`;
      const stays = shell ? `is run as a command of that name` : 'is passed on unchanged';
      const say = (text: string): SyntaxMistake => ({ index, message: `$(${name}) ${text}.`, fix });
      if (!isProbe) return say(`${stays}: the kubelet replaces no variables in hooks`);
      if (given?.valueFrom !== undefined)
        return say(
          `becomes empty: in a probe the kubelet replaces variables with a literal value only, and ${name} comes from ${Object.keys(given.valueFrom).join()}`,
        );
      if (given === undefined)
        return say(`${stays}: in a probe the kubelet replaces only variables from env, and ${name} is not there`);
    }
  }
  return undefined;
}

const doubleEqual =
  /(?:(?:^|[\s;&|(!])\[\s[^\]]*?\s==\s[^\]]*\]|(?:^|[\s;&|(!])test\s[^;&|\n]*\s==\s|(?:^|[\s;&|(!])\[\[\s)/;

/** `[ a == b ]` in a script for sh: dash knows only `=`. */
export function bashOnlyTest(command: readonly string[]): string | undefined {
  const shell = shellScript(command);
  if (shell === undefined || !['sh', 'dash'].includes(shell.shell)) return undefined;
  return doubleEqual.exec(shell.script)?.[0].trim();
}
