import { hostname } from 'node:os';
import { type Load, startLoad } from '../shutdown/load.ts';

/** Eight clients with a keep-alive connection each, which ask the demo app for its page and pause between. */
export function light(port: number): Load {
  const client = { path: '/hostname', expected: `ServerName: ${hostname()}\n`, pauseMs: () => 20 + 60 * Math.random() };
  return startLoad(
    Array.from({ length: 8 }, () => client),
    () => port,
  );
}

/** Resolves when so many more requests have been made. */
export async function after(load: Load, requests: number): Promise<void> {
  const enough = load.tally.requests + requests;
  const deadline = Date.now() + 20_000;
  while (load.tally.requests < enough) {
    if (Date.now() > deadline) throw new Error(`no ${requests} requests within 20 s: ${JSON.stringify(load.tally)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
