import type { Row } from './suite.ts';
import { TIMING } from './timing.ts';

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The page docs/checks/real-servers.md. */
export const pageOf = (rows: readonly Row[], node: string): string => `# How soon the checks notice a failed server

Each check with a real server: stopped with SIGSTOP (the kernel still accepts connections, nobody answers) and continued; killed and started again on the
same port. What it says then is on the check's own page.

Written by \`npm run real-servers -w test\`; do not edit it. Node ${node}, \`periodMs: ${TIMING.periodMs}, timeoutMs: ${TIMING.timeoutMs}, recheckMs: ${TIMING.recheckMs}\`, which is
faster than the defaults (10,000, 2,000 and 2,000).

A fault is detected after at most one period and one timeout; when in a period it happens is chance. The time to recover begins when the server accepts
connections again, and includes the driver's own wait before it reconnects.

${table(
  ['Server', 'Driver', 'Stopped: fail', 'Continued: pass', 'Killed: fail', 'Restarted: pass'],
  rows.map((row) => [
    row.server,
    row.driver,
    seconds(row.frozen.ms),
    seconds(row.thawed.ms),
    seconds(row.killed.ms),
    seconds(row.restarted.ms),
  ]),
)}
`;
