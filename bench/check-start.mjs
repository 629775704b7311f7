// node bench/check-start.mjs [pairs]: what `probez check` costs beside an empty Node program. In CPU time and in pairs, so that whatever else the
// machine does hits both; bash's `time` has milliseconds where a POSIX shell's `times` has hundredths of a second.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, spread } from './lib/stats.mjs';

const PROBEZ = fileURLToPath(new URL('../packages/cli/dist/main.cjs', import.meta.url));
const pairs = Number(process.argv[2] ?? 60);
const server = createServer((_request, response) => response.end('OK'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = server.address();
const target = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

/** @param {readonly string[]} args @returns {Promise<number>} milliseconds of CPU */
async function cpuMs(args) {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null';
  const { stderr } = await promisify(execFile)('bash', ['-c', script, 'bash', process.execPath, ...args]);
  return stderr
    .trim()
    .split(' ')
    .reduce((all, one) => all + Number(one) * 1000, 0);
}

for (const url of [`http://${target}/livez`, `tcp://${target}`]) {
  const [empty, check, ratios] = [[], [], []].map((list) => /** @type {number[]} */ (list));
  for (let pair = 0; pair < pairs; pair += 1) {
    empty.push(await cpuMs(['-e', '0']));
    check.push(await cpuMs([PROBEZ, 'check', '--timeout', '15', url]));
    ratios.push((check.at(-1) ?? 0) / (empty.at(-1) ?? 1));
  }
  const { median: middle, low, high } = spread(ratios);
  const figures = [median(empty), median(check)].map((ms) => `${ms.toFixed(0)} ms`).join(', ');
  console.log(
    `${url.replace(/:\d+/, '')}: ${middle.toFixed(2)} x (${low.toFixed(2)} to ${high.toFixed(2)}); medians ${figures}`,
  );
}
server.close();
