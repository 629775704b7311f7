import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { spread } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

const CHECKS = 20;
const WATCHERS = 50;

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  const rounds = quick ? 2 : 6;
  const seconds = quick ? 1 : 2;
  const rows = [];
  for (const watchers of [0, 1, WATCHERS]) {
    const share = [];
    const bytes = [];
    const rss = [];
    for (let round = 0; round < rounds; round += 1) {
      const target = await start('express-status-page', { checks: CHECKS });
      const seen = { bytes: 0 };
      const open = await Promise.all(Array.from({ length: watchers }, () => watch(target.app, seen)));
      try {
        await sleep(500);
        seen.bytes = 0;
        const before = await target.ask('usage');
        await sleep(seconds * 1000);
        const after = await target.ask('usage');
        share.push((after.cpuUs - before.cpuUs) / (seconds * 1e6));
        bytes.push(watchers === 0 ? 0 : seen.bytes / watchers / seconds);
        rss.push((await target.ask('memory')).rss);
      } finally {
        for (const each of open) each.destroy();
        await target.stop();
      }
    }
    rows.push({ watchers, cpuMs: spread(share.map((each) => each * 1000)), bytes: spread(bytes), rss: spread(rss) });
  }
  return {
    tables: [
      {
        caption: `${CHECKS} checks that pass and one that changes ten times a second; each watcher has the page open`,
        columns: [
          { key: 'watchers', label: 'watchers', unit: 'count' },
          { key: 'cpuMs', label: 'processor time in a second', unit: 'ms' },
          { key: 'bytes', label: 'to each watcher in a second', unit: 'kB' },
          { key: 'rss', label: 'memory', unit: 'MB' },
        ],
        rows,
      },
    ],
    figures: [],
  };
}

/** An open page. @param {string} app a URL of the app @param {{ bytes: number }} seen @returns {Promise<import('node:http').ClientRequest>} */
function watch(app, seen) {
  return new Promise((resolve, reject) => {
    const opened = request(new URL('/status/events', app), { agent: false, headers: { Accept: 'text/event-stream' } });
    opened.once('error', reject).once('response', (response) => {
      if (response.statusCode !== 200)
        reject(new Error(`the stream of the status page answers ${response.statusCode}`));
      response.on('data', (chunk) => {
        seen.bytes += chunk.length;
      });
      response.on('error', () => {});
      opened.on('error', () => {});
      resolve(opened);
    });
    opened.end();
  });
}
