import { ProbezError } from '@probez/core';
import type { Hook } from './hooks.ts';
import type { ShutdownHook, ShutdownOptions } from './types.ts';

/** The longest delay that JavaScript timers take; a longer one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Options with their defaults, all of them checked. */
export interface Settings {
  readonly delayMs: number;
  readonly drainTimeoutMs: number;
  readonly deadlineMs: number;
  readonly idleMs: number | undefined;
  readonly signals: readonly NodeJS.Signals[];
  readonly onDrain: readonly Hook[];
  readonly whileDraining: readonly Hook[];
  readonly onClose: readonly Hook[];
}

const KEYS = [
  'health',
  'delayMs',
  'drainTimeoutMs',
  'idleMs',
  'deadlineMs',
  'signals',
  'onDrain',
  'whileDraining',
  'onClose',
  'webSocketServers',
  'probePort',
  'logger',
  'exit',
];

/**
 * Signals that ask a process to end. The others either cannot be caught, belong to Node, or tell of a crash, after which
 * a handler in JavaScript runs into an endless loop.
 * @see https://nodejs.org/api/process.html#signal-events
 */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGBREAK'];

/** Throws unless the options make sense. */
export function settingsOf(options: ShutdownOptions): Settings {
  if (typeof options !== 'object' || options === null)
    bad(`gracefulShutdown was given the options ${quote(options)}; allowed: an object with health`);
  for (const key of Object.keys(options)) {
    if (!KEYS.includes(key))
      bad(`gracefulShutdown: unknown option ${quote(key)}${hint(key)}; allowed: ${KEYS.join(', ')}`);
  }
  const { health, logger, exit, probePort } = options;
  if (!hasMethods(health, ['drain', 'stop'])) bad(`health is ${quote(health)}; allowed: what createHealth() returned`);
  if (logger !== undefined && logger !== false && !hasMethods(logger, ['info', 'warn', 'error']))
    bad(`logger is ${quote(logger)}; allowed: a logger with info, warn and error, or false`);
  if (exit !== undefined && typeof exit !== 'function')
    bad(`exit is ${quote(exit)}; allowed: a function that takes the exit code`);
  if (probePort !== undefined && !hasMethods(probePort, ['close']))
    bad(`probePort is ${quote(probePort)}; allowed: what serveProbes() returned`);
  for (const server of listOf(options.webSocketServers)) {
    if (!(typeof server === 'object' && server !== null && typeof server.clients?.[Symbol.iterator] === 'function'))
      bad(`webSocketServers contains ${quote(server)}; allowed: servers of the ws package, with clients`);
  }
  return {
    delayMs: milliseconds('delayMs', options.delayMs ?? 10_000),
    drainTimeoutMs: milliseconds('drainTimeoutMs', options.drainTimeoutMs ?? 15_000),
    deadlineMs: milliseconds('deadlineMs', options.deadlineMs ?? 28_000, 1),
    idleMs: options.idleMs === undefined ? undefined : milliseconds('idleMs', options.idleMs),
    signals: signalsOf(options.signals ?? ['SIGTERM', 'SIGINT']),
    onDrain: hooksOf('onDrain', options.onDrain),
    whileDraining: hooksOf('whileDraining', options.whileDraining),
    onClose: hooksOf('onClose', options.onClose),
  };
}

/** One, several or none, as a list. */
export function listOf<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

const isList = <Item>(value: Item | readonly Item[]): value is readonly Item[] => Array.isArray(value);

function hooksOf(option: string, value: ShutdownHook | readonly ShutdownHook[] | undefined): Hook[] {
  return listOf(value).map((hook, index) => {
    const where = `${option}[${index}]`;
    if (typeof hook === 'function')
      return { name: hook.name === '' || hook.name === option ? where : hook.name, run: hook, timeoutMs: 5_000 };
    if (!hasMethods(hook, ['run']))
      return bad(`${where} is ${quote(hook)}; allowed: a function, or an object with run, name and timeoutMs`);
    const { name = where, timeoutMs = 5_000 } = hook;
    if (typeof name !== 'string') bad(`name of ${where} is ${quote(name)}; allowed: a string`);
    // Called on the hook itself, so that a method keeps its `this`.
    return {
      name,
      run: (context) => hook.run(context),
      timeoutMs: milliseconds(`timeoutMs of ${where}`, timeoutMs, 1),
    };
  });
}

function signalsOf(signals: readonly NodeJS.Signals[]): readonly NodeJS.Signals[] {
  if (!Array.isArray(signals)) bad(`signals is ${quote(signals)}; allowed: a list of ${SIGNALS.join(', ')}`);
  for (const signal of signals) {
    if (!SIGNALS.includes(signal)) bad(`signals contains ${quote(signal)}; allowed: ${SIGNALS.join(', ')}`);
  }
  return [...new Set(signals)];
}

function milliseconds(where: string, value: unknown, min: 0 | 1 = 0): number {
  if (typeof value === 'number' && value <= MAX_TIMER_MS && (min === 0 ? value >= 0 : value > 0)) return value;
  const range = min === 0 ? `from 0 to ${MAX_TIMER_MS}` : `greater than 0, at most ${MAX_TIMER_MS}`;
  return bad(`${where} is ${quote(value)}; allowed: a number of milliseconds ${range}`);
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return names.every((name) => typeof Reflect.get(Object(value), name) === 'function');
}

function hint(key: string): string {
  const bare = (name: string): string => name.toLowerCase().replace(/ms$|s$/, '');
  const near = KEYS.find((known) => bare(known) === bare(key));
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** A value as an error message quotes it. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 100 ? `${value.slice(0, 99)}…` : value);
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

export function bad(message: string): never {
  throw new ProbezError('INVALID_OPTION', message);
}
