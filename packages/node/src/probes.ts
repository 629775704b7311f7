import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHandler, type HandlerSource, type ProbeOptions } from '@probez/core';
import { callable } from '@probez/core/internal';
import { answerTo, type NodeRequest, type NodeResponse, writeAnswer } from './answer.ts';

/** Options of `probes` for `node:http`. */
export interface NodeProbeOptions<
  Request extends NodeRequest = IncomingMessage,
  Response extends NodeResponse = ServerResponse,
> extends ProbeOptions {
  /**
   * Handles every request that is not a probe, usually your app.
   * @default answers 404 `not found`
   */
  readonly fallback?: ((request: NoInfer<Request>, response: NoInfer<Response>) => unknown) | undefined;
}

/**
 * A request listener that answers probes, and every other request with 404, over HTTP/1 and HTTP/2.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function probes(
  health: HandlerSource,
  options?: ProbeOptions & { readonly fallback?: undefined },
): (request: NodeRequest, response: NodeResponse) => void;
/**
 * A request listener that answers probes and passes every other request to `fallback`:
 * `http.createServer(probes(health, { fallback: app }))`.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function probes<Request extends NodeRequest = IncomingMessage, Response extends NodeResponse = ServerResponse>(
  health: HandlerSource,
  options: NodeProbeOptions<Request, Response>,
): (request: Request, response: Response) => void;
export function probes<Request extends NodeRequest, Response extends NodeResponse>(
  health: HandlerSource,
  given: NodeProbeOptions<Request, Response> = {},
): (request: Request, response: Response) => void {
  const handler = createHandler(health, given, ['fallback']);
  const { fallback = notFound } = given;
  callable('fallback', fallback, 'a function of request and response');
  return (request, response) => {
    const answer = answerTo(handler, request);
    if (answer === undefined) fallback(request, response);
    else writeAnswer(response, answer);
  };
}

function notFound(_request: NodeRequest, response: NodeResponse): void {
  writeAnswer(response, {
    status: 404,
    headers: { 'Content-Length': '10', 'Content-Type': 'text/plain; charset=utf-8' },
    body: 'not found\n',
  });
}
