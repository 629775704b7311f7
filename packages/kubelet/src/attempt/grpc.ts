import { type ClientHttp2Session, connect } from 'node:http2';
import { openSocket } from './dial.ts';
import { duration, joinHostPort, quote } from './go-text.ts';
import { decodeHealthStatus, encodeHealthRequest, grpcCodeNames } from './grpc-message.ts';
import { type AttemptOutcome, failure, kubernetesVersion, success } from './outcome.ts';

/** Options of `attemptGrpc`. */
export interface GrpcAttemptOptions {
  /** A name or an address. */
  readonly host: string;
  /** The TCP port. */
  readonly port: number;
  /** The `service` field of the health request. @default '' */
  readonly service?: string | undefined;
  /** How long connecting and the call together may take, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Path of a Unix socket to connect to instead.
   * @default none
   */
  readonly socketPath?: string | undefined;
  /**
   * Speaks TLS, which the kubelet does not; the certificate is not verified.
   * @default false
   */
  readonly tls?: boolean | undefined;
  /**
   * Ends the attempt early; the promise then resolves with a failure.
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
}

/** A first failed connection is tried again after about a second, as grpc-go does, so a refused port looks like a slow one. */
const reconnectMs = 1000;

const percentDecoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * A grpc attempt: one `grpc.health.v1.Health/Check` call, as the kubelet's without TLS; only SERVING succeeds. Never rejects.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/probe/grpc/grpc.go
 */
export function attemptGrpc(options: GrpcAttemptOptions): Promise<AttemptOutcome> {
  const { host, port, timeoutMs, socketPath, tls = false } = options;
  const scheme = tls ? 'https' : 'http';
  const target = options.socketPath === undefined ? joinHostPort(host, port) : `unix:${options.socketPath}`;
  const took = duration(timeoutMs);
  return new Promise((resolve) => {
    let session: ClientHttp2Session | undefined;
    let retry: NodeJS.Timeout | undefined;
    let ready = false;
    let settled = false;
    const finish = (outcome: AttemptOutcome) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      clearTimeout(retry);
      options.signal?.removeEventListener('abort', abort);
      session?.destroy();
      resolve(outcome);
    };
    const abort = () => finish(failure('error: context canceled'));
    const timer = setTimeout(() => {
      finish(
        failure(
          ready
            ? `timeout: health rpc did not complete within ${took}`
            : `timeout: failed to connect service ${quote(target)} within ${took}: context deadline exceeded`,
        ),
      );
    }, timeoutMs);
    const rpcError = (code: number, message: string) => {
      if (code === 12)
        return failure(
          `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${message}`,
        );
      if (code === 4) return failure(`timeout: health rpc did not complete within ${took}`);
      const name = grpcCodeNames[code] ?? `Code(${code})`;
      return failure(`error: health rpc probe failed: rpc error: code = ${name} desc = ${message}`);
    };

    const dial = () => {
      const current = connect(
        `${scheme}://${joinHostPort(host, port)}`,
        tls
          ? { rejectUnauthorized: false, ...(socketPath === undefined ? {} : { path: socketPath }) }
          : { createConnection: () => openSocket({ host, port, socketPath }) },
      );
      session = current;
      const again = () => {
        if (settled || session !== current) return;
        if (ready) return finish(rpcError(14, 'connection error: desc = "error reading server preface: EOF"'));
        session = undefined;
        current.destroy();
        retry = setTimeout(dial, reconnectMs);
      };
      current.on('error', again);
      current.on('close', again);
      // The server's SETTINGS frame makes the connection usable; until then Go does not send the call.
      current.once('remoteSettings', () => {
        if (settled) return;
        ready = true;
        call(current);
      });
    };

    const call = (current: ClientHttp2Session) => {
      const stream = current.request({
        ':method': 'POST',
        ':path': '/grpc.health.v1.Health/Check',
        ':scheme': scheme,
        ':authority': target,
        'content-type': 'application/grpc',
        'user-agent': `kube-probe/${kubernetesVersion} grpc-go/1.79`,
        te: 'trailers',
      });
      const chunks: Buffer[] = [];
      let httpStatus = 0;
      let grpcStatus: number | undefined;
      let grpcMessage = '';
      const readStatus = (headers: Readonly<Record<string, unknown>>) => {
        const status = headers['grpc-status'];
        if (status === undefined) return;
        grpcStatus = Number(status);
        grpcMessage = percentDecoded(String(headers['grpc-message'] ?? ''));
      };
      stream.on('response', (headers) => {
        httpStatus = Number(headers[':status']);
        readStatus(headers);
      });
      stream.on('trailers', readStatus);
      stream.on('data', (chunk: Buffer) => {
        if (chunks.length < 64) chunks.push(chunk);
      });
      stream.on('error', (error) => finish(rpcError(14, error.message)));
      stream.on('close', () => {
        if (grpcStatus === undefined) return finish(noStatus(httpStatus, rpcError));
        if (grpcStatus !== 0) return finish(rpcError(grpcStatus, grpcMessage));
        const status = decodeHealthStatus(Buffer.concat(chunks));
        if (status === undefined) return finish(rpcError(13, 'grpc: error unmarshalling response'));
        if (status === 'SERVING') return finish(success('service healthy'));
        finish(failure(`service unhealthy (responded with ${quote(status)})`));
      });
      stream.end(encodeHealthRequest(options.service ?? ''));
    };

    if (options.signal?.aborted) return abort();
    options.signal?.addEventListener('abort', abort);
    dial();
  });
}

/** A web server that is no gRPC server: https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md */
function noStatus(httpStatus: number, rpcError: (code: number, message: string) => AttemptOutcome): AttemptOutcome {
  const codes: Record<number, number> = { 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14 };
  if (httpStatus === 0) return rpcError(14, 'error reading from server: EOF');
  if (httpStatus === 200) return rpcError(13, 'server closed the stream without sending trailers');
  return rpcError(codes[httpStatus] ?? 2, `unexpected HTTP status code received from server: ${httpStatus}`);
}
