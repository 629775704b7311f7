/**
 * Writes docs/checks/real-servers.md from a run of the suites in this folder: `npm run real-servers -w test`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Row } from './support/suite.ts';
import { pageOf } from './support/table.ts';

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

writeFileSync(join(root, 'docs/checks/real-servers.md'), pageOf(rows, process.version));
console.log('written: docs/checks/real-servers.md');
