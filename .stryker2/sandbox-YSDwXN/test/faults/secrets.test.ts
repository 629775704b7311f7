// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { fakeHealth } from '../support/fake-health.ts';

const SECRETS = /hunter2|s3cr3t|eyJhbGci|AKIA|4711/;

/** As drivers and HTTP clients throw them. */
class DriverError extends Error {
  readonly request = { headers: { authorization: 'Bearer s3cr3t' } };
  readonly url = 'postgres://app:hunter2@db/orders';
}

const boom = () => {
  throw new DriverError('cannot GET https://app:hunter2@db:5432/orders?password=hunter2&token=s3cr3t', {
    cause: { status: 500, password: 'hunter2', authorization: 'Bearer s3cr3t.s3cr3t' },
  });
};
const memory = () => ({ status: 'pass', observedValue: { heapUsed: 4711 }, observedUnit: 'bytes' });

const TARGETS = [
  '/readyz',
  '/readyz?verbose',
  '/readyz?format=json',
  '/readyz/db',
  '/readyz/db?format=json',
  '/readyz/memory?format=json',
];

describe('fault 13: errors with credentials are copied into the body, figures are public, a prefix rule lets /readyz/x through', () => {
  const checks = [
    { name: 'db', run: boom },
    { name: 'memory', run: memory },
  ];

  it.each(TARGETS)('%s tells a stranger neither reason nor figure', async (target) => {
    const { health, ask } = fakeHealth({ checks });
    await health.start();
    expect(ask(target)).not.toMatch(/hunter2|s3cr3t|4711|cannot GET|heapUsed|bytes/);
  });

  it.each(TARGETS)('%s tells nobody a secret, and nothing without the token', async (target) => {
    const { health, ask } = fakeHealth({ checks }, { token: 'open sesame'.replace(' ', '-') });
    await health.start();
    for (const authorization of ['', 'Bearer', 'Bearer x', 'Bearer open-sesam', 'Bearer open-sesame2', 'open-sesame']) {
      expect(ask(target, { authorization })).not.toMatch(/cannot GET|4711/);
    }
    const told = ask(target, { authorization: 'Bearer open-sesame' });
    expect(told.replace('4711', '')).not.toMatch(SECRETS);
    if (target.startsWith('/readyz/db')) expect(told).toContain('cannot GET https://***@db:5432/orders');
    if (target.startsWith('/readyz/memory')) expect(told).toContain('4711');
  });

  it.each([
    ['a promise', async () => true],
    ['a rejection', () => Promise.reject(new Error('x'))],
    ['a throw', boom],
    ['something like true', () => 1],
  ])('details that return %s unlock nothing', async (_name, details) => {
    // Plain JavaScript may pass what the types refuse.
    const { health, ask } = fakeHealth(
      { checks },
      { details: (request) => Reflect.apply(details, undefined, [request]) },
    );
    await health.start();
    for (const target of TARGETS) expect(ask(target)).not.toMatch(/cannot GET|4711/);
  });

  it('logs and events carry the same redacted reason', async () => {
    const told: string[] = [];
    const logger = {
      info: (line: string) => told.push(line),
      warn: (line: string) => told.push(line),
      error: (line: string) => told.push(line),
    };
    const { health } = fakeHealth({ checks, logger });
    health.subscribe((event) => told.push(JSON.stringify(event)));
    health.subscribeRuns((event) => told.push(JSON.stringify(event)));
    await health.start();
    health.drain('token=s3cr3t');
    told.push(JSON.stringify(health.snapshot().checks.map(({ reason }) => reason)));
    await expect(health.waitFor('readiness', { signal: AbortSignal.abort() })).rejects.toBeDefined();
    expect(told.length).toBeGreaterThan(3);
    expect(told.join('\n')).not.toMatch(SECRETS);
    expect(told.join('\n')).toContain('***');
  });
});
