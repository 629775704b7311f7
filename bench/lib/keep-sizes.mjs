// After `npm run version`: what the next release's sizes are compared with.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { keepSizes } from './package-sizes.mjs';

const USAGE =
  'Usage: node bench/lib/keep-sizes.mjs\nWrites bench/results/released-sizes.json; it takes no arguments.\n';

const { help } = readOptions();
if (help) process.stdout.write(USAGE);
else await keepSizes(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version);

function readOptions() {
  try {
    return parseArgs({ options: { help: { type: 'boolean', default: false } } }).values;
  } catch (error) {
    process.stderr.write(`keep-sizes: ${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(2);
  }
}
