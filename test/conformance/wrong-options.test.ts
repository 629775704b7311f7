import { createHealth } from '@probez/core';
import { probes as fastifyProbes } from '@probez/fastify';
import { probes as fetchProbes } from '@probez/fetch';
import { probes as nodeProbes } from '@probez/node';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';

const health = createHealth({ logger: false });

const COMMON = 'paths, prefix, failureStatus, groups, details, token, passBody, methods';

// Built apart from the calls: a literal would be a compile error, and JavaScript has no compiler.
const unknown = { zebra: 1 };
const misspelt = { falback: () => new Response() };
const notCallable: object = { fallback: 'app' };

/** The adapters that have options of their own beside those of all. */
const MOUNTS: Readonly<Record<string, (options: object) => unknown>> = {
  'node:http': (options) => nodeProbes(health, options),
  fetch: (options) => fetchProbes(health, options),
  fastify: (options) => fastify().register(fastifyProbes, { health, ...options }),
};

const told = async (mount: ((options: object) => unknown) | undefined, options: object): Promise<unknown> => {
  try {
    return await mount?.(options);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

describe('an option that nobody knows: the answer names those of the adapter as well', () => {
  it.each([
    ['node:http', unknown, `probes: unknown option "zebra"; allowed: ${COMMON}, fallback`],
    ['fetch', unknown, `probes: unknown option "zebra"; allowed: ${COMMON}, fallback`],
    ['fastify', unknown, `probes: unknown option "zebra"; allowed: ${COMMON}, health, logLevel`],
    ['node:http', misspelt, 'probes: unknown option "falback"; did you mean "fallback"?'],
    ['fetch', misspelt, 'probes: unknown option "falback"; did you mean "fallback"?'],
    ['fastify', { loglevel: 'silent' }, 'probes: unknown option "loglevel"; did you mean "logLevel"?'],
  ])('%s %j', async (name, options, message) => {
    expect(await told(MOUNTS[name], options)).toBe(message);
  });
});

it.each(['node:http', 'fetch'])(
  '%s: a fallback that cannot be called is refused before a request comes',
  async (name) => {
    expect(await told(MOUNTS[name], notCallable)).toMatch(/^fallback is .*; allowed: a function of (?:the )?request/);
  },
);
