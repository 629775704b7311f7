import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpAdapterHost } from '@nestjs/core';
import { createHandler, type Health, type ProbeHandler } from '@probez/core';
import { answerTo, writeAnswer } from '@probez/node';
import type { ProbezParts } from './options.ts';
import { createTerminusHandler } from './terminus.ts';

/** Puts the probes before everything else of the application. Does it once: before `main.ts` goes on where Nest has its HTTP adapter by then. */
export function createMount(
  host: HttpAdapterHost,
  health: Health,
  { probes = {}, terminus, page, probePort }: ProbezParts,
): () => boolean {
  let mounted = false;
  const handlers = handlersOf(health, probes, terminus);
  // With a port of their own, probes and page are there.
  const people = probePort === undefined ? page?.(health) : undefined;
  return () => {
    const adapter = host.httpAdapter;
    const type: unknown = adapter?.getType?.();
    // What runs without HTTP has none, or one that does nothing.
    if (mounted || (handlers.length === 0 && people === undefined) || typeof type !== 'string' || type === '')
      return mounted;
    mounted = true;
    // In Fastify, too: Nest's own middleware comes before every hook that main.ts can add.
    adapter.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (answer(handlers, request, response)) return;
      if (people === undefined) next();
      else people(request, response, next);
    });
    return mounted;
  };
}

function handlersOf(
  health: Health,
  probes: NonNullable<ProbezParts['probes']>,
  terminus: string | undefined,
): readonly ProbeHandler[] {
  const options = probes === false ? {} : probes;
  return [
    ...(terminus === undefined ? [] : [createTerminusHandler(health, terminus, options)]),
    ...(probes === false ? [] : [createHandler(health, options)]),
  ];
}

function answer(handlers: readonly ProbeHandler[], request: IncomingMessage, response: ServerResponse): boolean {
  for (const handler of handlers) {
    const found = answerTo(handler, request);
    if (found === undefined) continue;
    writeAnswer(response, found);
    return true;
  }
  return false;
}
