import type { HeaderField } from '../attempt/http.ts';
import type { ErrorList } from './field-error.ts';
import { checkPort } from './names.ts';
import { createReader, type Reader } from './reader.ts';
import type {
  ExecHandler,
  GrpcHandler,
  HookHandler,
  HttpGetHandler,
  ProbeHandler,
  SleepHandler,
  TcpSocketHandler,
} from './types.ts';

const headerText =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

function readExec(errors: ErrorList, value: unknown, path: string): ExecHandler {
  const reader = createReader(errors, value, path, ['command']);
  const command = reader.strings('command');
  if (reader.list('command').length === 0) errors.required(reader.at('command'));
  return { kind: 'exec', command };
}

function readHeaders(errors: ErrorList, reader: Reader): HeaderField[] {
  return reader.list('httpHeaders').map((item, index) => {
    const header = createReader(errors, item, `${reader.at('httpHeaders')}[${index}]`, ['name', 'value']);
    const name = header.string('name') ?? '';
    if (!/^[-A-Za-z0-9]+$/.test(name)) errors.invalid(reader.at('httpHeaders'), name, headerText);
    return { name, value: header.string('value') ?? '' };
  });
}

function readHttpGet(errors: ErrorList, value: unknown, path: string): HttpGetHandler {
  const reader = createReader(errors, value, path, ['host', 'httpHeaders', 'path', 'port', 'scheme']);
  const port = reader.port('port');
  checkPort(errors, reader.at('port'), port);
  const scheme = reader.string('scheme') ?? '';
  if (!['', 'HTTP', 'HTTPS'].includes(scheme)) errors.unsupported(reader.at('scheme'), scheme, ['HTTP', 'HTTPS']);
  const asked = reader.string('path') ?? '';
  return {
    kind: 'httpGet',
    path: asked === '' ? '/' : asked,
    port: port ?? 0,
    host: reader.string('host') ?? '',
    scheme: scheme === 'HTTPS' ? 'HTTPS' : 'HTTP',
    httpHeaders: readHeaders(errors, reader),
  };
}

function readTcpSocket(errors: ErrorList, value: unknown, path: string): TcpSocketHandler {
  const reader = createReader(errors, value, path, ['host', 'port']);
  const port = reader.port('port');
  checkPort(errors, reader.at('port'), port);
  return { kind: 'tcpSocket', port: port ?? 0, host: reader.string('host') ?? '' };
}

function readGrpc(errors: ErrorList, value: unknown, path: string): GrpcHandler {
  const reader = createReader(errors, value, path, ['port', 'service']);
  const port = reader.integer('port');
  checkPort(errors, reader.at('port'), port);
  return { kind: 'grpc', port: port ?? 0, service: reader.string('service') ?? '' };
}

function readSleep(errors: ErrorList, value: unknown, path: string, graceSeconds: number): SleepHandler {
  const reader = createReader(errors, value, path, ['seconds']);
  const seconds = reader.integer('seconds') ?? 0;
  if (seconds < 0 || seconds > graceSeconds)
    errors.invalid(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`);
  return { kind: 'sleep', seconds };
}

type Readers<H> = readonly (readonly [string, (errors: ErrorList, value: unknown, path: string) => H])[];

/** Exactly one of the handlers must be there. */
function readOne<H>(errors: ErrorList, reader: Reader, path: string, readers: Readers<H>): H | undefined {
  let handler: H | undefined;
  for (const [key, read] of readers) {
    if (!reader.has(key)) continue;
    if (handler !== undefined) errors.forbidden(reader.at(key), 'may not specify more than 1 handler type');
    else handler = read(errors, reader.get(key), reader.at(key));
  }
  if (handler === undefined) errors.required(path, 'must specify a handler type');
  return handler;
}

/** The handler among a probe's fields. */
export const readProbeHandler = (errors: ErrorList, reader: Reader, path: string): ProbeHandler | undefined =>
  readOne<ProbeHandler>(errors, reader, path, [
    ['exec', readExec],
    ['httpGet', readHttpGet],
    ['tcpSocket', readTcpSocket],
    ['grpc', readGrpc],
  ]);

/** A postStart or preStop handler. */
export function readHook(
  errors: ErrorList,
  value: unknown,
  path: string,
  graceSeconds: number,
): HookHandler | undefined {
  const reader = createReader(errors, value, path, ['exec', 'httpGet', 'tcpSocket', 'sleep']);
  return readOne<HookHandler>(errors, reader, path, [
    ['exec', readExec],
    ['httpGet', readHttpGet],
    ['tcpSocket', readTcpSocket],
    ['sleep', (list, found, at) => readSleep(list, found, at, graceSeconds)],
  ]);
}
