import { setTimeout as wait } from 'node:timers/promises';
import type { Place, Runtime } from '../matrix/case.ts';
import { type Running, startCommand } from '../shutdown/process.ts';
import { freePort } from '../support/free-port.ts';
import { http1 } from './clients.ts';
import type { Client, Host } from './host.ts';

const LIMIT_MS = 60_000;

/** How far an app came, in the table's words. */
export type Stage = 'started' | 'mounted' | 'probed' | 'drained';

export class Stuck extends Error {
  readonly stage: Stage;
  constructor(stage: Stage, why: string) {
    super(why);
    this.stage = stage;
  }
}

/**
 * Starts the app, probes it, and takes it out of service with a request in flight.
 * @returns its exit code
 * @throws Stuck where it went otherwise than it should
 */
export async function play(host: Host, place: Place, runtime: Runtime): Promise<number> {
  const port = await freePort();
  const running = startCommand([...runtime.command, ...(host.start ?? ['app.mjs'])], {
    cwd: place.folder,
    env: { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...host.env },
  });
  let over: number | NodeJS.Signals | undefined;
  void running.ended.then((end) => {
    over = end;
  });
  const { client = http1 } = host;
  let stage: Stage = 'started';
  const expectThat = async (said: () => Promise<string>, wanted: string | RegExp): Promise<void> => {
    const until = Date.now() + LIMIT_MS;
    for (;;) {
      const text = await Promise.race([said(), wait(LIMIT_MS, 'no answer')]);
      if (typeof wanted === 'string' ? text === wanted : wanted.test(text)) return;
      if (over !== undefined || Date.now() > until)
        throw new Stuck(stage, `expected ${wanted}, got ${text}${outputOf(running, over)}`);
      await wait(100);
    }
  };
  try {
    await expectThat(() => client.ask(port, '/readyz'), /^200 ok/);
    stage = 'mounted';
    await expectThat(() => client.ask(port, '/livez'), /^200 ok/);
    await expectThat(() => client.ask(port, '/startupz'), /^200 ok/);
    await expectThat(() => client.ask(port, '/'), '200 app');
    stage = 'probed';
    return await drain(running, client, port, expectThat);
  } catch (error) {
    if (error instanceof Stuck) throw error;
    throw new Stuck(stage, `${String(error)}${outputOf(running, over)}`);
  } finally {
    if (over === undefined) running.child.kill('SIGKILL');
    await running.ended;
  }
}

async function drain(
  running: Running,
  client: Client,
  port: number,
  expectThat: (said: () => Promise<string>, wanted: string | RegExp) => Promise<void>,
): Promise<number> {
  const slow = client.ask(port, '/slow');
  await running.line('slow has begun');
  const held = await client.hold?.(port);
  running.child.kill('SIGTERM');
  await expectThat(() => client.ask(port, '/readyz'), /^503 /);
  await expectThat(() => client.ask(port, '/livez'), /^200 ok/);
  await expectThat(() => client.ask(port, '/'), '200 app');
  await expectThat(() => client.ask(port, '/release'), '200 released');
  await expectThat(() => slow, '200 slow');
  if (held !== undefined) await expectThat(() => held.ended, held.well);
  const end = await Promise.race([running.ended, wait(LIMIT_MS, 'no end')]);
  if (typeof end !== 'number')
    throw new Stuck('drained', `expected an exit code, got ${end}${outputOf(running, undefined)}`);
  return end;
}

const outputOf = ({ lines }: Running, over: number | NodeJS.Signals | undefined): string =>
  `${over === undefined ? '' : `; ended with ${over}`}\n${lines.slice(-25).join('\n')}`;
