import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHandler, type Health, type ProbeOptions } from '@probez/core';
import { answerTo, writeAnswer } from '@probez/node';
import { answeredFirst } from './answered-first.ts';

/** Middleware of Express 4 and 5, by its shape: no version's types are needed. */
export type ExpressMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Middleware that answers probes: `app.use(probes(health))`, before anything that may refuse or shed a request. */
export function probes(health: Health, options: ProbeOptions = {}): ExpressMiddleware {
  const handler = createHandler(health, options);
  return answeredFirst((request, response) => {
    const answer = answerTo(handler, request);
    if (answer === undefined) return false;
    writeAnswer(response, answer);
    return true;
  });
}
