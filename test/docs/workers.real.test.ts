/** docs/workers.md: the Worker of BullMQ, with a Redis. */
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PASSWORD, redisServer, startServer } from '../servers/support/servers.ts';
import { missing } from '../support/missing.ts';
import { blocksOf } from './snippets.ts';

const code = blocksOf('docs/workers.md', 'js').find((block) => block.includes('new Worker('));

/** For a machine that is busy. */
const WAIT = { timeout: 50_000 };

interface Snippet {
  readonly worker: Worker;
  readonly whileDraining: { run(): Promise<void> };
}

it.skipIf(missing('redis-server'))(
  'a Worker of BullMQ beats while no job is in hand and after each, and closes when the one in hand is done',
  { timeout: 200_000 },
  async () => {
    const server = await startServer(redisServer);
    onTestFinished(() => server.close());
    const connection = new Redis({ port: server.port, password: PASSWORD, maxRetriesPerRequest: null });
    connection.on('error', () => {});
    onTestFinished(() => connection.disconnect());
    const queue = new Queue('orders', { connection });
    queue.on('error', () => {});
    onTestFinished(() => queue.close());

    const beat = vi.fn();
    const jobs: (() => void)[] = [];
    const handle = (): Promise<void> => new Promise((resolve) => jobs.push(resolve));
    let tick: () => void = () => {};
    const every = (callback: () => void) => {
      tick = callback;
      return { unref() {} };
    };
    const start = new Function(
      ...['Worker', 'connection', 'handle', 'loop', 'longestJobMs', 'setInterval'],
      `${code} return { worker, whileDraining };`,
    );
    const { worker, whileDraining }: Snippet = start(Worker, connection, handle, { beat }, 20_000, every);
    await worker.waitUntilReady();

    tick();
    expect(beat).toHaveBeenCalledTimes(1);

    await queue.add('first', {});
    await expect.poll(() => jobs.length, WAIT).toBe(1);
    tick();
    expect(beat).toHaveBeenCalledTimes(1);
    jobs[0]?.();
    await expect.poll(() => beat.mock.calls.length, WAIT).toBe(2);

    await queue.add('second', {});
    await expect.poll(() => jobs.length, WAIT).toBe(2);
    const closed = vi.fn();
    const closing = whileDraining.run().then(closed);
    await queue.add('third', {});
    expect(closed).not.toHaveBeenCalled();
    jobs[1]?.();
    await closing;
    expect(jobs).toHaveLength(2);
    expect(await queue.getWaitingCount()).toBe(1);
    expect(beat).toHaveBeenCalledTimes(3);
    tick();
    expect(beat).toHaveBeenCalledTimes(3);
  },
);
