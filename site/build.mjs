#!/usr/bin/env node
// The pages as a site, in site/dist: npm run site. While writing: npm run site -- dev; to look at what was built: npm run site -- preview; its own types: npm run site -- types.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** @param {string} command @param {readonly string[]} args */
const run = (command, ...args) => execFileSync(command, args, { cwd: HERE, stdio: 'inherit' });

const [what = 'build', ...more] = process.argv.slice(2);
if (!['build', 'dev', 'preview', 'types'].includes(what)) {
  console.error(`site: ${JSON.stringify(what)} is none of build, dev, preview and types`);
  process.exit(2);
}
// What builds the site is installed apart from the project, and only for who wants it; anew when the lock file has changed.
const LOCK = new URL('package-lock.json', import.meta.url);
const INSTALLED = new URL('node_modules/.installed.json', import.meta.url);
if (!existsSync(INSTALLED) || !readFileSync(INSTALLED).equals(readFileSync(LOCK))) {
  console.log('Installing what builds the site into site/node_modules ...');
  run('npm', 'ci', '--loglevel=error');
  copyFileSync(LOCK, INSTALLED);
}
if (what === 'types') {
  run('npx', '--no-install', 'tsc', '-p', '.', ...more);
  process.exit();
}
if (what !== 'preview') {
  rmSync(new URL('api', import.meta.url), { recursive: true, force: true });
  run('npx', '--no-install', 'typedoc', '--options', 'typedoc.config.mjs', '--logLevel', 'Warn');
}
run('npx', '--no-install', 'vitepress', what, '.', ...more);
