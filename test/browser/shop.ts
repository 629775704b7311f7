import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFakeClock, type FakeClock } from '@probez/core/testing';
import { createHealth, type Health, manualCheck, probes } from '@probez/node';
import { statusPage } from '@probez/status-page';

/** A service in trouble, on a clock of its own. */
export interface Shop {
  readonly clock: FakeClock;
  readonly health: Health;
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** What the check `payments` says. */
  readonly payments: ReturnType<typeof manualCheck>;
  close(): Promise<void>;
}

export const TOKEN = 's3cret';

export async function openShop({ port = 0, token = TOKEN } = {}): Promise<Shop> {
  const clock = createFakeClock();
  const payments = manualCheck({ name: 'payments', initial: 'pass' });
  const lasting = (runs: readonly number[]) => {
    let turn = 0;
    return () =>
      new Promise<boolean>((resolve) => {
        clock.setTimer(runs[turn++ % runs.length] ?? 0, () => resolve(true));
      });
  };
  let slowMs = 120;
  const slow = () => new Promise<boolean>((resolve) => void clock.setTimer(slowMs, () => resolve(true)));
  const health = createHealth({
    logger: false,
    clock,
    serviceId: 'orders',
    description: 'takes orders & ships them',
    version: '3.1.0',
    checks: [
      { name: 'postgres', probes: ['startup', 'readiness'], run: lasting([8, 9, 12, 10, 31, 11, 9, 14]) },
      { name: 'search', critical: false, run: lasting([40, 45, 300, 60, 42]) },
      payments,
      { name: 'recommendations', critical: false, timeoutMs: 1_000, run: slow },
      { name: 'event loop', probes: 'liveness', run: () => true },
    ],
  });
  const server = createServer(probes(health, { fallback: statusPage(health, { token }) }));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  void health.start();
  await clock.advance(150_000);
  payments.fail('cannot reach 10.0.0.7:443: connect ECONNREFUSED');
  slowMs = 2_000;
  await clock.advance(30_000);
  const taken = (server.address() as AddressInfo).port;
  return {
    clock,
    health,
    payments,
    server,
    port: taken,
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
