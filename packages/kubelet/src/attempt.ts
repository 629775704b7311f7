/**
 * One attempt of each kind of probe, without the rest of the package. Each loads what it needs when it is called.
 * @module
 */

import type { ExecAttemptOptions, ExecAttemptOutcome } from './attempt/exec.ts';
import type { GrpcAttemptOptions } from './attempt/grpc.ts';
import type { HttpAttemptOptions, HttpAttemptOutcome } from './attempt/http.ts';
import type { AttemptOutcome } from './attempt/outcome.ts';
import type { TcpAttemptOptions } from './attempt/tcp.ts';

/** Tries an httpGet handler. Never rejects. */
export const attemptHttp = async (options: HttpAttemptOptions): Promise<HttpAttemptOutcome> =>
  (await import('./attempt/http.ts')).attemptHttp(options);

/** Tries a tcpSocket handler. Never rejects. */
export const attemptTcp = async (options: TcpAttemptOptions): Promise<AttemptOutcome> =>
  (await import('./attempt/tcp.ts')).attemptTcp(options);

/** Tries an exec handler. Never rejects. */
export const attemptExec = async (options: ExecAttemptOptions): Promise<ExecAttemptOutcome> =>
  (await import('./attempt/exec.ts')).attemptExec(options);

/** Tries a grpc handler. Never rejects. */
export const attemptGrpc = async (options: GrpcAttemptOptions): Promise<AttemptOutcome> =>
  (await import('./attempt/grpc.ts')).attemptGrpc(options);

export type { ExecAttemptOptions, ExecAttemptOutcome } from './attempt/exec.ts';
export type { GrpcAttemptOptions } from './attempt/grpc.ts';
export type { HeaderField, HttpAttemptOptions, HttpAttemptOutcome } from './attempt/http.ts';
export { type AttemptOutcome, kubernetesVersion, maxOutputBytes } from './attempt/outcome.ts';
export type { TcpAttemptOptions } from './attempt/tcp.ts';
export { type ProbeUrl, parseUrl, probeUrl, urlText } from './attempt/url.ts';
