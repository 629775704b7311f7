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
  /** What the body must have in it; undefined: anything. */
  readonly bodyContains: string | undefined;
  /** The statuses that count, instead of 200 to 399; undefined: the kubelet's own rule. */
  readonly expectStatus: readonly number[] | undefined;
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
        tls: target.tls,
        timeoutMs,
        socketPath: target.socketPath,
      });
  }
}

/** An attempt itself keeps the process busy for less. */
const leastHeldMs = 100;

/** As `$(command)` of a shell would give it: line ends at the end do not count. */
const withoutLineEnds = (text: string) => text.replace(/[\r\n]+$/, '');

type Judged = Pick<CheckResult, 'result' | 'ok' | 'message'>;

/** What the kubelet makes of it, unless something else is expected of the response. */
function judge({ result, output, status, body = '' }: HttpAttemptOutcome, expected: CheckOptions): Judged {
  const { expectBody, bodyContains, expectStatus } = expected;
  const fails = (message: string): Judged => ({ result: 'failure', ok: false, message });
  const shown = JSON.stringify(body.slice(0, 200));
  if (expectStatus !== undefined && status !== undefined) {
    if (!expectStatus.includes(status)) return fails(`the status is ${status}, not ${expectStatus.join(' or ')}`);
  } else if (result !== 'success' && result !== 'warning') return { result, ok: false, message: output };
  if (expectBody !== undefined && withoutLineEnds(body) !== withoutLineEnds(expectBody))
    return fails(`the body is ${shown}, not ${JSON.stringify(expectBody)}`);
  if (bodyContains !== undefined && !body.includes(bodyContains))
    return fails(`the body is ${shown}, and does not contain ${JSON.stringify(bodyContains)}`);
  return { result: result === 'warning' ? result : 'success', ok: true, message: result === 'warning' ? output : '' };
}

/** Between two attempts of a wait, in milliseconds. */
const pauseMs = 500;

/** Tries again until it goes well, or for so long. */
export async function waitFor(target: Target, options: CheckOptions, waitMs: number): Promise<CheckResult> {
  const end = performance.now() + waitMs;
  for (;;) {
    const result = await check(target, options);
    const left = end - performance.now();
    if (result.ok || left <= 0) return result;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, left)));
  }
}

/** Tries a target once, as the kubelet would; the retries that it makes have to fit into the timeout too. */
export async function check(target: Target, options: CheckOptions): Promise<CheckResult> {
  const { timeoutMs, headers } = options;
  const start = performance.now();
  const spent = () => performance.now() - start;
  const idle = performance.eventLoopUtilization();
  let outcome = await attempt(target, timeoutMs, headers);
  for (let tries = 1; tries < mostAttempts && outcome.error !== undefined && spent() < timeoutMs; tries++) {
    outcome = await attempt(target, Math.max(1, Math.ceil(timeoutMs - spent())), headers);
  }
  // A tracer that NODE_OPTIONS brought may keep this process busy: that time is not the target's, and is given back.
  const heldMs = performance.eventLoopUtilization(idle).active;
  if (outcome.result === 'failure' && spent() >= timeoutMs && heldMs >= leastHeldMs)
    outcome = await attempt(target, Math.ceil(heldMs), headers);
  const { status, body } = outcome;
  const found = { result: outcome.result, status, body, durationMs: Math.round(spent() * 10) / 10 };
  if (outcome.error !== undefined)
    return { ...found, ok: false, message: `${outcome.error} (the kubelet would not count this attempt)` };
  return { ...found, ...judge(outcome, options) };
}
