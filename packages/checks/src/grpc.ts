import type { PolledCheck } from '@probez/core';
import { peek, refuse } from '@probez/core/internal';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';
import { needClient } from './known-clients.ts';

/** The part of a client of `@grpc/grpc-js` that the check needs; any stub has it. */
export interface GrpcClient {
  makeUnaryRequest(
    method: string,
    serialize: (value: Buffer) => Buffer,
    deserialize: (bytes: Buffer) => Buffer,
    argument: Buffer,
    options: { readonly deadline: Date },
    callback: (error: GrpcError | null, answer?: Buffer) => void,
  ): { cancel(): void };
}

/** The error of a call. */
export interface GrpcError extends Error {
  /** The call's status code. @see https://grpc.io/docs/guides/status-codes/ */
  readonly code: number;
  /** What the server, or the client itself, said about it. */
  readonly details: string;
}

/** Options of {@link grpcCheck}. */
export interface GrpcCheckOptions extends ReadyCheckOptions {
  /**
   * The service to ask about; an empty name asks about the server as a whole.
   * @default ''
   */
  readonly service?: string | undefined;
}

const SERVING = 1;
const STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const ADVICE: Readonly<Record<number, string>> = {
  5: 'the server does not know this service: check its name',
  7: 'the call is not allowed: check the credentials',
  12: 'the server has no health service (grpc.health.v1): add one',
  14: 'the server cannot be reached: is it running?',
  16: 'the call is not authenticated: check the credentials',
};

/**
 * Calls `grpc.health.v1.Health/Check` over the channel of any `@grpc/grpc-js` stub of the app, without generated code or a
 * second connection.
 * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function grpcCheck(client: GrpcClient, options: GrpcCheckOptions = {}): PolledCheck {
  needClient('grpcCheck', client, ['makeUnaryRequest'], 'a client (stub) of @grpc/grpc-js');
  knownOptions('grpcCheck', options, ['service']);
  const { service = '' } = options;
  if (typeof service !== 'string') refuse('grpcCheck: service', service, 'a string');
  const request = encodeRequest(service);
  const subject = (): string => {
    const target: unknown = typeof peek(client, 'getChannel') === 'function' ? targetOf(client) : undefined;
    const at = typeof target === 'string' ? ` at ${target.replace(/^\w+:(\/\/[^/]*\/)?/, '')}` : '';
    return `gRPC${service === '' ? '' : ` ${service}`}${at}`;
  };

  return defineCheck(
    {
      factory: 'grpcCheck',
      name: 'grpc',
      componentType: 'component',
      subject,
      async run({ signal, step }) {
        step(`${subject()} does not answer`);
        const status = await call(client, request, signal);
        if (status !== SERVING) throw new Finding(`answered ${STATUS[status] ?? status}`);
        return undefined;
      },
    },
    options,
    ['service'],
  );
}

function call(client: GrpcClient, request: Buffer, signal: AbortSignal): Promise<number> {
  const same = (bytes: Buffer): Buffer => bytes;
  // The signal ends the call here; the deadline tells the server to stop working on it.
  const deadline = new Date(Date.now() + 60_000);
  return new Promise((resolve, reject) => {
    const sent = client.makeUnaryRequest(
      '/grpc.health.v1.Health/Check',
      same,
      same,
      request,
      { deadline },
      (error, answer) => {
        signal.removeEventListener('abort', onAbort);
        if (error === null) resolve(decodeStatus(answer ?? Buffer.alloc(0)));
        else reject(new Finding(explained(error)));
      },
    );
    const onAbort = (): void => {
      sent.cancel();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** grpc-js ends its message with an empty note where there is none. */
function explained({ code, message }: GrpcError): string {
  const said = message.replace(/\.?\s*Resolution note:\s*$/, '');
  return ADVICE[code] === undefined ? said : `${said}; ${ADVICE[code]}`;
}

/** `getTarget` says where the channel leads. */
function targetOf(client: unknown): unknown {
  try {
    const channel: unknown = callMethod(client, 'getChannel');
    return callMethod(channel, 'getTarget');
  } catch {
    return undefined; // a closed channel
  }
}

function callMethod(object: unknown, name: string): unknown {
  const method = peek(object, name);
  return typeof method === 'function' ? Reflect.apply(method, object, []) : undefined;
}

/** HealthCheckRequest: field 1, the service's name. */
function encodeRequest(service: string): Buffer {
  const name = Buffer.from(service);
  if (name.length === 0) return name;
  const length: number[] = [];
  let rest = name.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([0x0a, ...length, rest]), name]);
}

/** HealthCheckResponse: field 1, a varint; left out when 0. */
function decodeStatus(bytes: Buffer): number {
  return bytes[0] === 0x08 ? (bytes[1] ?? 0) : 0;
}
