import type { ErrorList } from '../manifest/field-error.ts';
import { isFields } from '../manifest/part.ts';
import { createReader, type Reader } from '../manifest/reader.ts';
import { type Schedule, timeMs } from './schedule.ts';
import type { Boot, CommandStep, RouteStep, Script } from './scripted.ts';

const knownBoot = [
  'routes',
  'commands',
  'listenAfterMs',
  'tcpOnly',
  'tls',
  'closeAfterMs',
  'exitAfterMs',
  'exitCode',
  'sigterm',
];
const stepText = 'must be a status, "hang", "stall", "close", {"delayMs", "status"} or {"redirect"}';

function readStep(errors: ErrorList, value: unknown, path: string): RouteStep {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 999) return value;
  if (value === 'hang' || value === 'stall' || value === 'close') return value;
  if (isFields(value)) {
    if (typeof value.redirect === 'string') return { redirect: value.redirect };
    if (typeof value.delayMs === 'number' && value.delayMs >= 0 && typeof value.status === 'number')
      return { delayMs: value.delayMs, status: value.status };
  }
  errors.invalid(path, value, stepText);
  return 500;
}

const commandText = 'must be an exit code, "hang", "missing" or {"delayMs", "code"}';

function readCommandStep(errors: ErrorList, value: unknown, path: string): CommandStep {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255) return value;
  if (value === 'hang' || value === 'missing') return value;
  if (isFields(value) && typeof value.delayMs === 'number' && value.delayMs >= 0 && typeof value.code === 'number')
    return { delayMs: value.delayMs, code: value.code };
  errors.invalid(path, value, commandText);
  return 1;
}

type ReadStep<T> = (errors: ErrorList, value: unknown, path: string) => T;

/** A list of steps, or a table of times. */
function readSchedule<T>(errors: ErrorList, value: unknown, path: string, read: ReadStep<T>): Schedule<T> {
  if (Array.isArray(value)) {
    if (value.length === 0) errors.required(path, 'at least one step');
    return value.map((step, index) => read(errors, step, `${path}[${index}]`));
  }
  const times = isFields(value) ? Object.keys(value) : [];
  if (!isFields(value) || times.length === 0) {
    errors.invalid(
      path,
      value,
      'must be a list of steps, or steps by time such as {"0s": 200, "60s": 503, "90s": 200}',
    );
    return [];
  }
  for (const time of times)
    if (timeMs(time) === undefined) errors.invalid(path, time, 'must be a time such as "0s", "90s", "1.5m" or "200ms"');
  if (!times.some((time) => timeMs(time) === 0)) errors.required(path, 'a step for "0s"');
  return Object.fromEntries(
    Object.entries(value).map(([time, step]) => [time, read(errors, step, `${path}[${JSON.stringify(time)}]`)]),
  );
}

function readTable<T>(errors: ErrorList, reader: Reader, key: 'routes' | 'commands', read: ReadStep<T>) {
  const given = reader.get(key);
  if (given !== undefined && !isFields(given)) errors.invalid(reader.at(key), given, 'must be an object');
  const table: Record<string, Schedule<T>> = {};
  for (const [name, steps] of Object.entries(isFields(given) ? given : {})) {
    const at = `${reader.at(key)}[${JSON.stringify(name)}]`;
    if (key === 'routes' && !name.startsWith('/')) errors.invalid(at, name, 'must be a path that begins with "/"');
    else table[name] = readSchedule(errors, steps, at, read);
  }
  return table;
}

function readSigterm(errors: ErrorList, reader: Reader): Boot['sigterm'] {
  const given = reader.get('sigterm');
  if (given === undefined || given === 'ignore') return given;
  if (!isFields(given)) {
    errors.invalid(reader.at('sigterm'), given, 'must be "ignore" or {"closeAfterMs", "exitAfterMs", "code"}');
    return undefined;
  }
  const inner = createReader(errors, given, reader.at('sigterm'), ['closeAfterMs', 'exitAfterMs', 'code']);
  const entries = (['closeAfterMs', 'exitAfterMs', 'code'] as const).map((key) => [key, inner.integer(key)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function readBoot(errors: ErrorList, value: unknown, path: string): Boot {
  const reader = createReader(errors, value, path, knownBoot);
  const time = (key: 'listenAfterMs' | 'closeAfterMs' | 'exitAfterMs') => {
    const ms = reader.integer(key);
    if (ms !== undefined && ms < 0) errors.invalid(reader.at(key), ms, 'must not be negative');
    return ms === undefined ? {} : { [key]: Math.max(0, ms) };
  };
  const tcpOnly = reader.boolean('tcpOnly');
  const tls = reader.boolean('tls');
  const exitCode = reader.integer('exitCode');
  const sigterm = readSigterm(errors, reader);
  return {
    ...(reader.has('routes') || !reader.has('commands')
      ? { routes: readTable(errors, reader, 'routes', readStep) }
      : {}),
    ...(reader.has('commands') ? { commands: readTable(errors, reader, 'commands', readCommandStep) } : {}),
    ...time('listenAfterMs'),
    ...time('closeAfterMs'),
    ...time('exitAfterMs'),
    ...(tcpOnly === undefined ? {} : { tcpOnly }),
    ...(tls === undefined ? {} : { tls }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(sigterm === undefined ? {} : { sigterm }),
  };
}

/** Reads the script of a scripted server: `{"boots": [...]}`. */
export function readScript(errors: ErrorList, value: unknown, path: string): Script {
  const reader = createReader(errors, value, path, ['boots']);
  const boots = reader.list('boots').map((boot, index) => readBoot(errors, boot, `${reader.at('boots')}[${index}]`));
  if (boots.length === 0) errors.required(reader.at('boots'), 'at least one start');
  return { boots };
}
