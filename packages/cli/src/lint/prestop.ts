import { shellScript, simpleCommands, unwrap } from './command-line.ts';
import type { Container } from './container.ts';

/** `sleep 10`, `sleep 10s`, `sleep 1m`; undefined for anything else. */
function slept(words: readonly string[]): number | undefined {
  const [program = '', ...durations] = words;
  if (!/(^|\/)sleep$/.test(program)) return undefined;
  const units: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600 };
  let sum = 0;
  for (const duration of durations) {
    const match = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(duration);
    if (match === null) return undefined;
    sum += Number(match[1]) * (units[match[2] ?? ''] ?? 0);
  }
  return sum;
}

/** The seconds that a preStop hook surely takes, as far as the manifest shows them; 0 without a hook, or with one that shows nothing. */
export function preStopSeconds(container: Container): number {
  const hook = container.preStop;
  if (hook?.kind === 'sleep') return hook.seconds;
  if (hook?.kind !== 'exec') return 0;
  const { command } = hook;
  const shell = shellScript(command);
  const commands = shell === undefined ? [unwrap(command)] : simpleCommands(shell.script).map(unwrap);
  return commands.reduce((sum, words) => sum + (slept(words) ?? 0), 0);
}
