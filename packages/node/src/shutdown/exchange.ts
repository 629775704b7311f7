import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP/1 request with its response, from its head until both are over. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly since: number;
  /** The response was made to say `Connection: close`; an app that sets the header itself, as proxies do, still wins. */
  askedToClose: boolean;
}

/**
 * Has the response say `Connection: close`, if its head is not out yet.
 *
 * Not before the request's body has arrived: Node destroys the socket right behind such a response, and a body that is
 * still on its way would be met by a reset, which may take the response with it. A response that comes before its
 * request's body stays keep-alive, and the connection's next one says it.
 */
export function sayClose(exchange: Exchange): void {
  const { request, response } = exchange;
  const say = (): void => {
    if (response.headersSent) return;
    exchange.askedToClose = true;
    response.shouldKeepAlive = false;
    // A header that the app has set already would win.
    if (response.hasHeader('connection')) response.setHeader('Connection', 'close');
  };
  if (request.complete || !hasBody(request)) say();
  else request.once('end', say);
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) !== 0);
}

const EVENT_STREAM = 'text/event-stream';

/** Whether a response that is under way streams server-sent events, which never end by themselves. */
function isEventStream({ request, response }: Exchange): boolean {
  if (!response.headersSent || response.writableEnded) return false;
  const type = response.getHeader('content-type') ?? typeInHead(response);
  return type === undefined ? request.headers.accept === EVENT_STREAM : String(type).startsWith(EVENT_STREAM);
}

/**
 * Headers that were given to `writeHead` alone cannot be read back, but the head that was sent with them can. Where it
 * is not to be had, only a client that takes nothing else, as every EventSource, makes an event stream of it.
 */
function typeInHead(response: ServerResponse): string | undefined {
  const head: unknown = Reflect.get(response, '_header');
  if (typeof head !== 'string') return undefined;
  return /^content-type:[ \t]*([^\r\n]*)/im.exec(head)?.[1]?.toLowerCase() ?? '';
}

/** Ends a stream of events as the app would, so that the client sees an end and connects elsewhere. */
export function endEventStream(exchange: Exchange): void {
  if (!isEventStream(exchange)) return;
  // The app's next write comes after the end; without a listener that error would take the process down.
  exchange.response.on('error', () => {});
  exchange.response.end();
}
