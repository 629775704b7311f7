import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { askProbe, killAll, startApp } from './app-process.ts';

afterAll(killAll);

test.each([true, false])('a graceful shutdown: not ready and live to the very end, isolated %s', async (isolated) => {
  const app = await startApp({ file: './fixtures/shutdown.mjs', args: [String(isolated)] });
  expect(app.isolated).toBe(isolated);
  expect(await app.ask('/readyz')).toBe('200 ok');
  const { appPort } = JSON.parse(app.stdout());
  const seen: string[] = [];
  let exited = false;
  const exit = app.exit.then((code) => {
    exited = true;
    return code;
  });
  // In flight until after the delay. A failure is a text too: nobody waits for it yet.
  const late = fetch(`http://127.0.0.1:${appPort}/`)
    .then((response) => response.text())
    .catch(String);
  await app.until('stdout', 'asked');
  app.child.kill('SIGTERM');
  await app.untilAnswer('/readyz', '503');
  while (!exited) {
    const answers = await Promise.all([app.ask('/readyz'), app.ask('/livez')]);
    const now = answers.map((answer) => answer.split('\n')[0]).join(', ');
    if (seen.at(-1) !== now) seen.push(now);
    await sleep(20);
  }
  expect(await late).toBe('late');
  expect(await exit).toBe(0);
  expect(seen[0]).toBe('503 [-]shutdown failed: reason withheld, 200 ok');
  // After the last good answer there is none at all: never a wrong one.
  for (const answers of seen.slice(1))
    expect(answers).toMatch(/^(503 \[-\]shutdown.*|ECONN\w+|socket hang up), (200 ok|ECONN\w+|socket hang up)$/);
  expect(await askProbe(app.port, '/livez')).toBe('ECONNREFUSED');
});
