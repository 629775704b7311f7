import { hostname } from 'node:os';

export type FrameworkName = 'express' | 'fastify' | 'koa';
const FRAMEWORKS: readonly FrameworkName[] = ['express', 'fastify', 'koa'];

/** A port for the probes alone. */
export interface ProbePortConfig {
  readonly host: string;
  readonly port: number;
  /** Answered by a worker thread, which a blocked event loop does not silence. */
  readonly isolated: boolean;
  /** From which age of a stall on the isolated port fails readiness and liveness, in milliseconds. */
  readonly stall: { readonly readinessMs: number; readonly livenessMs: number };
}

/** What the environment says. */
export interface Config {
  readonly framework: FrameworkName;
  readonly host: string;
  readonly port: number;
  /** Undefined: probes are served on the app's port only. */
  readonly probePort: ProbePortConfig | undefined;
  /** Whether a failed probe says why to everybody. */
  readonly details: 'never' | 'always';
  /** Answers as ikubernetes/demoapp:v1.0 does: 506 and 507, and the posted value as the body. */
  readonly ikubernetes: boolean;
  /** The original's first GET of a probe is slow: 5 s for liveness, 15 s for readiness. */
  readonly slowFirstProbe: boolean;
  /** `POST /block` blocks the event loop. */
  readonly block: boolean;
  /** How long a start takes before it listens, in milliseconds. */
  readonly startDelayMs: number;
  /** How long SIGTERM goes on serving before it closes, in milliseconds. */
  readonly drainDelayMs: number;
  readonly deployEnv: string;
  readonly release: string;
  readonly serverName: string;
}

/** A value of the environment that makes no sense. The message is for people. */
export class ConfigError extends Error {}

/** A variable's value; an empty variable counts as unset. */
type Read = (name: string, fallback: string) => string;

/** Reads and checks the environment. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const value: Read = (name, fallback) => (env[name] === undefined || env[name] === '' ? fallback : env[name]);
  const framework = value('FRAMEWORK', 'express');
  const known = FRAMEWORKS.find((name) => name === framework);
  if (known === undefined) throw new ConfigError(`FRAMEWORK is "${framework}"; allowed: ${FRAMEWORKS.join(', ')}`);
  const compat = value('COMPAT', 'none');
  if (compat !== 'none' && compat !== 'ikubernetes')
    throw new ConfigError(`COMPAT is "${compat}"; allowed: none, ikubernetes`);
  const details = value('DETAILS', 'never');
  if (details !== 'never' && details !== 'always')
    throw new ConfigError(`DETAILS is "${details}"; allowed: never, always`);
  const host = value('HOST', '127.0.0.1');
  const port = wholeNumber('PORT', value('PORT', '8080'), 0, 65_535);
  return {
    framework: known,
    host,
    port,
    probePort: readProbePort(value, host, port),
    details,
    ikubernetes: compat === 'ikubernetes',
    slowFirstProbe: flag('SLOW_FIRST_PROBE', value('SLOW_FIRST_PROBE', 'false')),
    block: flag('BLOCK', value('BLOCK', 'false')),
    startDelayMs: wholeNumber('START_DELAY_MS', value('START_DELAY_MS', '0'), 0, 600_000),
    drainDelayMs: wholeNumber('DRAIN_DELAY_MS', value('DRAIN_DELAY_MS', '1000'), 0, 600_000),
    deployEnv: value('DEPLOYENV', 'Production'),
    release: value('RELEASE', 'Stable'),
    serverName: hostname(),
  };
}

const MAX_STALL_MS = 3_600_000;

function readProbePort(value: Read, appHost: string, appPort: number): ProbePortConfig | undefined {
  const isolated = flag('ISOLATED', value('ISOLATED', 'false'));
  const text = value('PROBE_PORT', '');
  if (text === '') {
    for (const name of ['PROBE_HOST', ...(isolated ? ['ISOLATED'] : [])])
      if (value(name, '') !== '')
        throw new ConfigError(
          `${name} is "${value(name, '')}", and there is no probe port; set one, for example PROBE_PORT=9400`,
        );
  }
  if (!isolated) {
    for (const name of ['STALL_READINESS_MS', 'STALL_LIVENESS_MS'])
      if (value(name, '') !== '')
        throw new ConfigError(
          `${name} is "${value(name, '')}", and only an isolated probe port sees stalls; set ISOLATED=true`,
        );
  }
  if (text === '') return undefined;
  const port = wholeNumber('PROBE_PORT', text, 0, 65_535);
  if (port !== 0 && port === appPort)
    throw new ConfigError(`PROBE_PORT is "${text}", which is the app's own PORT; allowed: another one`);
  // As the defaults of serveProbes.
  const readinessMs = wholeNumber('STALL_READINESS_MS', value('STALL_READINESS_MS', '5000'), 500, MAX_STALL_MS);
  const livenessMs = wholeNumber(
    'STALL_LIVENESS_MS',
    value('STALL_LIVENESS_MS', `${Math.max(30_000, readinessMs)}`),
    readinessMs,
    MAX_STALL_MS,
  );
  return { host: value('PROBE_HOST', appHost), port, isolated, stall: { readinessMs, livenessMs } };
}

/** A whole number within bounds; in a form as in the environment. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new ConfigError(`${name} is "${text}"; allowed: a whole number from ${min} to ${max}`);
}

function flag(name: string, text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new ConfigError(`${name} is "${text}"; allowed: true, false`);
}
