import { execStartError } from '../attempt/exec.ts';
import { duration, quote } from '../attempt/go-text.ts';
import { type AttemptOutcome, errored, failure, maxOutputBytes, success } from '../attempt/outcome.ts';
import { type ProbeUrl, probeUrl } from '../attempt/url.ts';
import type { Clock } from '../clock.ts';
import type { Request, World } from '../driver.ts';
import type { Input } from '../machine/messages.ts';
import type { Container } from '../manifest/types.ts';
import type { Assumptions } from './assumptions.ts';
import { type Connection, type SimulatedAttempt, simulateGrpc, simulateHttp, simulateTcp } from './http.ts';
import type { CommandReply, Program, SimulatedProcess } from './program.ts';
import { type Execution, isExit, runCommand, type ShellState } from './shell.ts';

export interface SimulatedWorldOptions {
  readonly clock: Clock;
  /** What runs in a container, by its name. */
  readonly program: (container: Container) => Program;
  /** The Pod's address, as it appears in messages. */
  readonly podIp: string;
  /** Files that a container begins with. */
  readonly files?: ((container: Container) => Map<string, string>) | undefined;
  readonly env?: ((container: Container) => Readonly<Record<string, string>>) | undefined;
  readonly assumptions: Assumptions;
  /** From the request to start a process until it exists, in milliseconds. @default 10 */
  readonly creationMs?: number | undefined;
  /** From SIGKILL to the end of the process, in milliseconds. @default 5 */
  readonly killMs?: number | undefined;
}

interface Running {
  readonly container: Container;
  readonly process: SimulatedProcess;
  readonly program: Program;
  readonly files: Map<string, string>;
  readonly env: Readonly<Record<string, string>>;
  readonly cuts: Set<() => void>;
  readonly exit: (code: number) => void;
}

/** A Pod's surroundings in virtual time: programs instead of processes, one network namespace, no waiting. */
export function createSimulatedWorld(
  options: SimulatedWorldOptions,
): World & { running(container: string): boolean; connect(port: number): Connection | undefined } {
  const { clock, creationMs = 10, killMs = 5 } = options;
  const instances = new Map<number, Running>();
  const names = new Map<string, number>();
  const cancelled = new Set<number>();
  const urls = new Map<string, ProbeUrl>(); // an hour of probing asks for the same few
  const after = (ms: number, action: () => void) => clock.at(clock.now() + ms, action);
  let execIds = 0;

  function start(request: Extract<Request, { kind: 'start' }>, respond: (input: Input) => void) {
    const { instance, container, restarts } = request;
    after(creationMs, () => {
      const timers = new Set<() => void>();
      const cuts = new Set<() => void>();
      const files = options.files?.(container) ?? new Map<string, string>();
      const env = options.env?.(container) ?? {};
      let ended = false;
      const exit = (code: number) => {
        if (ended) return;
        ended = true;
        instances.delete(instance);
        for (const cancel of timers) cancel();
        for (const cut of [...cuts]) cut();
        respond({ kind: 'exited', instance, code });
      };
      const program = options.program(container);
      const process = program.start({
        now: clock.now,
        after(ms, callback) {
          if (ended) return;
          const cancel = after(ms, () => {
            timers.delete(cancel);
            callback();
          });
          timers.add(cancel);
        },
        exit: (code) => {
          if (!ended) after(0, () => exit(code));
        },
        restarts,
        files,
        env,
      });
      instances.set(instance, { container, process, program, files, env, cuts, exit });
      names.set(container.name, instance);
      respond({ kind: 'started', instance });
    });
  }

  /** All containers share one network: whoever listens on the port answers. */
  function connect(port: number): Connection | undefined {
    for (const running of instances.values()) {
      if (!running.process.listens(port)) continue;
      const { tls = false } = running.process;
      return {
        speaks: (scheme) => tls === 'both' || tls === (scheme === 'https'),
        request: (request, reply) => running.process.request(request, reply),
        onCut(listener) {
          running.cuts.add(listener);
          return () => running.cuts.delete(listener);
        },
      };
    }
    return undefined;
  }

  /** A command whose end is known beforehand. */
  function* knownCommand(reply: Exclude<CommandReply, 'missing'>, state: ShellState): Execution {
    if (reply === 'hang') yield { ms: 1e12, interruptible: false };
    else if (reply.delayMs !== undefined) yield { ms: reply.delayMs, interruptible: false };
    if (reply === 'hang') return 0;
    state.output = reply.output ?? '';
    return reply.code;
  }

  /** What a script says of the command, else what the imitation of a shell makes of it; undefined where the image does not have it. */
  function execution(running: Running, command: readonly string[], state: ShellState): Execution | undefined {
    const [program = ''] = command;
    const reply = running.process.command?.(command);
    if (reply === 'missing') return undefined;
    if (reply !== undefined) return knownCommand(reply, state);
    const { executables } = running.program;
    // No program has a blank in its name: that is a line for a shell, and there is none.
    if (/\s/.test(program) || executables?.has(program.replace(/^.*\//, '')) === false) return undefined;
    return runCommand(command, state);
  }

  function exec(
    running: Running | undefined,
    command: readonly string[],
    timeoutMs: number | undefined,
    done: (outcome: AttemptOutcome) => void,
  ) {
    if (running === undefined) return void after(1, () => done(errored('unknown', 'container not running')));
    const { files, env, container } = running;
    const line = command.join(' ');
    const state: ShellState = {
      files,
      env,
      traps: new Map(),
      output: '',
      // biome-ignore lint/correctness/useYield: it ends at once
      *unknown(words) {
        const subject = `exec ${words.join(' ')}`;
        const script = JSON.stringify({ boots: [{ commands: { [line]: [0, 1] } }] });
        options.assumptions.add({ container: container.name, subject, assumed: 'succeeds', script });
        return 0;
      },
    };
    const commandRun = execution(running, command, state);
    if (commandRun === undefined) {
      const id = (++execIds).toString(16).padStart(64, '0');
      after(2, () => done(errored('unknown', execStartError(command[0] ?? '', 'missing', id))));
      return;
    }
    runExec(running, commandRun, { state, line, timeoutMs, done });
  }

  interface ExecRun {
    readonly state: ShellState;
    readonly line: string;
    readonly timeoutMs: number | undefined;
    readonly done: (outcome: AttemptOutcome) => void;
  }

  function runExec(running: Running, steps: Execution, { state, line, timeoutMs, done }: ExecRun) {
    let settled = false;
    const finish = (outcome: AttemptOutcome) => {
      if (settled) return;
      settled = true;
      cancelTimer();
      running.cuts.delete(cut);
      done(outcome);
    };
    const cut = () => finish(failure(state.output));
    running.cuts.add(cut);
    const timedOut = `command timed out: ${quote(line)} timed out after ${duration(timeoutMs ?? 0)}`;
    const cancelTimer = timeoutMs === undefined ? () => {} : after(timeoutMs, () => finish(failure(timedOut)));
    const step = () => {
      if (settled) return;
      try {
        const next = steps.next();
        if (!next.done) return void after(next.value.ms, step);
        const output = state.output.slice(0, maxOutputBytes);
        after(2, () => finish(next.value === 0 ? success(output) : failure(output)));
      } catch (error) {
        if (!isExit(error)) throw error;
        finish(error.status === 0 ? success(state.output) : failure(state.output));
      }
    };
    step();
  }

  function attempt(
    instance: number,
    handler: Extract<Request, { kind: 'attempt' }>['handler'] | Extract<Request, { kind: 'hook' }>['handler'],
    timeoutMs: number | undefined,
    userAgent: string,
    done: (outcome: AttemptOutcome) => void,
  ) {
    if (handler.kind === 'exec') return exec(instances.get(instance), handler.command, timeoutMs, done);
    const simulated: SimulatedAttempt = { clock, timeoutMs: timeoutMs ?? 1e9, connect };
    if (handler.kind === 'httpGet') {
      const host = handler.host === '' ? options.podIp : handler.host;
      const headers: Record<string, string> = { host: `${host}:${handler.port}`, 'user-agent': userAgent };
      for (const { name, value } of handler.httpHeaders) headers[name.toLowerCase()] = value;
      const scheme = handler.scheme === 'HTTPS' ? 'https' : 'http';
      const key = `${scheme} ${host} ${handler.port} ${handler.path}`;
      const url = urls.get(key) ?? probeUrl(scheme, host, handler.port, handler.path);
      urls.set(key, url);
      return simulateHttp(simulated, url, headers, done);
    }
    if (handler.kind === 'tcpSocket')
      return simulateTcp(simulated, handler.host === '' ? options.podIp : handler.host, handler.port, done);
    if (handler.kind === 'grpc') {
      const status = () => {
        for (const running of instances.values())
          if (running.process.listens(handler.port) && running.process.grpc !== undefined)
            return running.process.grpc(handler.service);
        return undefined;
      };
      return simulateGrpc(simulated, `${options.podIp}:${handler.port}`, status, done);
    }
    done(success());
  }

  /** A hook's HTTP status is ignored; what counts is whether there was an answer. Over https it is tried once more over http. */
  function hook(request: Extract<Request, { kind: 'hook' }>, respond: (input: Input) => void, fallback?: string) {
    const { handler } = request;
    attempt(request.instance, handler, undefined, 'kube-lifecycle/1.36', (outcome) => {
      const plain = outcome.output.endsWith('server gave HTTP response to HTTPS client');
      if (plain && handler.kind === 'httpGet' && fallback === undefined) {
        const address = `${handler.host === '' ? options.podIp : handler.host}:${handler.port}`;
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

  function signal(instance: number, name: string) {
    // Nothing can handle SIGKILL, also where it is a container's stop signal.
    if (name === 'SIGKILL') after(killMs, () => instances.get(instance)?.exit(137));
    else instances.get(instance)?.process.signal(name);
  }

  return {
    connect,
    running: (container) => instances.has(names.get(container) ?? -1),
    perform(request, respond) {
      if (request.kind === 'start') start(request, respond);
      else if (request.kind === 'signal') signal(request.instance, request.signal);
      else if (request.kind === 'kill') signal(request.instance, 'SIGKILL');
      else if (request.kind === 'cancelHook') cancelled.add(request.hook);
      else if (request.kind === 'attempt')
        attempt(request.instance, request.handler, request.timeoutMs, 'kube-probe/1.36', (outcome) =>
          respond({ kind: 'attempted', attempt: request.attempt, outcome }),
        );
      else hook(request, respond);
    },
  };
}
