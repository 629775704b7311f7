#!/usr/bin/env node
// A file of its own because npm links a command at install time, and dist/ is not built yet then in a fresh checkout.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '..', 'dist', 'main.cjs');
if (existsSync(main)) require(main);
else {
  process.stderr.write('probez: not built yet; run "npm run build" first\n');
  process.exitCode = 2;
}
