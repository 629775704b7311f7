import type { Logger, ProbeOptions } from '@probez/core';
import { flag, knownKeys, loggerOption, PROBE_KEYS, refuse, whole } from '@probez/core/internal';
import { TERMINATION_LOG } from '../termination-log.ts';

/** When a stalled event loop fails the probes. Only with `isolated: true`. */
export interface StallOptions {
  /**
   * The event loop has not turned for this long: not ready. Milliseconds, 500 to 3,600,000.
   * @default 5000
   */
  readonly readinessMs?: number | undefined;
  /**
   * The event loop has not turned for this long: not live. Milliseconds, `readinessMs` to 3,600,000.
   * @default 30000
   */
  readonly livenessMs?: number | undefined;
  /**
   * Where the stack of a stall is left until it is over, if the file is there: Kubernetes shows it in `kubectl describe pod` when
   * the container was killed meanwhile. Its `terminationMessagePath`; `false` for nowhere.
   * @default '/dev/termination-log'
   */
  readonly terminationLog?: string | false | undefined;
}

/** Where to listen, and who hears of troubles. */
export interface ListenOptions {
  /**
   * The TCP port, 0 to 65535; 0 takes a free one, which the returned `port` tells.
   * @default 9400
   */
  readonly port?: number | undefined;
  /**
   * The address to listen on. Kubernetes connects to the Pod's IP, so not `localhost` there.
   * @default all addresses, IPv6 and IPv4
   */
  readonly host?: string | undefined;
  /**
   * Hears of stalls that are over and of the worker's troubles; `false` silences these and the line on standard error at
   * the beginning of a stall. Without `isolated: true` there is nothing to hear.
   * @default console
   */
  readonly logger?: Logger | false | undefined;
}

/** Options of a probe port on the event loop of the app. */
export interface PlainPortOptions extends ListenOptions, ProbeOptions {
  /**
   * `true` answers from a worker thread, so that a busy event loop answers in milliseconds and a hung one fails its probes.
   * @default false
   */
  readonly isolated?: false | undefined;
  /** Only with `isolated: true`. */
  readonly stall?: undefined;
  /** Only with `isolated: true`. */
  readonly worker?: undefined;
}

/** Options of a probe port that answers from a worker thread. */
export interface IsolatedPortOptions extends ListenOptions, Omit<ProbeOptions, 'details'> {
  /** Answers from a worker thread, so that a busy event loop answers in milliseconds and a hung one fails its probes. */
  readonly isolated: true;
  /**
   * Unlocks reasons in JSON and in one-check answers, for nobody or for everybody. For some, use `token`: functions do not
   * cross to another thread.
   * @default 'never'
   */
  readonly details?: 'never' | 'always' | undefined;
  /**
   * When a stalled event loop fails the probes.
   * @default { readinessMs: 5000, livenessMs: 30000 }
   */
  readonly stall?: StallOptions | undefined;
  /**
   * The worker's file, for apps that are bundled: a path, a `file:` URL or a `URL`.
   * @default `probez-worker.cjs`, found beside this module, beside the program or through `node_modules`
   */
  readonly worker?: string | URL | undefined;
}

/** Options of `serveProbes`: those of `probes`, and where and how to listen. */
export type ProbePortOptions = PlainPortOptions | IsolatedPortOptions;

/** The options, checked and with their defaults; `probes` is what remains for the handler. */
export interface ProbePortSettings {
  readonly port: number;
  readonly host: string | undefined;
  readonly isolated: boolean;
  readonly readinessMs: number;
  readonly livenessMs: number;
  readonly terminationLog: string | false;
  readonly worker: string | URL | undefined;
  readonly logger: Logger | false;
  readonly probes: ProbeOptions;
}

export const DEFAULT_PORT = 9400;

const OWN = ['port', 'host', 'isolated', 'stall', 'worker', 'logger'] as const;

/** Throws a ProbezError that quotes what is wrong and says what is allowed. What belongs to the handler is its to check. */
export function portSettings(options: ProbePortOptions): ProbePortSettings {
  knownKeys('serveProbes', options, [...OWN, ...PROBE_KEYS]);
  const { port, host, isolated = false, stall, worker, logger = console, ...probes } = options;
  flag('isolated', isolated);
  if (!isolated) {
    // Said aloud, because a stall limit that nobody watches is worse than none.
    for (const [key, value] of Object.entries({ stall, worker })) {
      if (value !== undefined) refuse(key, value, 'only together with isolated: true');
    }
  }
  if (isolated && typeof probes.details === 'function') {
    refuse(
      'details',
      probes.details,
      '"never" or "always", with or without a token, when isolated is true: functions do not cross to the worker thread',
    );
  }
  if (worker !== undefined && !isFile(worker)) refuse('worker', worker, 'a path, a file: URL or a URL object of one');
  loggerOption(logger);
  return {
    ...validAddress(port, host),
    ...validStall(stall),
    isolated,
    worker,
    logger,
    probes,
  };
}

function isFile(worker: unknown): boolean {
  if (worker instanceof URL) return worker.protocol === 'file:';
  return typeof worker === 'string' && worker !== '' && !/^(?:https?|data|blob):/i.test(worker);
}

function validAddress(port: unknown = DEFAULT_PORT, host: unknown): Pick<ProbePortSettings, 'port' | 'host'> {
  if (host !== undefined && (typeof host !== 'string' || host === '')) {
    return refuse(
      'host',
      host,
      'an address of this machine, such as "0.0.0.0" or "127.0.0.1"; left out: all addresses',
    );
  }
  return { port: whole('port', port, 0, 65_535), host };
}

const MIN_STALL_MS = 500;
const MAX_STALL_MS = 3_600_000;

function validStall(
  stall: StallOptions = {},
): Pick<ProbePortSettings, 'readinessMs' | 'livenessMs' | 'terminationLog'> {
  knownKeys(
    'stall',
    stall,
    ['readinessMs', 'livenessMs', 'terminationLog'],
    'an object with readinessMs and livenessMs',
  );
  const { readinessMs = 5_000, livenessMs = Math.max(30_000, readinessMs), terminationLog = TERMINATION_LOG } = stall;
  const range = (from: number): string => `a number of milliseconds from ${from} to ${MAX_STALL_MS}`;
  if (!isWithin(readinessMs, MIN_STALL_MS)) refuse('stall.readinessMs', readinessMs, range(MIN_STALL_MS));
  // A process that is restarted while it is still in service: never what is meant.
  if (!isWithin(livenessMs, readinessMs)) refuse('stall.livenessMs', livenessMs, `${range(readinessMs)} (readinessMs)`);
  if (terminationLog !== false && (typeof terminationLog !== 'string' || terminationLog === ''))
    refuse('stall.terminationLog', terminationLog, 'a path, or false');
  return { readinessMs, livenessMs, terminationLog };
}

const isWithin = (value: unknown, from: number): boolean =>
  typeof value === 'number' && value >= from && value <= MAX_STALL_MS;
