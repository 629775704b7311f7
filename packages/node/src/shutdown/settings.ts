import { hasMethods, knownKeys, loggerOption, milliseconds, oneOf, refuse } from '@probez/core/internal';
import { TERMINATION_LOG } from '../termination-log.ts';
import type { Hook } from './hooks.ts';
import { developmentOf } from './terminal.ts';
import { type Times, timesOf } from './times.ts';
import type { ShutdownHook, ShutdownOptions } from './types.ts';
import { isWebSocketHost } from './web-sockets.ts';

/** Options with their defaults, all of them checked. */
export interface Settings extends Times {
  readonly idleMs: number | undefined;
  readonly onUncaught: 'exit' | 'shutdown';
  readonly terminationLog: string | false;
  readonly signals: readonly NodeJS.Signals[];
  readonly onDrain: readonly Hook[];
  readonly whileDraining: readonly Hook[];
  readonly whileClosing: readonly Hook[];
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
  'whileClosing',
  'onClose',
  'webSocketServers',
  'probePort',
  'logger',
  'onUncaught',
  'terminationLog',
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
  knownKeys('gracefulShutdown', options, KEYS, 'an object with health');
  const { health, logger, exit, probePort } = options;
  if (!hasMethods(health, ['drain', 'stop'])) refuse('health', health, 'the health that createHealth() returned');
  loggerOption(logger);
  if (exit !== undefined && typeof exit !== 'function') refuse('exit', exit, 'a function that takes the exit code');
  if (probePort !== undefined && !hasMethods(probePort, ['close']))
    refuse('probePort', probePort, 'the probe port that serveProbes() returned');
  for (const server of listOf(options.webSocketServers)) {
    if (!isWebSocketHost(server))
      refuse('webSocketServers', server, "servers of the ws package with clients, or Socket.IO's (io)", 'contains');
  }
  return {
    ...timesOf({
      deadlineMs: milliseconds('deadlineMs', options.deadlineMs ?? 28_000),
      delayMs: given('delayMs', options.delayMs),
      drainTimeoutMs: given('drainTimeoutMs', options.drainTimeoutMs),
      development: developmentOf(),
    }),
    onUncaught: oneOf('onUncaught', options.onUncaught ?? 'exit', ['exit', 'shutdown']),
    terminationLog: terminationLogOf(options.terminationLog ?? TERMINATION_LOG),
    idleMs: given('idleMs', options.idleMs),
    signals: signalsOf(options.signals ?? ['SIGTERM', 'SIGINT']),
    onDrain: hooksOf('onDrain', options.onDrain),
    whileDraining: hooksOf('whileDraining', options.whileDraining),
    whileClosing: hooksOf('whileClosing', options.whileClosing),
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
      return refuse(`${where}`, hook, 'a function, or an object with run, name and timeoutMs');
    const { name = where, timeoutMs = 5_000 } = hook;
    if (typeof name !== 'string') refuse(`name of ${where}`, name, 'a string');
    // Called on the hook itself, so that a method keeps its `this`.
    return {
      name,
      run: (context) => hook.run(context),
      timeoutMs: milliseconds(`timeoutMs of ${where}`, timeoutMs),
    };
  });
}

function signalsOf(signals: readonly NodeJS.Signals[]): readonly NodeJS.Signals[] {
  if (!Array.isArray(signals)) refuse('signals', signals, `a list of ${SIGNALS.join(', ')}`);
  for (const signal of signals) {
    if (!SIGNALS.includes(signal)) refuse('signals', signal, SIGNALS.join(', '), 'contains');
  }
  return [...new Set(signals)];
}

function terminationLogOf(path: unknown): string | false {
  if (path === false || (typeof path === 'string' && path !== '')) return path;
  return refuse('terminationLog', path, 'a path, or false');
}

const given = (where: string, value: unknown): number | undefined =>
  value === undefined ? undefined : milliseconds(where, value, 0);
