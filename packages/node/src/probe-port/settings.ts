import type { Logger, ProbeOptions } from '@probez/core';
import { callable, flag, knownKeys, loggerOption, PROBE_KEYS, refuse, whole } from '@probez/core/internal';
import type { NodeProbeOptions } from '../probes.ts';
import { TERMINATION_LOG } from '../termination-log.ts';
import type { ProbePortOptions, StallOptions } from './options.ts';

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
  /** Takes what is no probe; stays on this thread. */
  readonly fallback: NodeProbeOptions['fallback'];
}

export const DEFAULT_PORT = 9400;

const OWN = ['port', 'host', 'isolated', 'stall', 'worker', 'logger', 'fallback'] as const;

/** Throws a ProbezError that quotes what is wrong and says what is allowed. What belongs to the handler is its to check. */
export function portSettings(options: ProbePortOptions): ProbePortSettings {
  knownKeys('serveProbes', options, [...OWN, ...PROBE_KEYS]);
  const { port, host, isolated = false, stall, worker, logger = console, fallback, ...probes } = options;
  flag('isolated', isolated);
  if (!isolated) {
    // An error, because a stall limit that nothing watches is worse than none.
    for (const [key, value] of Object.entries({ stall, worker })) {
      if (value !== undefined) refuse(key, value, 'only together with isolated: true');
    }
  }
  if (isolated && typeof probes.details === 'function') {
    refuse(
      'details',
      probes.details,
      '"never" or "always", with or without a token, when isolated is true: functions cannot be sent to the worker thread',
    );
  }
  if (fallback !== undefined) {
    callable('fallback', fallback, 'a function of request and response');
    if (isolated) {
      refuse(
        'fallback',
        fallback,
        'none when isolated is true: functions cannot be sent to the worker thread. Mount it in the app, or on a second probe port without isolated',
      );
    }
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
    fallback,
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
      'an address of this machine, such as "0.0.0.0" or "127.0.0.1"; leave it out for all addresses',
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
