import { type Logger, ProbezError } from '@probez/core';

/** A value as an error message quotes it. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 100 ? `${value.slice(0, 99)}…` : value);
  if (value instanceof URL) return quote(value.href);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Throws: the offending value quoted, and what is allowed. */
export function refuse(what: string, value: unknown, allowed: string): never {
  throw new ProbezError('INVALID_OPTION', `${what} ${quote(value)}; allowed: ${allowed}`);
}

/** A misspelt option must not be lost in silence. */
export function knownKeys(what: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const near = known.find((name) => bare(name) === bare(key));
    const hint = near === undefined ? `allowed: ${known.join(', ')}` : `did you mean "${near}"?`;
    throw new ProbezError('INVALID_OPTION', `${what}: unknown option ${quote(key)}; ${hint}`);
  }
}

const bare = (name: string): string => name.toLowerCase().replace(/ms$|s$/, '');

export function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return names.every((name) => typeof Reflect.get(value, name) === 'function');
}

export function checkLogger(logger: Logger | false | undefined): void {
  if (logger !== undefined && logger !== false && !hasMethods(logger, ['info', 'warn', 'error']))
    refuse('logger is', logger, 'a logger with info, warn and error, or false');
}
