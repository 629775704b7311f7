import type { HeaderField } from '../attempt/http.ts';
import type { Tell } from './finding.ts';
import { checkChoice, checkName, checkPort } from './names.ts';
import type { Part } from './part.ts';
import type {
  ExecHandler,
  GrpcHandler,
  HookHandler,
  HttpGetHandler,
  ProbeHandler,
  SleepHandler,
  TcpSocketHandler,
} from './types.ts';

/** The handlers that a probe may have. */
export const probeHandlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;
/** The handlers that a hook may have; the API still takes tcpSocket, the kubelet refuses to run it. */
export const hookHandlers = ['exec', 'httpGet', 'tcpSocket', 'sleep'] as const;

/** The strings of a list, whatever else is in it. */
export const textsOf = (part: Part): string[] => part.items.flatMap((item) => (item.exists ? (item.text ?? []) : ''));

function readExec(part: Part, tell: Tell): ExecHandler {
  const command = part.at('command');
  if (command.items.length === 0 && !(command.exists && !Array.isArray(command.value)))
    tell('required', command, { detail: '' });
  return { kind: 'exec', command: textsOf(command) };
}

function readHttpGet(part: Part, tell: Tell): HttpGetHandler {
  const port = part.at('port');
  checkPort(port, tell);
  const scheme = part.at('scheme');
  if (scheme.text !== '') checkChoice(scheme, ['HTTP', 'HTTPS'], tell);
  const httpHeaders = part.at('httpHeaders').items.map((header): HeaderField => {
    const name = header.at('name').text ?? '';
    if (!header.at('name').exists || header.at('name').text !== undefined)
      checkName('header', name, part.at('httpHeaders'), tell); // the API server points at the list
    return { name, value: header.at('value').text ?? '' };
  });
  return {
    kind: 'httpGet',
    path: part.at('path').text || '/',
    port: port.text ?? port.whole ?? 0,
    host: part.at('host').text ?? '',
    scheme: scheme.text === 'HTTPS' ? 'HTTPS' : 'HTTP',
    httpHeaders,
  };
}

function readTcpSocket(part: Part, tell: Tell): TcpSocketHandler {
  const port = part.at('port');
  checkPort(port, tell);
  return { kind: 'tcpSocket', port: port.text ?? port.whole ?? 0, host: part.at('host').text ?? '' };
}

function readGrpc(part: Part, tell: Tell): GrpcHandler {
  const port = part.at('port');
  if (port.text === undefined) checkPort(port, tell); // a string is of the wrong type, which is told already
  return { kind: 'grpc', port: port.whole ?? 0, service: part.at('service').text ?? '' };
}

function readSleep(part: Part, tell: Tell, grace: number): SleepHandler {
  const seconds = part.at('seconds').whole ?? 0;
  if (seconds < 0 || seconds > grace) tell('sleep-over-grace', part, { seconds, grace });
  return { kind: 'sleep', seconds: Math.max(0, seconds) };
}

type Readers<H> = readonly (readonly [string, (part: Part, tell: Tell) => H])[];

/** Exactly one of the handlers must be there; of two the first one is taken, so that the rest can be judged. */
function readOne<H>(part: Part, tell: Tell, readers: Readers<H>): H | undefined {
  const found = readers.filter(([key]) => part.at(key).exists);
  const names = found.map(([key]) => key);
  for (const key of names.slice(1)) tell('many-handlers', part.at(key), { found: names });
  const [first] = found;
  if (first !== undefined) {
    const action = part.at(first[0]);
    // Of something else than a map it has been told already that it is none.
    return first[1](action, action.map === undefined ? () => undefined : tell);
  }
  if (part.map !== undefined) tell('no-handler', part, { allowed: readers.map(([key]) => key) });
  return undefined;
}

/** The handler among a probe's fields. */
export const readProbeHandler = (part: Part, tell: Tell): ProbeHandler | undefined =>
  readOne<ProbeHandler>(part, tell, [
    ['exec', readExec],
    ['httpGet', readHttpGet],
    ['tcpSocket', readTcpSocket],
    ['grpc', readGrpc],
  ]);

/** A postStart or preStop handler. */
export function readHook(part: Part, tell: Tell, grace: number): HookHandler | undefined {
  if (!part.exists) return undefined;
  const hook = readOne<HookHandler>(part, tell, [
    ['exec', readExec],
    ['httpGet', readHttpGet],
    ['tcpSocket', readTcpSocket],
    ['sleep', (sleep) => readSleep(sleep, tell, grace)],
  ]);
  if (hook?.kind === 'tcpSocket') tell('hook-tcp', part.at('tcpSocket'), {});
  return hook;
}
