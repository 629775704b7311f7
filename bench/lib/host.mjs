// The process of a target: node host.mjs <id> <options as JSON>. Two ids, as `a+b`, are two servers in one process.
import { setTimeout as sleep } from 'node:timers/promises';

const [id, json] = process.argv.slice(2);
const { checks: count = 0, checkMs = 0, ...options } = JSON.parse(json ?? '{}');

let executions = 0;
let settled = 0;

/** What every library is given to run: the same function, counted. */
async function work() {
  executions += 1;
  if (checkMs < 0) await new Promise(() => {});
  if (checkMs > 0) await sleep(checkMs);
  settled += 1;
}

const checks = Array.from({ length: count }, (_, index) => ({ name: `check-${index}`, run: work }));
const servers = [];
for (const each of (id ?? '').split('+')) {
  const { serve } = await import(`../targets/${each}.mjs`);
  servers.push(await serve({ checks, port: 0, probePort: 0, ...options }));
}

/** @type {Record<string, (data: any) => unknown>} */
const commands = {
  /** What the process has used and done so far. */
  usage() {
    const { user, system } = process.cpuUsage();
    return { cpuUs: user + system, executions, pending: executions - settled };
  },
  memory() {
    globalThis.gc?.();
    return { rss: process.memoryUsage().rss };
  },
  /** Blocks the event loop for `busyMs` in every `everyMs`, until the process ends. */
  block({ busyMs, everyMs }) {
    const turn = () => {
      const until = performance.now() + busyMs;
      while (performance.now() < until);
      setTimeout(turn, everyMs - busyMs);
    };
    setTimeout(turn, 100);
    return {};
  },
};

process.on('message', (/** @type {any} */ { command, data }) => process.send?.(commands[command]?.(data)));
// The benchmark itself must not keep a process alive that would end by itself.
process.channel?.unref();
process.on('disconnect', () => process.exit());
process.send?.({ ...servers[0], beside: servers[1]?.app });
