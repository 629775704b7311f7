/**
 * Writes docs/checks/real-servers.md from a run of the suites in this folder: `npm run real-servers -w test`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Row } from './support/suite.ts';
import { TIMING } from './support/timing.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'probez-table-'));
const suites = ['postgres', 'mysql', 'redis', 'rabbitmq', 'mqtt', 'nats'].map(
  (name) => `test/servers/${name}.real.test.ts`,
);

const run = spawnSync('npx', ['vitest', 'run', ...suites, '--no-file-parallelism'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PROBEZ_TABLE_FOLDER: folder },
});
const rows = readdirSync(folder)
  .map((file): Row => JSON.parse(readFileSync(join(folder, file), 'utf8')))
  .sort((a, b) => a.server.localeCompare(b.server) || a.driver.localeCompare(b.driver));
rmSync(folder, { recursive: true });
if (run.status !== 0 || rows.length === 0) {
  console.error('the suites did not pass: nothing written');
  process.exit(1);
}

/** Ports differ from run to run and say nothing. */
const plain = (text: string): string => text.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT').replaceAll('|', '\\|');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const text = `# What the checks report when a server fails

Measured with real servers. Each driver goes through the same steps: healthy; a wrong password; 1,000 runs; stopped with
SIGSTOP (the kernel still accepts connections, nobody answers) and continued; killed with SIGKILL and started again on the same port.

This page is written by \`npm run real-servers -w test\`; do not edit it. It ran on Node ${process.version} with
\`periodMs: ${TIMING.periodMs}, timeoutMs: ${TIMING.timeoutMs}, recheckMs: ${TIMING.recheckMs}\`, which is faster than the defaults (10,000, 2,000 and 2,000).
A fault is detected after at most one period and one timeout; when in a period it happens is chance. The time to recover
begins when the server accepts connections again, and includes the driver's own wait before it reconnects.

## State, time to detect and time to recover

${table(
  [
    'Server',
    'Driver',
    'Healthy (median of 1,000)',
    'Stopped: fail after',
    'Continued: pass after',
    'Killed: fail after',
    'Restarted: pass after',
  ],
  rows.map((row) => [
    row.server,
    row.driver,
    `pass, ${row.healthyMs} ms`,
    seconds(row.frozen.ms),
    seconds(row.thawed.ms),
    seconds(row.killed.ms),
    seconds(row.restarted.ms),
  ]),
)}

## Connections on the server's side

The kernel's count of established connections to the server before and after 1,000 runs. The tests compare the ports too, so
these are the same connections.

${table(
  ['Driver', 'Before', 'After 1,000 runs'],
  rows.map((row) => [row.driver, String(row.connectionsBefore), String(row.connectionsAfter)]),
)}

## Reasons

${rows
  .map((row) =>
    [
      `### ${row.driver}\n`,
      table(
        ['Fault', 'Status', 'Reason'],
        [
          ['wrong password', 'fail', `\`${plain(row.wrongPassword)}\``],
          ['stopped', row.frozen.status, `\`${plain(row.frozen.reason)}\``],
          ['killed', row.killed.status, `\`${plain(row.killed.reason)}\``],
        ],
      ),
    ].join('\n'),
  )
  .join('\n\n')}
`;
writeFileSync(join(root, 'docs/checks/real-servers.md'), text);
console.log('written: docs/checks/real-servers.md');
