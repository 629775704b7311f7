import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHandler, type Health, type ProbeOptions } from '@probez/core';
import { answerTo, writeAnswer } from '@probez/node';

/** Middleware for Express 4 and 5. It needs the types of neither. */
export type ExpressMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Middleware that answers probes: `app.use(probes(health))`, before anything that may refuse a request, such as authentication
 * or a rate limit. It does not start the checks: call `health.start()`.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function probes(health: Health, options: ProbeOptions = {}): ExpressMiddleware {
  const handler = createHandler(health, options);
  return (request, response, next) => {
    const answer = answerTo(handler, request);
    if (answer === undefined) next();
    else writeAnswer(response, answer);
  };
}
