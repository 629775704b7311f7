// Compiled with nothing installed but our packages and Node's types: see types.test.ts.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHandler, createHealth, type Health, heartbeatCheck, manualCheck, ProbezError } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { probes as expressProbes } from '@probez/express';
import { probes as koaProbes } from '@probez/koa';
import { probes } from '@probez/node';

const health: Health = createHealth({
  clock: createFakeClock(),
  checks: [
    manualCheck({ name: 'gate' }),
    heartbeatCheck({ name: 'loop', staleAfterMs: 1_000 }),
    { name: 'a', run: ({ signal }) => signal.aborted },
  ],
});
export const status: number | undefined = createHandler(health)({ url: '/', headers: {} })?.status;
export const middleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => void =
  expressProbes(health);
export const all = [probes(health), koaProbes(health), ProbezError];
