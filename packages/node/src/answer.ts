import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { ProbeHandler, ProbeRequest, ProbeResponse } from '@probez/core';

/** A request of `node:http`, `node:https` or the compatibility layer of `node:http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;
/** A response of `node:http`, `node:https` or the compatibility layer of `node:http2`. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/**
 * A request of Node's as the handler takes it. Every request of the app passes here, so nothing is read in advance: Node
 * parses the headers only when they are first looked at.
 */
class NodeProbeRequest implements ProbeRequest {
  readonly #request: NodeRequest;

  constructor(request: NodeRequest) {
    this.#request = request;
  }

  get method(): string | undefined {
    return this.#request.method;
  }

  get url(): string | undefined {
    return this.#request.url;
  }

  get headers(): ProbeRequest['headers'] {
    return this.#request.headers;
  }

  get remoteAddress(): string | undefined {
    return this.#request.socket?.remoteAddress;
  }
}

/**
 * The answer to a request, or `undefined` if it is not a probe. For adapters. Never throws.
 * @param handler what `createHandler` returned
 */
export function answerTo(handler: ProbeHandler, request: NodeRequest): ProbeResponse | undefined {
  return handler(new NodeProbeRequest(request));
}

/**
 * Writes an answer to the raw response, so that the framework adds nothing to it. For adapters.
 * @param response the response of Node
 * @param answer what `answerTo` returned
 * @throws what the response throws
 */
export function writeAnswer(response: NodeResponse, { status, headers, body }: ProbeResponse): void {
  if (response.writableEnded) return;
  // Another middleware has sent a head already, and a second one would throw. The prober reads that one: if its status is not
  // the probe's, the connection is cut, so that the answer can be neither wrong nor waited for.
  if (response.headersSent) {
    if (response.statusCode === status) response.end(body);
    else response.destroy();
    return;
  }
  response.removeHeader('X-Powered-By');
  // Not writeHead: code that has wrapped end() to add a header must find the head still unsent, as frameworks leave it.
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
