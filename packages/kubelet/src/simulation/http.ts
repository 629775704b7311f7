import { duration, joinHostPort, quote } from '../attempt/go-text.ts';
import { type AttemptOutcome, errored, failure, maxOutputBytes, success } from '../attempt/outcome.ts';
import { type ProbeUrl, resolveLocation, urlText } from '../attempt/url.ts';
import type { Clock } from '../clock.ts';
import type { Reply, SimulatedRequest } from './program.ts';

/** A connection to a simulated process. */
export interface Connection {
  /** Whether the other side understands that. */
  speaks(scheme: 'http' | 'https'): boolean;
  request(request: SimulatedRequest, reply: (reply: Reply) => void): void;
  /** Called when the process ends while the connection is open; returns how to stop listening. */
  onCut(listener: () => void): () => void;
}

export interface SimulatedAttempt {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly connect: (port: number) => Connection | undefined;
}

const latencyMs = 3;
const refusedMs = 1;

const refused = (host: string, port: number) => `dial tcp ${joinHostPort(host, port)}: connect: connection refused`;

/** An httpGet attempt in virtual time, with the messages of a real one. */
export function simulateHttp(
  { clock, timeoutMs, connect }: SimulatedAttempt,
  first: ProbeUrl,
  headers: Readonly<Record<string, string>>,
  done: (outcome: AttemptOutcome) => void,
) {
  const redirects = new Set([301, 302, 303, 307, 308]);
  let settled = false;
  let inBody = false;
  let uncut = () => {};
  let url = first;
  const finish = (outcome: AttemptOutcome) => {
    if (settled) return;
    settled = true;
    cancelTimer();
    uncut();
    done(outcome);
  };
  const failed = (message: string, where = urlText(url)) => failure(`Get ${quote(where)}: ${message}`);
  const cancelTimer = clock.at(clock.now() + timeoutMs, () =>
    finish(
      inBody
        ? errored('failure', 'context deadline exceeded (Client.Timeout or context cancellation while reading body)')
        : failed('context deadline exceeded (Client.Timeout exceeded while awaiting headers)'),
    ),
  );
  const after = (ms: number, action: () => void) => clock.at(clock.now() + ms, action);

  function hop(count: number) {
    const connection = connect(url.port);
    if (connection === undefined) {
      after(refusedMs, () => finish(failed(refused(url.host, url.port))));
      return;
    }
    if (!connection.speaks(url.scheme)) {
      const text = 'http: server gave HTTP response to HTTPS client';
      after(latencyMs, () =>
        finish(url.scheme === 'https' ? failed(text) : failure('HTTP probe failed with statuscode: 400')),
      );
      return;
    }
    uncut();
    uncut = connection.onCut(() => finish(inBody ? errored('failure', 'unexpected EOF') : failed('EOF')));
    connection.request({ method: 'GET', url: `${url.path}${url.query}`, headers }, (reply) => {
      if (settled || reply === 'hang') return;
      if (reply === 'stall') {
        inBody = true;
        return;
      }
      after(latencyMs, () => {
        if (settled) return;
        if (reply === 'close') return finish(failed('EOF'));
        answered(reply, count);
      });
    });
  }

  function answered(reply: Exclude<Reply, string>, count: number) {
    const { status } = reply;
    if (status >= 100 && status < 200 && status !== 101)
      return finish(failed('net/http: HTTP/1.x transport connection broken: unexpected EOF'));
    const location = redirects.has(status) ? locationOf(reply) : undefined;
    const next = location === undefined || location === '' ? undefined : resolveLocation(url, location);
    if (location !== undefined && location !== '' && next === undefined)
      return finish(failed(`failed to parse Location header ${quote(location)}: invalid URL`));
    if (next !== undefined && next.host === first.host) {
      if (count >= 10) return finish(failed('stopped after 10 redirects', location));
      if ('error' in next) return finish(failed(next.error, location));
      url = next;
      return hop(count + 1);
    }
    const empty = status === 204 || status === 304 || status === 101;
    const body = empty ? '' : (reply.body ?? '').slice(0, maxOutputBytes);
    if (status < 200 || status >= 400) finish(failure(`HTTP probe failed with statuscode: ${status}`));
    else if (status < 300) finish(success(body));
    else finish({ result: 'warning', output: `Probe terminated redirects, Response body: ${body}` });
  }

  hop(1);
}

function locationOf(reply: Exclude<Reply, string>): string | undefined {
  for (const [name, value] of Object.entries(reply.headers ?? {})) if (name.toLowerCase() === 'location') return value;
  return undefined;
}

/** A tcpSocket attempt in virtual time. */
export function simulateTcp(
  { clock, connect }: SimulatedAttempt,
  host: string,
  port: number,
  done: (outcome: AttemptOutcome) => void,
) {
  clock.at(clock.now() + refusedMs, () => done(connect(port) === undefined ? failure(refused(host, port)) : success()));
}

/** A grpc attempt in virtual time. */
export function simulateGrpc(
  { clock, timeoutMs }: SimulatedAttempt,
  target: string,
  status: () => string | undefined,
  done: (outcome: AttemptOutcome) => void,
) {
  const found = status();
  if (found === undefined) {
    const message = `timeout: failed to connect service ${quote(target)} within ${duration(timeoutMs)}: context deadline exceeded`;
    clock.at(clock.now() + timeoutMs, () => done(failure(message)));
    return;
  }
  const outcome =
    found === 'SERVING' ? success('service healthy') : failure(`service unhealthy (responded with ${quote(found)})`);
  clock.at(clock.now() + latencyMs, () => done(outcome));
}
