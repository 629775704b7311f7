// `npm start`: the demo app under `probez run`, on the port that PORT names. The address of its control room is the first line; nothing is opened.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// The app itself knows best what is wrong with its environment; under a kubelet it would only be restarted for it.
const { status } = spawnSync(process.execPath, [here('dist/main.js'), '--check'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const { PORT = '8080' } = process.env;
const pod = readFileSync(here('pod.yaml'), 'utf8')
  .replaceAll('8080', PORT)
  .replace('examples/demoapp/dist/main.js', JSON.stringify(here('dist/main.js')));

const require = createRequire(import.meta.url);
const probez = require.resolve('probez/package.json').replace('package.json', 'bin/probez.cjs');
const kubelet = spawn(process.execPath, [probez, 'run', '--ui', '-', ...process.argv.slice(2)], {
  stdio: ['pipe', 'inherit', 'inherit'],
});
kubelet.stdin.end(pod);

// A terminal sends Ctrl-C to both; the kubelet deletes the Pod, and this waits for it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => kubelet.kill('SIGINT'));
kubelet.on('exit', (code) => process.exit(code ?? 1));
