import type { Exchange } from './exchange.ts';

/** Engine.IO's word for the end of a connection. */
const CLOSE_PACKET = '1';

/**
 * A poll of Engine.IO, which carries Socket.IO: a GET that is answered when there is news, with the connection's id. Nobody
 * answers it before the next ping, 25 s later.
 * @see https://socket.io/docs/v4/engine-io-protocol/#http-long-polling
 */
function isIdlePoll({ request, response }: Exchange): boolean {
  const { method, url = '' } = request;
  return method === 'GET' && /[?&]EIO=[34](&|$)/.test(url) && /[?&]sid=/.test(url) && !response.headersSent;
}

/** Answers a poll in the words of its protocol: the client takes it for the end of its connection, and makes another elsewhere. */
export function endLongPoll(exchange: Exchange): void {
  const { request, response } = exchange;
  if (!isIdlePoll(exchange) || response.writableEnded) return;
  // Whoever waits to answer it learns that it is over, as if the client had gone: a second answer would throw.
  request.emit('close');
  if (response.headersSent) return;
  const { origin } = request.headers;
  // A browser may only read it if whoever served it would have let it.
  if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.end(CLOSE_PACKET);
}
