import type { Row } from './suite.ts';
import { TIMING } from './timing.ts';

/** Ports differ from run to run and say nothing, and what a server is called is said beside it. */
const plain = (text: string): string =>
  text
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\w+(?= at 127)/, 'SERVER')
    .replaceAll('|', '\\|');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** A line for each reason, with the drivers that give it. */
function reasons(rows: readonly Row[], reasonOf: (row: Row) => string): string {
  const drivers = new Map<string, string[]>();
  for (const row of rows) {
    const reason = plain(reasonOf(row));
    drivers.set(reason, [...(drivers.get(reason) ?? []), row.driver]);
  }
  return table(
    ['Driver', 'Reason'],
    Array.from(drivers, ([reason, names]) => [names.join(', '), `\`${reason}\``]),
  );
}

/** The page docs/checks/real-servers.md. */
export const pageOf = (rows: readonly Row[], node: string): string => `# What the checks report when a server fails

How soon each check notices, and what it says, with real servers: a wrong password; stopped with SIGSTOP (the kernel still accepts connections, nobody
answers) and continued; killed and started again on the same port.

Written by \`npm run real-servers -w test\`; do not edit it. Node ${node}, \`periodMs: ${TIMING.periodMs}, timeoutMs: ${TIMING.timeoutMs}, recheckMs: ${TIMING.recheckMs}\`, which is
faster than the defaults (10,000, 2,000 and 2,000).

## Time to detect and to recover

A fault is detected after at most one period and one timeout; when in a period it happens is chance. The time to recover
begins when the server accepts connections again, and includes the driver's own wait before it reconnects. After 1,000 runs each server had the connections of before.

${table(
  ['Server', 'Driver', 'Healthy (median)', 'Stopped: fail', 'Continued: pass', 'Killed: fail', 'Restarted: pass'],
  rows.map((row) => [
    row.server,
    row.driver,
    `${row.healthyMs} ms`,
    seconds(row.frozen.ms),
    seconds(row.thawed.ms),
    seconds(row.killed.ms),
    seconds(row.restarted.ms),
  ]),
)}

## Reasons

SERVER is its name, as in PostgreSQL. With a wrong password:

${reasons(rows, (row) => row.wrongPassword)}

Stopped:

${reasons(rows, (row) => row.frozen.reason)}

Killed:

${reasons(rows, (row) => row.killed.reason)}
`;
