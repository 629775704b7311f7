import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { otherOrigin } from './origin.ts';
import { pathOf } from './path.ts';

const PATH = '/ws';
const MOST = 100;
const MOST_BYTES = 64 * 1024;

/** `/ws` sends back whatever it gets. When closing begins, `gracefulShutdown` finds these clients, and sends them 1001. */
export function serveWebSockets(server: Server): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return asBefore(server, request, socket, head);
    if (pathOf(request) !== PATH) return refuse(socket, 404, 'not found');
    const other = otherOrigin(request);
    if (other !== undefined)
      return refuse(socket, 403, `opened from ${other}; allowed: from this app itself, or without a browser`);
    if (sockets.clients.size >= MOST)
      return refuse(socket, 503, `${MOST} WebSockets are open already; allowed: ${MOST}`);
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data, binary) => client.send(data, { binary }));
      // Of a client that breaks the protocol: ws closes it, with the code that says why.
      client.on('error', () => {});
    });
  });
}

/** Whoever hears of upgrades must refuse those it does not know. `curl --http2` offers one with every request, and wants its answer over HTTP/1. */
function asBefore(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const headers: string[] = [];
  for (const [index, name] of request.rawHeaders.entries())
    if (index % 2 === 0 && !/^(?:upgrade|connection|http2-settings)$/i.test(name))
      headers.push(`${name}: ${request.rawHeaders[index + 1]}`);
  const first = `${request.method} ${request.url} HTTP/${request.httpVersion}`;
  const again = [first, ...headers, 'Connection: close', '', ''].join('\r\n');
  socket.unshift(Buffer.concat([Buffer.from(again, 'latin1'), head]));
  server.emit('connection', socket);
}

function refuse(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`;
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8`;
  socket.on('error', () => {});
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
