import type { ErrorList } from '../manifest/field-error.ts';
import { isFields } from '../manifest/part.ts';
import { createReader, type Reader } from '../manifest/reader.ts';
import type { Boot, RouteStep, Script } from './scripted.ts';

const knownBoot = ['routes', 'listenAfterMs', 'tcpOnly', 'tls', 'closeAfterMs', 'exitAfterMs', 'exitCode', 'sigterm'];
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

function readRoutes(errors: ErrorList, reader: Reader): Record<string, RouteStep[]> {
  const routes: Record<string, RouteStep[]> = {};
  const given = reader.get('routes');
  if (given !== undefined && !isFields(given)) errors.invalid(reader.at('routes'), given, 'must be an object');
  for (const [path, steps] of Object.entries(isFields(given) ? given : {})) {
    const at = `${reader.at('routes')}[${JSON.stringify(path)}]`;
    if (!path.startsWith('/')) errors.invalid(at, path, 'must be a path that begins with "/"');
    else if (Array.isArray(steps) && steps.length === 0) errors.required(at, 'at least one step');
    else if (Array.isArray(steps)) routes[path] = steps.map((step, index) => readStep(errors, step, `${at}[${index}]`));
    else errors.invalid(at, steps, 'must be a list of steps');
  }
  return routes;
}

function readSigterm(errors: ErrorList, reader: Reader): Boot['sigterm'] {
  const given = reader.get('sigterm');
  if (given === undefined || given === 'ignore') return given;
  if (!isFields(given)) {
    errors.invalid(reader.at('sigterm'), given, 'must be "ignore" or {"exitAfterMs", "code"}');
    return undefined;
  }
  const inner = createReader(errors, given, reader.at('sigterm'), ['exitAfterMs', 'code']);
  const exitAfterMs = inner.integer('exitAfterMs');
  const code = inner.integer('code');
  return { ...(exitAfterMs === undefined ? {} : { exitAfterMs }), ...(code === undefined ? {} : { code }) };
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
    routes: readRoutes(errors, reader),
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
