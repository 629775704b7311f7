import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolledCheck } from '@probez/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, type TestServer } from './servers.ts';
import { connectionsOf } from './sockets.ts';
import { type Observed, watch } from './watch.ts';

/** The app's client and the check that was given it. */
export interface Attached {
  readonly check: PolledCheck;
  close(): unknown;
}

/** One driver against its server. */
export interface Driver {
  /** As the table names it: `pg Pool`. */
  readonly name: string;
  /** Connects as an app does, with this password. */
  attach(port: number, password: string): Promise<Attached> | Attached;
  /** What the reason says of a wrong password. */
  readonly refused: RegExp;
  /** What it says of a server that accepts and never answers. */
  readonly silent: RegExp;
  /** What it says of a killed one. */
  readonly gone: RegExp;
}

/** One line of the table in docs/checks/real-servers.md. */
export interface Row {
  readonly driver: string;
  readonly server: string;
  readonly healthyMs: number;
  readonly wrongPassword: string;
  readonly frozen: Observed;
  readonly thawed: Observed;
  readonly killed: Observed;
  readonly restarted: Observed;
}

const RUNS = 1_000;

/** Every driver goes through the same faults, in the same order, on one server. */
export function serverSuite(driver: Driver, start: () => Promise<TestServer>, version: () => Promise<string>): void {
  describe(driver.name, () => {
    let server: TestServer;
    const seen: { -readonly [Key in keyof Row]?: Row[Key] } = {};

    beforeAll(async () => {
      server = await start();
    }, 120_000);
    afterAll(async () => {
      await server?.close();
      await record({ driver: driver.name, server: await version(), ...seen });
    });

    async function using<T>(password: string, body: (attached: Attached) => Promise<T>): Promise<T> {
      // Some servers keep a refused connection for seconds; it is not to be counted in the next test.
      await expect.poll(() => connectionsOf(server.port), { timeout: 20_000 }).toEqual([]);
      const attached = await driver.attach(server.port, password);
      try {
        return await body(attached);
      } finally {
        await attached.close();
      }
    }

    test('healthy: passes, and the latency is what was observed', async () => {
      await using(PASSWORD, async ({ check }) => {
        const health = await watch(check);
        const { observedValue } = await health.until('pass').then(() => health.state);
        expect(health.state).toMatchObject({ status: 'pass', observedUnit: 'ms', componentType: 'datastore' });
        expect(observedValue).toBeTypeOf('number');
        await health.stop();
      });
    });

    test('wrong password: fails and says so, without the password', async () => {
      await using('wrong-zebra', async ({ check }) => {
        const health = await watch(check);
        const { reason } = await health.until('fail', driver.refused);
        expect(reason).not.toContain('wrong-zebra');
        seen.wrongPassword = reason;
        await health.stop();
      });
    });

    test(`${RUNS} runs: the same connections as before`, async () => {
      await using(PASSWORD, async ({ check }) => {
        await runOnce(check);
        const before = connectionsOf(server.port);
        const latencies: number[] = [];
        for (let run = 0; run < RUNS; run += 1) {
          const result = await runOnce(check);
          expect(result).toMatchObject({ status: 'pass', observedValue: expect.any(Number) });
          latencies.push(Number(Object(result).observedValue));
        }
        seen.healthyMs = latencies.sort((a, b) => a - b)[RUNS / 2] ?? 0;
        const after = connectionsOf(server.port);
        expect(after).toEqual(before);
      });
    });

    test('stopped: accepts and never answers; then goes on', async () => {
      await using(PASSWORD, async ({ check }) => {
        const health = await watch(check);
        await health.until('pass');
        const before = connectionsOf(server.port).length;
        server.freeze();
        health.mark();
        try {
          seen.frozen = await health.until('fail');
          expect(seen.frozen.reason).toMatch(driver.silent);
          // Several runs against the silent server: nothing may pile up.
          await new Promise((resolve) => setTimeout(resolve, 4_000));
        } finally {
          server.thaw();
        }
        health.mark();
        seen.thawed = await health.until('pass');
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(connectionsOf(server.port).length).toBeLessThanOrEqual(before + 1);
        await health.stop();
      });
    });

    test('killed: fails; restarted: passes again by itself', async () => {
      await using(PASSWORD, async ({ check }) => {
        const health = await watch(check);
        await health.until('pass');
        health.mark();
        await server.kill();
        try {
          seen.killed = await health.until('fail', driver.gone);
        } finally {
          await server.restart();
        }
        health.mark();
        seen.restarted = await health.until('pass');
        await health.stop();
      });
    }, 90_000);

    test('killed while a run waits for its answer: nothing is thrown at the app', async () => {
      await using(PASSWORD, async ({ check }) => {
        await expect.poll(() => runOnce(check), { timeout: 20_000 }).toMatchObject({ status: 'pass' });
        const uncaught: unknown[] = [];
        const hear = (error: unknown): number => uncaught.push(error);
        process.on('uncaughtExceptionMonitor', hear);
        try {
          server.freeze();
          const asked = runOnce(check, AbortSignal.timeout(2_000)).catch(() => 'timed out');
          await new Promise((resolve) => setTimeout(resolve, 200));
          await server.kill();
          await asked;
        } finally {
          await server.restart();
          process.off('uncaughtExceptionMonitor', hear);
        }
        expect(uncaught).toEqual([]);
        await expect.poll(() => runOnce(check), { timeout: 20_000 }).toMatchObject({ status: 'pass' });
      });
    }, 90_000);
  });
}

export async function runOnce(
  check: PolledCheck,
  signal: AbortSignal = new AbortController().signal,
): Promise<unknown> {
  return check.run({ name: check.name, signal, step: () => {} });
}

/** Leaves the row for the command that writes the table. */
async function record(row: Partial<Row>): Promise<void> {
  const folder = process.env.PROBEZ_TABLE_FOLDER;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${row.driver?.replaceAll(/[^\w.-]+/g, '-')}.json`), JSON.stringify(row, null, 2));
}
