import { parse } from 'yaml';

/** Every number of seconds in a manifest is divided by this: periods of 5 s become 1 s. Thresholds stay as they are. */
export const FACTOR = 5;

/** What takes the place of an image, which `probez run` does not run. */
export interface Program {
  readonly command: readonly string[];
  /** Set where the manifest does not. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ShortenOptions {
  /** A free port for each of the manifest's. */
  readonly port: (given: number) => number;
  /** What to run for a container; undefined: the command that the manifest says. */
  readonly program: (container: string, image: string) => Program | undefined;
  /** Takes the place of `/tmp`, and of the volume `/logs`. */
  readonly folder: string;
  /** Adds a startup probe where a liveness probe has none beside it. */
  readonly startup: boolean;
  /** `timeoutSeconds` of every probe, so that nobody fails whom a busy machine holds up. 0: as in the manifest. */
  readonly patience: number;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number of seconds, 1 at least; 0 stays 0. */
const seconds = (given: number) => (given === 0 ? 0 : Math.max(1, Math.round(given / FACTOR)));

/**
 * A scenario's manifest as it is run here: the same file with shorter times (`...Seconds`, the sleep action, `sleep N` in commands,
 * `..._MS` and `..._TIMEOUT` in the environment), free ports, a program of this machine for each image, and, if asked for, a startup probe
 * and patience.
 */
export function shorten(text: string, options: ShortenOptions): string {
  return JSON.stringify(rewrite(parse(text), '', options), null, 2);
}

function rewrite(value: unknown, key: string, options: ShortenOptions): unknown {
  if (Array.isArray(value)) {
    if (key === 'command' || key === 'args') return words(value.map(String), options);
    return value.map((item) => rewrite(item, key, options));
  }
  if (typeof value === 'number') {
    if (key.endsWith('Seconds') || key === 'seconds') return seconds(value);
    return key === 'port' || key === 'containerPort' ? options.port(value) : value;
  }
  if (typeof value === 'string') return word(value, options);
  if (!isFields(value)) return value;
  if (typeof value.name === 'string' && typeof value.value === 'string' && /_(MS|TIMEOUT)$/.test(value.name))
    return { ...value, value: String(Math.round(Number(value.value) / FACTOR)) };
  const rewritten = Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, patient(name, rewrite(one, name, options), options)]),
  );
  return typeof value.image === 'string' ? withStartup(container(rewritten, options), options) : rewritten;
}

function patient(name: string, fields: unknown, { patience }: ShortenOptions): unknown {
  if (patience === 0 || !/^(liveness|readiness|startup)Probe$/.test(name) || !isFields(fields)) return fields;
  return { ...fields, timeoutSeconds: patience };
}

/** With periods of 1 s the liveness probe would kill an app that starts on a busy machine: the start gets a minute. */
function withStartup(fields: Fields, { startup }: ShortenOptions): Fields {
  const { livenessProbe, startupProbe } = fields;
  if (!startup || !isFields(livenessProbe) || startupProbe !== undefined) return fields;
  const { initialDelaySeconds, terminationGracePeriodSeconds, ...probe } = livenessProbe;
  return { ...fields, startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 60 } };
}

function container(fields: Fields, { program, port }: ShortenOptions): Fields {
  const found = program(String(fields.name), String(fields.image));
  if (found === undefined) return fields;
  const given = Array.isArray(fields.env) ? fields.env : [];
  const names = given.map((one) => (isFields(one) ? one.name : undefined));
  const added = Object.entries({ PORT: String(port(8080)), ...found.env }).filter(([name]) => !names.includes(name));
  return {
    ...fields,
    command: found.command,
    env: [...given, ...added.map(([name, value]) => ({ name, value }))],
  };
}

/** `[sleep, "60"]` has its number in a word of its own. */
const words = (list: readonly string[], options: ShortenOptions) =>
  list.map((text, index) => (list[index - 1] === 'sleep' ? String(seconds(Number(text))) : word(text, options)));

function word(text: string, { port, folder }: ShortenOptions): string {
  return text
    .replaceAll(/\bsleep (\d+)/g, (_all, given) => `sleep ${seconds(Number(given))}`)
    .replaceAll(/(?<![\w-])\/(tmp|logs)\//g, `${folder}/`)
    .replaceAll(/^\d{4,5}$|(?<=127\.0\.0\.1:)\d{2,5}/g, (given) => String(port(Number(given))));
}
