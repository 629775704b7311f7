import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHandler, type Health, type ProbeOptions } from '@probez/core';
import { answerTo, writeAnswer } from '@probez/node';

/** Middleware of Express 4 and 5, by its shape: no version's types are needed. */
export type ExpressMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Middleware that answers probes: `app.use(probes(health))`, before anything that may refuse or shed a request. Starts
 * nothing: that is `health.start()`'s to do.
 * @throws ProbezError `INVALID_OPTION` where an option is wrong
 */
export function probes(health: Health, options: ProbeOptions = {}): ExpressMiddleware {
  const handler = createHandler(health, options);
  return (request, response, next) => {
    const answer = answerTo(handler, request);
    if (answer === undefined) next();
    else writeAnswer(response, answer);
  };
}
