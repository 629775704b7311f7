import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { ProbeRequest } from '@probez/core';
import type { Page, PageResponse } from './page.ts';

export type NodeRequest = IncomingMessage | Http2ServerRequest;
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Answers a request of Node's, or returns false and leaves it alone. */
export function answerNode(page: Page, request: NodeRequest, response: NodeResponse): boolean {
  const answer = page(probeRequest(request));
  if (answer === undefined) return false;
  write(answer, response);
  return true;
}

const probeRequest = (request: NodeRequest): ProbeRequest => ({
  method: request.method,
  url: request.url,
  headers: request.headers,
  remoteAddress: request.socket?.remoteAddress,
});

function write({ status, headers, body, open }: PageResponse, response: NodeResponse): void {
  if (response.headersSent) return;
  response.removeHeader('X-Powered-By');
  response.writeHead(status, headers);
  if (open === undefined) {
    response.end(body);
    return;
  }
  // A client that does not read must not fill the memory: its stream is closed, and it may connect again.
  const sink = {
    write(text: string) {
      if (response.writableEnded) return;
      if (response.writableLength > MOST_UNREAD) response.destroy();
      else Reflect.apply(response.write, response, [text]);
    },
    end: () => void response.end(),
  };
  response.once('close', open(sink));
}

const MOST_UNREAD = 4 * 1024 * 1024;
