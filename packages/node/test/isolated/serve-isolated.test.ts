import { createHealth, type Logger, serveProbes } from '@probez/node';
import { describe, expect, test } from 'vitest';
import { serveIsolated } from '../../src/isolated/serve-isolated.ts';
import { portSettings } from '../../src/probe-port/settings.ts';

/** A logger that keeps what it was told. */
function memory() {
  const lines: string[] = [];
  const keep = (message: string): void => void lines.push(message);
  const logger: Logger = { info: keep, warn: keep, error: keep };
  return { lines, logger };
}

const ownHeaders = ({ headers }: Response) => [...headers].filter(([name]) => name !== 'date');

describe('from the sources, as under a test runner', () => {
  test('the worker answers with the bytes of the main thread', async () => {
    const { lines, logger } = memory();
    const health = createHealth({ logger: false, description: 'a service', checks: [{ name: 'a', run: () => true }] });
    await health.start();
    const options = { port: 0, host: '127.0.0.1', passBody: 'fine', prefix: '/probes', logger } as const;
    const there = await serveProbes(health, { ...options, isolated: true });
    const here = await serveProbes(health, options);
    expect([there.isolated, here.isolated]).toEqual([true, false]);
    for (const path of ['/livez', '/readyz?verbose', '/readyz?format=json', '/readyz/a', '/readyz/b', '/nowhere']) {
      const [left, right] = await Promise.all([
        fetch(`${there.url}/probes${path}`),
        fetch(`${here.url}/probes${path}`),
      ]);
      expect(ownHeaders(left)).toEqual(ownHeaders(right));
      expect([left.status, await left.text()]).toEqual([right.status, await right.text()]);
    }
    await Promise.all([there.close(), here.close(), health.stop()]);
    expect(there.isolated).toBe(false);
    expect(lines).toEqual([]);
  });

  test('a probe starts nothing over there either, and the first one is logged here, once', async () => {
    const { lines, logger } = memory();
    const health = createHealth({ logger });
    const port = await serveProbes(health, { port: 0, host: '127.0.0.1', isolated: true });
    expect((await fetch(`${port.url}/livez`)).status).toBe(200);
    expect(await (await fetch(`${port.url}/startupz`)).text()).toBe(
      '[-]not-started failed: reason withheld\nstartupz check failed\n',
    );
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines).toEqual([expect.stringContaining('before health.start() was called')]);
    expect(health.phase).toBe('idle');
    await port.close();
  });
});

test.each([
  [{ node: '24.3.0', bun: '1.4.5' }, 'Bun 1.4.5'],
  [{ node: '24.2.0', deno: '2.9.6' }, 'Deno 2.9.6'],
])('%o: the main thread answers, and says so', async (versions, runtime) => {
  const { lines, logger } = memory();
  const health = createHealth({ logger: false });
  const settings = portSettings({ port: 0, host: '127.0.0.1', isolated: true, logger });
  const server = await serveIsolated(health, settings, { versions });
  expect(server.isolated).toBe(false);
  expect((await fetch(`http://127.0.0.1:${server.address.port}/livez`)).status).toBe(200);
  await Promise.all([server.close(), health.stop()]);
  expect(lines).toEqual([
    `probez: isolated: true works in Node only; on ${runtime} the main thread answers the probes: a busy event loop delays them, and a blocked one fails them all`,
  ]);
});
