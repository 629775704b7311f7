// Runs a command and shows what it says only where it fails: so the first screen of `npm start` is the app's own.
import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
// On Windows npm is a script, which wants a shell.
const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });

const said = [];
for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));

const wait = setTimeout(() => console.error('building; the first time takes half a minute'), 3_000);
child.on('close', (code) => {
  clearTimeout(wait);
  if (code !== 0) process.stderr.write(Buffer.concat(said));
  process.exitCode = code ?? 1;
});
