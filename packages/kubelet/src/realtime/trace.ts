import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttemptOutcome } from '../attempt/outcome.ts';
import { attemptExec, attemptHttp, attemptTcp, probeUrl } from '../attempt.ts';
import { type Clock, createRealClock } from '../clock.ts';
import type { Request, World } from '../driver.ts';
import { playTrace, scriptedPort, type TraceCase, type TraceEntry, traceProgram } from '../simulation/trace.ts';
import { startScriptedServer } from './scripted-server.ts';

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * A program's port opens so much later here than its script says. The first two attempts find it closed, the second a few hundredths of a
 * second after the first: on a busy machine they would meet it open if it came as soon as in virtual time.
 */
const openingMs = 150;

function opensLater(trace: TraceCase): TraceCase {
  const boots = trace.server.boots.map((boot) => ({ ...boot, listenAfterMs: (boot.listenAfterMs ?? 0) + openingMs }));
  return { ...trace, server: { boots } };
}

/**
 * Plays a trace case in real time: real probes, over real connections, to a real server that follows the script.
 * Takes as long as the case says. Ports in messages are written as in the script.
 * @param begin gives the clock when time begins. @default the time of this machine
 */
export async function playTraceInRealTime(
  trace: TraceCase,
  begin: () => Clock = () => createRealClock({ start: 0 }),
): Promise<TraceEntry[]> {
  const directory = mkdtempSync(join(tmpdir(), 'probez-trace-'));
  const file = join(directory, 'F');
  const real = await freePort();
  // The first attempt loads what it needs; that must not count as time.
  await attemptTcp({ host: '127.0.0.1', port: real, timeoutMs: 1000 });
  await attemptHttp({ url: probeUrl('http', '127.0.0.1', real, '/'), timeoutMs: 1000 });
  const clock = begin();
  const program = traceProgram(opensLater(trace));
  const servers = new Map<number, ReturnType<typeof startScriptedServer>>();
  const shown = (outcome: AttemptOutcome): AttemptOutcome => ({
    ...outcome,
    output: outcome.output.replaceAll(`:${real}`, `:${scriptedPort.containerPort}`),
  });

  function attempt({ handler, timeoutMs }: Extract<Request, { kind: 'attempt' }>): Promise<AttemptOutcome> {
    if (handler.kind === 'exec')
      return attemptExec({ command: handler.command, timeoutMs, env: { ...process.env, F: file } });
    const port = handler.port === scriptedPort.containerPort ? real : handler.port;
    if (handler.kind === 'tcpSocket') return attemptTcp({ host: '127.0.0.1', port, timeoutMs });
    const path = handler.kind === 'httpGet' ? handler.path : '/';
    return attemptHttp({ url: probeUrl('http', '127.0.0.1', port, path), timeoutMs });
  }

  const world: World = {
    perform(request, respond) {
      if (request.kind === 'start') {
        const { instance, restarts } = request;
        const server = startScriptedServer({
          clock,
          program,
          port: { scripted: scriptedPort.containerPort, real },
          restarts,
          onExit(code) {
            servers.delete(instance);
            respond({ kind: 'exited', instance, code });
          },
        });
        servers.set(instance, server);
        respond({ kind: 'started', instance });
      } else if (request.kind === 'signal') servers.get(request.instance)?.signal(request.signal);
      else if (request.kind === 'kill') servers.get(request.instance)?.kill();
      else if (request.kind === 'attempt') {
        const began = performance.now();
        const due = clock.now() + request.timeoutMs;
        void attempt(request).then((outcome) => {
          const answer = () => respond({ kind: 'attempted', attempt: request.attempt, outcome: shown(outcome) });
          // Its time is over by the machine's clock, and is to be over by the given one.
          if (performance.now() - began > request.timeoutMs - 1) clock.at(due, answer);
          else answer();
        });
      }
    },
  };

  if (trace.execFileRemovedAfterMs !== undefined) {
    writeFileSync(file, '');
    clock.at(trace.execFileRemovedAfterMs, () => rmSync(file, { force: true }));
  }
  const { entries, driver } = playTrace(trace, clock, world);
  await new Promise<void>((resolve) => clock.at(trace.seconds * 1000, resolve));
  driver.close();
  for (const server of [...servers.values()]) server.kill();
  rmSync(directory, { recursive: true, force: true });
  return entries.filter((entry) => entry.t <= trace.seconds);
}
