/** docs/workers.md: its worker, its manifests, its Job, its line of NestJS and its events of kafkajs. That of BullMQ needs Redis: workers.real.test.ts. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { ProbezModule } from '@probez/nest';
import { heartbeatCheck } from '@probez/node';
import { Kafka } from 'kafkajs';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { http1 } from '../hosts/clients.ts';
import { freePort } from '../support/free-port.ts';
import { ROOT } from '../support/packages.ts';
import { blocksOf, runSnippet } from './snippets.ts';

/** For a machine that is busy. */
const LIMIT = { timeout: 180_000 };
const PAGE = 'docs/workers.md';
const [worker = '', kafka = '', , job = ''] = blocksOf(PAGE, 'js');
const [asked = ''] = blocksOf(PAGE, 'console');

const running: ReturnType<typeof runSnippet>[] = [];
afterEach(() => {
  for (const { child, remove } of running.splice(0)) {
    child.kill('SIGKILL');
    remove();
  }
});

function run(code: string) {
  const snippet = runSnippet(code);
  running.push(snippet);
  return snippet;
}

/** The worker on a port of its own; its jobs come from a server of the test, so that the test decides how long one takes. */
async function startWorker(takeJob: string) {
  const port = await freePort();
  const code = worker.replace('9400', String(port)).replace(/^const takeJob = .*$/m, `const takeJob = ${takeJob}`);
  return { port, ...run(code) };
}

describe('the worker', () => {
  it('answers what the page shows', LIMIT, async () => {
    const { port } = await startWorker('() => wait(10);');
    const [, path = '', body = ''] = /localhost:9400(\S+)'\n([\s\S]*)/.exec(asked) ?? [];
    await expect.poll(() => http1.ask(port, path).catch(String), { timeout: 60_000 }).toBe(`200 ${body}`);
  });

  it('takes no new job after SIGTERM, finishes the one in hand, and exits with 0', LIMIT, async () => {
    const jobs: (() => void)[] = [];
    const queue = createServer((_request, response) => jobs.push(() => response.end())).listen(0, '127.0.0.1');
    onTestFinished(() => void queue.close());
    await new Promise((resolve) => queue.once('listening', resolve));
    const address = queue.address();
    const from = typeof address === 'object' && address !== null ? address.port : 0;
    const service = await startWorker(`() => fetch('http://127.0.0.1:${from}').then((answer) => answer.text());`);
    await expect.poll(() => jobs.length, { timeout: 60_000 }).toBe(1);
    service.child.kill('SIGTERM');
    await expect.poll(service.output, { timeout: 60_000 }).toContain('shutdown: draining (SIGTERM)');
    expect(service.output()).not.toContain('the last job is finished');
    jobs[0]?.();
    expect(await service.ended, service.output()).toBe(0);
    expect(service.output()).toContain('the last job is finished');
    expect(jobs).toHaveLength(1);
  });

  it('ends with 1, where the loop throws', LIMIT, async () => {
    const service = await startWorker("async () => { throw new Error('no queue'); };");
    expect(await service.ended).toBe(1);
    expect(service.output()).toContain('no queue');
  });

  it('says why it ends, where its loop is left out', LIMIT, async () => {
    const port = await freePort();
    const service = run(
      worker.replace('9400', String(port)).replace(/^const done[\s\S]*/m, 'const done = Promise.resolve();\n'),
    );
    expect(await service.ended).toBe(0);
    const [line = ''] = blocksOf(PAGE, 'text');
    expect(service.output()).toContain(line);
  });
});

it('the Job finishes the item in hand after SIGTERM, and does not say that it is done', LIMIT, async () => {
  const snippet = run(`
    import { setTimeout as wait } from 'node:timers/promises';
    const items = ['a', 'b', 'c'];
    const work = async (item) => {
      console.log('begins', item);
      while (item === 'b' && !stop.signal.aborted) await wait(20);
      console.log('ends', item);
    };
    ${job.replace(/^const (?:items|work) = .*$/gm, '')}`);
  await expect.poll(snippet.output, { timeout: 60_000 }).toContain('begins b');
  snippet.child.kill('SIGTERM');
  expect(await snippet.ended).toBe(143);
  expect(snippet.output().trim().split('\n')).toEqual(['begins a', 'ends a', 'begins b', 'ends b']);
});

/** What the built command writes. */
const probez = (input: string, ...words: readonly string[]): string =>
  execFileSync(process.execPath, [`${ROOT}packages/cli/bin/probez.cjs`, ...words], { encoding: 'utf8', input });

describe('its manifests', () => {
  const [probes = '', cronJob = ''] = blocksOf(PAGE, 'yaml');

  it('has the numbers that probez manifest writes', () => {
    const [, options = ''] = /`npx probez manifest (.*?)`/.exec(readFileSync(ROOT + PAGE, 'utf8')) ?? [];
    const spec = parse(probez('', 'manifest', ...options.split(' '), '--kind', 'Pod')).spec;
    const page = parse(probes);
    expect(spec).toMatchObject({
      terminationGracePeriodSeconds: page.terminationGracePeriodSeconds,
      containers: [page.containers[0]],
    });
  });

  it('has a CronJob that passes the linter', () => {
    expect(probez(cronJob, 'lint', '-')).toContain('no findings; 1 Pod checked');
  });
});

it('kafkajs has the event on which the page beats', () => {
  const consumer = new Kafka({ brokers: ['127.0.0.1:9'] }).consumer({ groupId: 'orders' });
  const on = vi.spyOn(consumer, 'on');
  const consuming = new Function('heartbeatCheck', 'consumer', `${kafka} return consuming;`)(heartbeatCheck, consumer);
  expect(consuming).toMatchObject({ probes: 'liveness' });
  expect(on).toHaveBeenCalledExactlyOnceWith('consumer.fetch', expect.any(Function));
});

it('NestJS takes the options of the page', () => {
  const [line = ''] = blocksOf(PAGE, 'ts');
  const forRoot = new Function('ProbezModule', `return ${line}`);
  expect(forRoot(ProbezModule)).toMatchObject({ module: ProbezModule });
});
