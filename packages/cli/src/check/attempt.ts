import {
  type AttemptOutcome,
  attemptGrpc,
  attemptHttp,
  attemptTcp,
  type HeaderField,
  type HttpAttemptOutcome,
} from '@probez/kubelet/attempt';
import type { Target } from './target.ts';

export interface CheckOptions {
  /** For everything together, in milliseconds. */
  readonly timeoutMs: number;
  readonly headers: readonly HeaderField[];
  /** The body that the response must have; undefined: any. */
  readonly expectBody: string | undefined;
}

export interface CheckResult {
  readonly ok: boolean;
  /** As the kubelet calls it; `warning` is a success with a remark. */
  readonly result: AttemptOutcome['result'];
  /** The kubelet's text for it. */
  readonly message: string;
  readonly status: number | undefined;
  readonly body: string | undefined;
  readonly durationMs: number;
}

/** A body that breaks off is tried again at once, three times in all: pkg/kubelet/prober/prober.go, maxProbeRetries. */
const mostAttempts = 3;

function attempt(target: Target, timeoutMs: number, headers: readonly HeaderField[]): Promise<HttpAttemptOutcome> {
  switch (target.type) {
    case 'http':
      return attemptHttp({ url: target.url, timeoutMs, headers, socketPath: target.socketPath });
    case 'tcp':
      return attemptTcp({ host: target.host, port: target.port, timeoutMs, socketPath: target.socketPath });
    case 'grpc':
      return attemptGrpc({
        host: target.host,
        port: target.port,
        service: target.service,
        timeoutMs,
        socketPath: target.socketPath,
      });
  }
}

/** As `$(command)` of a shell would give it: line ends at the end do not count. */
const withoutLineEnds = (text: string) => text.replace(/[\r\n]+$/, '');

/** Tries a target once, as the kubelet would; the retries that it makes have to fit into the timeout too. */
export async function check(target: Target, { timeoutMs, headers, expectBody }: CheckOptions): Promise<CheckResult> {
  const start = performance.now();
  const spent = () => performance.now() - start;
  let outcome = await attempt(target, timeoutMs, headers);
  for (let tries = 1; tries < mostAttempts && outcome.error !== undefined && spent() < timeoutMs; tries++) {
    outcome = await attempt(target, Math.max(1, Math.ceil(timeoutMs - spent())), headers);
  }
  const { status, body } = outcome;
  const found = { result: outcome.result, status, body, durationMs: Math.round(spent() * 10) / 10 };
  if (outcome.error !== undefined) {
    return { ...found, ok: false, message: `${outcome.error} (the kubelet would not count this attempt)` };
  }
  if (outcome.result !== 'success' && outcome.result !== 'warning')
    return { ...found, ok: false, message: outcome.output };
  if (expectBody !== undefined && withoutLineEnds(body ?? '') !== withoutLineEnds(expectBody)) {
    const shown = JSON.stringify((body ?? '').slice(0, 200));
    return {
      ...found,
      result: 'failure',
      ok: false,
      message: `the body is ${shown}, not ${JSON.stringify(expectBody)}`,
    };
  }
  const remark = outcome.result === 'warning' ? outcome.output : '';
  return { ...found, ok: true, message: remark };
}
