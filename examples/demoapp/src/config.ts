import { hostname } from 'node:os';

export type FrameworkName = 'express' | 'fastify' | 'koa';
const FRAMEWORKS: readonly FrameworkName[] = ['express', 'fastify', 'koa'];

/** What the environment says. */
export interface Config {
  readonly framework: FrameworkName;
  readonly host: string;
  readonly port: number;
  /** Answers as ikubernetes/demoapp:v1.0 does: 506 and 507, and the posted value as the body. */
  readonly ikubernetes: boolean;
  /** The original's first GET of a probe is slow: 5 s for liveness, 15 s for readiness. */
  readonly slowFirstProbe: boolean;
  /** How long SIGTERM goes on serving before it closes, in milliseconds. */
  readonly drainDelayMs: number;
  readonly deployEnv: string;
  readonly release: string;
  readonly serverName: string;
}

/** A value of the environment that makes no sense. The message is for people. */
export class ConfigError extends Error {}

/** Reads and checks the environment; an empty variable counts as unset. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const value = (name: string, fallback: string): string =>
    env[name] === undefined || env[name] === '' ? fallback : env[name];
  const framework = value('FRAMEWORK', 'express');
  const known = FRAMEWORKS.find((name) => name === framework);
  if (known === undefined) throw new ConfigError(`FRAMEWORK is "${framework}"; allowed: ${FRAMEWORKS.join(', ')}`);
  const compat = value('COMPAT', 'none');
  if (compat !== 'none' && compat !== 'ikubernetes')
    throw new ConfigError(`COMPAT is "${compat}"; allowed: none, ikubernetes`);
  return {
    framework: known,
    host: value('HOST', '127.0.0.1'),
    port: wholeNumber('PORT', value('PORT', '8080'), 65_535),
    ikubernetes: compat === 'ikubernetes',
    slowFirstProbe: flag('SLOW_FIRST_PROBE', value('SLOW_FIRST_PROBE', 'false')),
    drainDelayMs: wholeNumber('DRAIN_DELAY_MS', value('DRAIN_DELAY_MS', '1000'), 600_000),
    deployEnv: value('DEPLOYENV', 'Production'),
    release: value('RELEASE', 'Stable'),
    serverName: hostname(),
  };
}

function wholeNumber(name: string, text: string, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= max) return number;
  throw new ConfigError(`${name} is "${text}"; allowed: a whole number from 0 to ${max}`);
}

function flag(name: string, text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new ConfigError(`${name} is "${text}"; allowed: true, false`);
}
