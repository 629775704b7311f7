import { createServer } from 'node:http';
import { createHealth, gracefulShutdown, ProbezError, probes, serveProbes } from '@probez/node';
import { expect, it } from 'vitest';

// Every `@ts-expect-error` is a type test: `npm run types` fails where the compiler has nothing against the line.

const health = createHealth({ logger: false });

it.each<readonly [string, () => unknown, string]>([
  [
    'stall without isolated',
    // @ts-expect-error nobody would watch it
    () => serveProbes(health, { stall: { readinessMs: 1_000 } }),
    'stall is { readinessMs: 1000 }; allowed: only together with isolated: true',
  ],
  [
    'a worker without isolated',
    // @ts-expect-error nobody would start it
    () => serveProbes(health, { isolated: false, worker: './worker.js' }),
    'worker is "./worker.js"; allowed: only together with isolated: true',
  ],
  [
    'a details function with isolated',
    // @ts-expect-error it does not cross to the worker thread
    () => serveProbes(health, { isolated: true, details: () => true }),
    'details is a function; allowed: "never" or "always", with or without a token, when isolated is true',
  ],
  [
    'a misspelt option of serveProbes',
    // @ts-expect-error Probez says host
    () => serveProbes(health, { hostname: '0.0.0.0' }),
    'serveProbes: unknown option "hostname"; did you mean "host"?',
  ],
  [
    'a misspelt option of stall',
    // @ts-expect-error misspelt
    () => serveProbes(health, { isolated: true, stall: { readyness: 1_000 } }),
    'stall: unknown option "readyness"; did you mean "readinessMs"?',
  ],
  [
    'a misspelt option of probes',
    // @ts-expect-error misspelt
    async () => probes(health, { fallbck: () => {} }),
    'probes: unknown option "fallbck"; did you mean "fallback"?',
  ],
  [
    "another library's name for a hook",
    // @ts-expect-error Probez says onClose
    async () => gracefulShutdown(createServer(), { health, onSignal: () => {} }),
    'gracefulShutdown: unknown option "onSignal"; did you mean "onClose"?',
  ],
  [
    "another library's name for a time",
    // @ts-expect-error Probez says drainTimeoutMs
    async () => gracefulShutdown(createServer(), { health, timeout: 5_000 }),
    'gracefulShutdown: unknown option "timeout"; did you mean "drainTimeoutMs"?',
  ],
])('%s is a compile error, and an error where it comes all the same', async (_what, make, message) => {
  const error = await Promise.resolve()
    .then(make)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProbezError);
  expect(error).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining(message) });
});

it('what is right compiles', async () => {
  const port = await serveProbes(health, { port: 0, host: '127.0.0.1', details: () => true });
  await port.close();
  // What comes from the environment is a boolean.
  const isolated: boolean = port.isolated;
  const other = await serveProbes(health, { port: 0, host: '127.0.0.1', isolated, details: 'always' });
  await other.close();
});
