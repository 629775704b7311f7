import { hostname } from 'node:os';
import { isTroubleName, type TroubleName, troubleNames } from './chaos/troubles.ts';
import { ConfigError, wholeNumber } from './whole-number.ts';

export type FrameworkName = 'express' | 'fastify' | 'koa';
const FRAMEWORKS: readonly FrameworkName[] = ['express', 'fastify', 'koa'];

export const colors = ['blue', 'green', 'orange', 'purple', 'red', 'teal'] as const;
export type Color = (typeof colors)[number];

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
  /** Which troubles a POST may bring about. */
  readonly chaos: ReadonlySet<TroubleName>;
  /** A port for the gRPC health service. Undefined: none. */
  readonly grpcPort: number | undefined;
  /** How long a start takes before it listens, in milliseconds. */
  readonly startDelayMs: number;
  /** How long SIGTERM goes on serving before it closes, in milliseconds. */
  readonly drainDelayMs: number;
  readonly deployEnv: string;
  readonly release: string;
  /** What the app calls its version; undefined: the package's. */
  readonly version: string | undefined;
  /** A colour to tell one rollout from the next. */
  readonly color: Color | undefined;
  readonly serverName: string;
}

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
  const probePort = readProbePort(value, host, port);
  if (compat === 'ikubernetes' && value('CHAOS', '') !== '')
    throw new ConfigError(
      `CHAOS is "${value('CHAOS', '')}", and COMPAT=ikubernetes has none of it; set one of the two`,
    );
  return {
    framework: known,
    host,
    port,
    probePort,
    details,
    ikubernetes: compat === 'ikubernetes',
    slowFirstProbe: flag('SLOW_FIRST_PROBE', value('SLOW_FIRST_PROBE', 'false')),
    chaos: readChaos(value),
    grpcPort: readGrpcPort(value, { "the app's own PORT": port, PROBE_PORT: probePort?.port }),
    startDelayMs: wholeNumber('START_DELAY_MS', value('START_DELAY_MS', '0'), 0, 600_000),
    drainDelayMs: wholeNumber('DRAIN_DELAY_MS', value('DRAIN_DELAY_MS', '1000'), 0, 600_000),
    deployEnv: value('DEPLOYENV', 'Production'),
    release: value('RELEASE', 'Stable'),
    version: readVersion(value('APP_VERSION', '')),
    color: readColor(value('APP_COLOR', '')),
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

/** `CHAOS=latency,errors`, or `CHAOS=all`; `BLOCK=true` is from before there was one. */
function readChaos(value: Read): ReadonlySet<TroubleName> {
  const block = flag('BLOCK', value('BLOCK', 'false'));
  const text = value('CHAOS', '');
  const names = text === 'all' ? troubleNames : text === '' ? [] : text.split(',').map((name) => name.trim());
  const found = new Set<TroubleName>(block ? ['block'] : []);
  for (const name of names) {
    if (!isTroubleName(name))
      throw new ConfigError(
        `CHAOS is "${text}"; allowed: all, or some of ${troubleNames.join(', ')}, with commas between them`,
      );
    found.add(name);
  }
  return found;
}

function readGrpcPort(value: Read, taken: Readonly<Record<string, number | undefined>>): number | undefined {
  const text = value('GRPC_PORT', '');
  if (text === '') return undefined;
  const port = wholeNumber('GRPC_PORT', text, 0, 65_535);
  for (const [name, other] of Object.entries(taken))
    if (port !== 0 && port === other)
      throw new ConfigError(`GRPC_PORT is "${text}", which is ${name}; allowed: another one`);
  return port;
}

function readVersion(text: string): string | undefined {
  if (text === '' || /^[\w.+-]{1,32}$/.test(text)) return text || undefined;
  throw new ConfigError(`APP_VERSION is "${text}"; allowed: up to 32 of A-Z, a-z, 0-9, ".", "_", "+" and "-"`);
}

function readColor(text: string): Color | undefined {
  const color = colors.find((one) => one === text);
  if (text !== '' && color === undefined)
    throw new ConfigError(`APP_COLOR is "${text}"; allowed: ${colors.join(', ')}`);
  return color;
}

function flag(name: string, text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new ConfigError(`${name} is "${text}"; allowed: true, false`);
}
