import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { ProcessHost, Program, Reply } from '../simulation/program.ts';

export interface ScriptedServerOptions {
  readonly clock: Clock;
  readonly program: Program;
  /** The port in the script, and the real one. */
  readonly port: { readonly scripted: number; readonly real: number };
  readonly restarts: number;
  readonly onExit: (code: number) => void;
}

const pollMs = 5;

function answer(response: ServerResponse, reply: Reply, mapLocation: (location: string) => string) {
  if (reply === 'hang') return;
  if (reply === 'close') return void response.socket?.destroy();
  if (reply === 'stall') {
    response.writeHead(200, { 'content-length': '5' });
    return response.flushHeaders();
  }
  const headers = Object.entries(reply.headers ?? {}).map(([name, value]) => [
    name,
    name.toLowerCase() === 'location' ? mapLocation(value) : value,
  ]);
  response.writeHead(reply.status, Object.fromEntries(headers));
  response.end(reply.body ?? '');
}

/** A program of a simulation behind a real port: a process in all but name. */
export function startScriptedServer({ clock, program, port, restarts, onExit }: ScriptedServerOptions) {
  const sockets = new Set<Socket>();
  const timers = new Set<() => void>();
  let over = false;
  let server: Server | undefined;

  const exit = (code: number) => {
    if (over) return;
    over = true;
    for (const cancel of timers) cancel();
    server?.close();
    for (const socket of sockets) socket.destroy();
    onExit(code);
  };
  const after = (ms: number, callback: () => void) => {
    if (over) return;
    const cancel = clock.at(clock.now() + ms, () => {
      timers.delete(cancel);
      callback();
    });
    timers.add(cancel);
  };
  const host: ProcessHost = { now: clock.now, after, exit, restarts, files: new Map(), env: {} };
  const running = program.start(host);

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    response.sendDate = false;
    running.request({ method: request.method ?? 'GET', url: request.url ?? '/', headers: {} }, (reply) =>
      answer(response, reply, (location) => location.replaceAll(`:${port.scripted}`, `:${port.real}`)),
    );
  };
  const open = () => {
    const web = createHttpServer(onRequest);
    const opened = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      web.emit('connection', socket);
    });
    opened.on('error', () => exit(1));
    opened.listen(port.real, '127.0.0.1');
    return opened;
  };
  // The program says whether it listens; the port follows.
  const follow = () => {
    const wanted = running.listens(port.scripted);
    if (wanted && server === undefined) server = open();
    if (!wanted && server !== undefined) {
      server.close();
      server = undefined;
    }
    after(pollMs, follow);
  };
  follow();
  return { signal: running.signal, kill: () => exit(137) };
}
