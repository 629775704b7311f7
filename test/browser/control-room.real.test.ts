import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openRoom } from '../../packages/cli/src/ui/room.ts';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { accessibilityFaults } from './axe.ts';
import { openBrowser, openPage, type Watched } from './browser.ts';

const probez = fileURLToPath(new URL('../../packages/cli/bin/probez.cjs', import.meta.url));
const fixture = fileURLToPath(new URL('../../packages/cli/test/run/fixture-app.mjs', import.meta.url));

const WEB = { name: 'web', containers: ['app'], told: () => '' };

describe.skipIf(missing('chromium'))('the control room in a browser', () => {
  let browser: Browser;
  let folder = '';
  const watched: Watched[] = [];
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'probez-room-'));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const one of watched.splice(0)) {
      expect(one.complaints).toEqual([]);
      await one.close();
    }
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function look(url: string, options: BrowserContextOptions & { readonly expected?: RegExp } = {}) {
    const one = await openPage(browser, url, options);
    watched.push(one);
    return { page: one.page, text: (selector: string) => one.page.locator(selector).textContent() };
  }

  /** A Pod that runs, with its control room. */
  async function run() {
    const port = await freePort();
    const probe = (path: string) => ({ httpGet: { path, port }, periodSeconds: 1, timeoutSeconds: 20 });
    const container = {
      name: 'app',
      image: 'x',
      command: [process.execPath, fixture],
      env: [{ name: 'PORT', value: String(port) }],
      startupProbe: { ...probe('/livez'), failureThreshold: 60 },
      // A frozen process is thawed long before it would be killed.
      livenessProbe: { ...probe('/livez'), timeoutSeconds: 1, failureThreshold: 60 },
      readinessProbe: probe('/readyz'),
    };
    const spec = { terminationGracePeriodSeconds: 5, containers: [container] };
    const file = join(folder, `${port}.json`);
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec }));
    const child = spawn(process.execPath, [probez, 'run', '--ui', '--plain', file]);
    children.push(child);
    child.stdout.resume();
    const url = await new Promise<string>((resolve) => {
      let stderr = '';
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(stderr)?.[0];
        if (found !== undefined) resolve(found);
      });
    });
    const set = (path: string, body: string) => fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body });
    const code = new Promise((resolve) => child.once('close', resolve));
    return { url, set, code, child };
  }

  it('shows what the probes find, and every button does what it says', async () => {
    const { url, set, code } = await run();
    const { page, text } = await look(url);
    const probe = (kind: string) => page.locator('.probe', { hasText: kind }).textContent();
    await expect.poll(() => text('#serving')).toBe('yes');
    expect(await probe('Readiness')).toContain('gets traffic; 3 failures in a row');
    expect(await text('#output')).toContain('listening');

    await set('/readyz', 'no');
    await expect.poll(() => text('#serving')).toBe('no');
    expect(await probe('Readiness')).toMatch(/out of its Service for \d+ s; one success puts it in/);
    await set('/readyz', 'OK');
    await expect.poll(() => text('#serving')).toBe('yes');

    await page.getByRole('button', { name: 'Freeze (SIGSTOP)' }).click();
    await expect
      .poll(() => probe('Liveness'))
      .toMatch(/\d of 60 failures in a row; if the next \d+ fail, too, the container is killed in about \d+ s/);
    await page.getByRole('button', { name: 'Thaw (SIGCONT)' }).click();
    await expect.poll(() => probe('Liveness')).toContain('works;');
    const restarts = Number(await text('#restarts'));

    await page.getByRole('button', { name: 'kill -9' }).click();
    await expect.poll(async () => Number(await text('#restarts'))).toBeGreaterThan(restarts);
    await expect.poll(() => text('#serving')).toBe('yes');

    await page.getByRole('button', { name: 'Delete the Pod' }).click();
    await expect.poll(() => text('#link')).toBe('ended');
    expect(await code).toBe(0);
    expect(await text('#output')).toContain('bye');
    expect(await page.getByRole('button', { name: 'Delete the Pod' }).isDisabled()).toBe(true);
    // It is all still there to be looked at.
    await page.locator('#slider').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => text('#phase')).toBe('Pending');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('looks back while it goes on, and comes back to now', async () => {
    const { url } = await run();
    const { page, text } = await look(url);
    await expect.poll(() => text('#serving')).toBe('yes');
    await page.locator('#slider').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => text('#phase')).toBe('Pending');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await expect.poll(() => text('#serving')).toBe('yes');
    expect(await page.locator('#now').isHidden()).toBe(true);
  });

  it('can be read and used without JavaScript', async () => {
    const { url, set, code } = await run();
    const { page, text } = await look(url, { javaScriptEnabled: false, expected: /ERR_/ });
    const reads = async (what: string) => {
      await expect
        .poll(async () => {
          await page.reload();
          return text('noscript > pre');
        })
        .toContain(what);
    };
    await reads('READY 1/1  Running');
    expect(await page.locator('#slider').isVisible()).toBe(false);
    await set('/readyz', 'no');
    await reads('Readiness probe failed: HTTP probe failed with statuscode: 503');
    await page.getByRole('button', { name: 'kill -9' }).click();
    expect(page.url()).toBe(url);
    await reads('RESTARTS 1');
    await page.getByRole('button', { name: 'Delete the Pod' }).click();
    expect(await code).toBe(0);
  });

  it('says why something cannot be done', async () => {
    const room = await openRoom({ ...WEB, now: () => 1, act: () => 'container "app" does not run' });
    onTestFinished(() => room.close());
    room.push(
      '{"t":0,"kind":"log","pod":{"name":"web","initContainers":[],"containers":[{"name":"app"},{"name":"proxy"}]}}',
    );
    const { page, text } = await look(room.url, { expected: /409/ });
    await page.locator('#choice').selectOption('proxy');
    await page.getByRole('button', { name: 'kill -9' }).click();
    await expect.poll(() => text('#refused')).toBe('That did not work: container "app" does not run\n');
  });

  it('cannot be asked from a page of another origin', async () => {
    const done: string[] = [];
    const room = await openRoom({ ...WEB, now: () => 1, act: (what) => void done.push(what) });
    onTestFinished(() => room.close());
    const other = await openRoom({ ...WEB, name: 'other', now: () => 1, act: () => undefined });
    onTestFinished(() => other.close());
    const { page } = await look(`${other.url}`, { bypassCSP: true, expected: /./ });
    const tried = await page.evaluate(
      `Promise.allSettled([
        fetch('${room.url}do', { method: 'POST', mode: 'no-cors', body: '{"what":"delete","container":"app"}' }),
        fetch('${room.url}events').then((answer) => answer.text()),
      ]).then((all) => all.map(({ status }) => status))`,
    );
    expect(tried).toContain('rejected');
    expect(done).toEqual([]);
    // The attempt itself is what openPage complains of.
    await watched.pop()?.close();
  });

  it('keeps nodes, memory and work within bounds with 100,000 attempts', async () => {
    const room = await openRoom({ ...WEB, now: () => 100_000, act: () => undefined });
    onTestFinished(() => room.close());
    const probe = {
      periodSeconds: 1,
      timeoutSeconds: 1,
      failureThreshold: 3,
      successThreshold: 1,
      initialDelaySeconds: 0,
    };
    const pod = { name: 'web', initContainers: [], containers: [{ name: 'app', livenessProbe: probe }] };
    room.push(JSON.stringify({ t: 0, kind: 'log', version: 1, pod }));
    room.push('{"t":0,"kind":"container","container":"app","event":"started","restarts":0}');
    const containers = { app: { state: 'running', ready: true, started: true, restarts: 0 } };
    room.push(JSON.stringify({ t: 0, kind: 'status', status: { phase: 'Running', ready: true, containers } }));
    const { page, text } = await look(room.url);
    await expect.poll(() => text('#ready')).toBe('yes');
    const devtools = await page.context().newCDPSession(page);
    const measure = async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      const { nodes } = await devtools.send('Memory.getDOMCounters');
      return { nodes, usedSize: (await devtools.send('Runtime.getHeapUsage')).usedSize };
    };
    let t = 0;
    const attempts = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        t += 1;
        const [outcome, output] = t % 7 === 0 ? ['failure', `failed ${t}`] : ['success', '200'];
        const line = {
          t,
          kind: 'probe',
          container: 'app',
          probe: 'liveness',
          outcome,
          run: 1,
          threshold: 3,
          startedAt: t,
          output,
        };
        room.push(JSON.stringify(line));
      }
      await expect.poll(() => page.locator('.lane').getAttribute('aria-label')).toContain(`of ${t} attempts`);
    };
    await attempts(50_000);
    const before = await measure();
    await attempts(50_000);
    const after = await measure();
    expect(after.nodes - before.nodes).toBeLessThan(200);
    expect(after.usedSize - before.usedSize).toBeLessThan(5_000_000);
    expect(await page.locator('.lane i').count()).toBe(60);
    // Lines that come together are drawn once, and nodes are used again: work goes by what is shown, not by what has happened.
    await page.evaluate(`
      globalThis.changes = 0;
      new MutationObserver((list) => { changes += list.length; }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    `);
    await attempts(10_000);
    expect(await page.evaluate('changes')).toBeLessThan(2_000);
  });
});
