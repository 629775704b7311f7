import { type AttemptOutcome, success } from '../attempt/outcome.ts';
import { type ProbeUrl, probeUrl } from '../attempt/url.ts';
import type { Request, World } from '../driver.ts';
import { isLoopback } from '../loopback.ts';
import type { Input } from '../machine/messages.ts';
import type { Assumptions } from './assumptions.ts';
import { type ContainersOptions, createContainers } from './containers.ts';
import { createExec } from './exec.ts';
import { type Connection, type SimulatedAttempt, simulateGrpc, simulateHttp, simulateTcp } from './http.ts';

/** What a simulated world is made of. */
export interface SimulatedWorldOptions extends ContainersOptions {
  /** The Pod's address, as it appears in messages. */
  readonly podIp: string;
  /** The Pod's network is the node's, so that the kubelet finds it on loopback too. @default false */
  readonly hostNetwork?: boolean | undefined;
  readonly assumptions: Assumptions;
}

/** A world that can be looked into. */
export interface SimulatedWorld extends World {
  running(container: string): boolean;
  connect(port: number): Connection | undefined;
}

type HookRequest = Extract<Request, { kind: 'hook' }>;

/** What a probe or a hook does. */
interface Attempt {
  readonly instance: number;
  readonly handler: Extract<Request, { kind: 'attempt' }>['handler'] | HookRequest['handler'];
  readonly timeoutMs?: number | undefined;
  readonly userAgent: string;
}

/** A Pod's surroundings in virtual time: programs instead of processes, one network namespace, no waiting. */
export function createSimulatedWorld(options: SimulatedWorldOptions): SimulatedWorld {
  const { clock, podIp } = options;
  const containers = createContainers(options);
  const exec = createExec(options);
  const cancelled = new Set<number>();
  const urls = new Map<string, ProbeUrl>(); // an hour of probing asks for the same few

  function attempt({ instance, handler, timeoutMs, userAgent }: Attempt, done: (outcome: AttemptOutcome) => void) {
    // The kubelet asks from the node, whose loopback is not the Pod's.
    const elsewhere = 'host' in handler && isLoopback(handler.host) && options.hostNetwork !== true;
    const connect = elsewhere ? () => undefined : containers.connect;
    const simulated: SimulatedAttempt = { clock, timeoutMs: timeoutMs ?? 1e9, connect };
    const hostOf = ({ host }: { host: string }) => (host === '' ? podIp : host);
    if (handler.kind === 'exec') return exec(containers.get(instance), { command: handler.command, timeoutMs }, done);
    if (handler.kind === 'httpGet') {
      const host = hostOf(handler);
      const headers: Record<string, string> = { host: `${host}:${handler.port}`, 'user-agent': userAgent };
      for (const { name, value } of handler.httpHeaders) headers[name.toLowerCase()] = value;
      const scheme = handler.scheme === 'HTTPS' ? 'https' : 'http';
      const key = `${scheme} ${host} ${handler.port} ${handler.path}`;
      const url = urls.get(key) ?? probeUrl(scheme, host, handler.port, handler.path);
      urls.set(key, url);
      return simulateHttp(simulated, url, headers, done);
    }
    if (handler.kind === 'tcpSocket') return simulateTcp(simulated, hostOf(handler), handler.port, done);
    if (handler.kind === 'grpc') {
      const status = () => containers.grpcStatus(handler.port, handler.service);
      return simulateGrpc(simulated, `${podIp}:${handler.port}`, status, done);
    }
    done(success());
  }

  /** A hook's HTTP status is ignored; what counts is whether there was an answer. Over https it is tried once more over http. */
  function hook(request: HookRequest, respond: (input: Input) => void, fallback?: string) {
    const { instance, handler } = request;
    attempt({ instance, handler, userAgent: 'kube-lifecycle/1.36' }, (outcome) => {
      const plain = outcome.output.endsWith('server gave HTTP response to HTTPS client');
      if (plain && handler.kind === 'httpGet' && fallback === undefined) {
        const address = `${handler.host === '' ? podIp : handler.host}:${handler.port}`;
        return hook({ ...request, handler: { ...handler, scheme: 'HTTP' } }, respond, address);
      }
      if (cancelled.delete(request.hook)) return;
      const answered = handler.kind === 'httpGet' && /^HTTP probe failed/.test(outcome.output);
      const failed = outcome.error ?? (outcome.result === 'failure' && !answered ? outcome.output : undefined);
      const how =
        failed === undefined ? { ...(fallback === undefined ? {} : { httpFallback: fallback }) } : { error: failed };
      respond({ kind: 'hookEnded', hook: request.hook, ...how });
    });
  }

  return {
    connect: containers.connect,
    running: containers.isRunning,
    perform(request, respond) {
      if (request.kind === 'start') containers.start(request, respond);
      else if (request.kind === 'signal') containers.signal(request.instance, request.signal);
      else if (request.kind === 'kill') containers.signal(request.instance, 'SIGKILL');
      else if (request.kind === 'cancelHook') cancelled.add(request.hook);
      else if (request.kind === 'attempt')
        attempt({ ...request, userAgent: 'kube-probe/1.36' }, (outcome) =>
          respond({ kind: 'attempted', attempt: request.attempt, outcome }),
        );
      else hook(request, respond);
    },
  };
}
