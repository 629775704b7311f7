import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Case, expectText, inNode, outputOf, type Place } from '../case.ts';

const APP = `
import { createHealth, gracefulShutdown, probes } from '@probez/express';
import express from 'express';
const health = createHealth({ checks: [{ name: 'ping', run: () => true }] });
const app = express().use(probes(health));
await health.start();
const server = app.listen(0, '127.0.0.1', async () => {
  const answer = await fetch('http://127.0.0.1:' + server.address().port + '/readyz');
  console.log('asked: ' + answer.status);
});
gracefulShutdown(server, { health, delayMs: 100 });
`;

/** What the app has written so far; waits for it. */
async function written(place: Place, pattern: RegExp): Promise<void> {
  let text = '';
  for (let turn = 0; turn < 300; turn += 1) {
    try {
      text = ['out.log', 'error.log'].map((file) => readFileSync(join(place.folder, file), 'utf8')).join('');
    } catch {}
    if (pattern.test(text)) return;
    await sleep(100);
  }
  throw new Error(`waited 30 s in vain for ${pattern}: ${text}`);
}

export default {
  title: 'PM2 7: ready under it, and stopped by it with exit code 0',
  on: inNode,
  async run(place) {
    await place.install('@probez/express', 'express', 'pm2@7');
    place.write('app.mjs', APP);
    const pm2 = (...args: readonly string[]) => {
      return place.exec('env', `PM2_HOME=${join(place.folder, '.pm2')}`, 'npx', 'pm2', ...args);
    };
    try {
      const logs = ['--output', join(place.folder, 'out.log'), '--error', join(place.folder, 'error.log')];
      outputOf(await pm2('start', 'app.mjs', '--name', 'app', '--kill-timeout', '20000', ...logs));
      await written(place, /asked: 200/);
      outputOf(await pm2('stop', 'app'));
      await written(place, /shutdown: finished in .*\(SIGINT\), exit code 0/);
      expectText(outputOf(await pm2('jlist')), /"status":"stopped"/);
    } finally {
      await pm2('kill');
    }
    return undefined;
  },
} satisfies Case;
