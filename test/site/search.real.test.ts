/** What somebody types, and the page, or its section, that has to be among the first three: `npm run site` first, as `npm test` does. */
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openPage, type Watched } from '../browser/browser.ts';
import { missing } from '../support/missing.ts';
import { DIST, serveSite } from './serve.ts';

type Question = readonly [words: string, page: string];

const ENGLISH: readonly Question[] = [
  ['cron job', '/workers'],
  ['queue consumer', '/workers'],
  ['kubernetes job', '/workers'],
  ['heartbeat', '/workers'],
  ['database down', '/choosing-checks'],
  ['liveness vs readiness', '/choosing-checks'],
  ['worker without http', '/workers'],
  ['troubleshooting', '/troubleshooting'],
  ['readiness probe failed: connection refused', '/troubleshooting'],
  ['connection refused', '/troubleshooting'],
  ['HTTP probe failed with statuscode: 503', '/troubleshooting'],
  ['Liveness probe failed: context deadline exceeded', '/troubleshooting'],
  ['Startup probe failed', '/troubleshooting'],
  ['pods restarting under load', '/troubleshooting'],
  ['502 during deploys', '/troubleshooting'],
  ['bad gateway', '/troubleshooting'],
  ['ECONNRESET', '/troubleshooting#what-clients-see'],
  ['OOM', '/troubleshooting#exit-codes'],
  ['exit code 137', '/troubleshooting'],
  ['Back-off restarting failed container', '/troubleshooting#status-of-the-pod'],
  ['CrashLoopBackOff after deploy', '/troubleshooting'],
  ['not-started', '/troubleshooting#lines-of-readyz'],
  ['0/1 Running', '/troubleshooting#status-of-the-pod'],
  ['0/1', '/troubleshooting#status-of-the-pod'],
  ['pod not ready', '/troubleshooting#status-of-the-pod'],
  ['context deadline exceeded', '/troubleshooting#probe-events'],
  ['commonjs', '/frameworks#commonjs'],
  ['require', '/frameworks#commonjs'],
  ['queue worker', '/workers'],
  ['bullmq', '/workers#bullmq'],
  ['bullmq worker', '/workers#bullmq'],
  ['long running jobs', '/workers#a-job-longer-than-the-grace-period'],
  ['job longer than grace period', '/workers#a-job-longer-than-the-grace-period'],
  ['reason withheld', '/troubleshooting'],
  ['log level', '/packages/opentelemetry/'],
  ['502', '/graceful-shutdown'],
  ['connection reset', '/graceful-shutdown'],
  ['SIGTERM', '/graceful-shutdown'],
  ['zero downtime', '/graceful-shutdown'],
  ['exit code 143', '/graceful-shutdown'],
  ['deadlineMs', '/graceful-shutdown'],
  ['OOMKilled', '/troubleshooting#exit-codes'],
  ['pod restarts', '/scenarios'],
  ['memory leak', '/checks/system'],
  ['CrashLoopBackOff', '/troubleshooting#status-of-the-pod'],
  ['graceful shutdown nestjs', '/packages/nest/'],
  ['docker healthcheck', '/cli/check'],
  ['helm', '/cli/lint'],
  ['github action', '/cli/lint'],
  ['terminus', '/coming-from'],
  ['slow start', '/course/04-startup'],
  ['rolling update', '/course/10-service-and-rollout'],
  ['event loop blocked', '/course/07-blocked-event-loop'],
  ['timeout', '/glossary'],
  ['staleAfterMs', '/options'],
  ['prisma', '/checks/sql'],
  ['commonjs', '/frameworks'],
  ['require', '/frameworks'],
  ['kafka', '/checks/recipes'],
  ['pm2', '/platforms'],
  ['load balancer', '/platforms'],
  ['websocket', '/graceful-shutdown'],
  ['unit test', '/testing'],
  ['grafana', '/packages/opentelemetry/'],
  // With a letter too few.
  ['gracful shutdown', '/graceful-shutdown'],
];

const CHINESE: readonly Question[] = [
  ['就绪探针', '/zh/glossary'],
  ['启动探针', '/zh/scenarios/18-startup-gate'],
  ['存活', '/zh/course/03-liveness'],
  ['优雅关闭', '/zh/graceful-shutdown'],
  ['优雅终止', '/zh/graceful-shutdown'],
  ['不停机发布', '/zh/graceful-shutdown'],
  ['SIGTERM', '/zh/graceful-shutdown'],
  ['502', '/zh/graceful-shutdown'],
  ['重启', '/zh/scenarios'],
  ['内存不足', '/zh/troubleshooting'],
  ['故障排查', '/zh/troubleshooting'],
  ['CrashLoopBackOff', '/zh/troubleshooting'],
  ['超时', '/zh/glossary'],
  ['宽限期', '/zh/glossary'],
  ['钩子', '/zh/glossary'],
  ['定时任务', '/zh/choosing-checks'],
  ['数据库', '/zh/choosing-checks'],
  ['滚动更新', '/zh/course/10-service-and-rollout'],
  ['事件循环阻塞', '/zh/scenarios/20-blocked-event-loop'],
  ['慢启动', '/zh/scenarios/17-slow-start'],
];

/** For a machine that is busy. */
const WAIT = { timeout: 50_000 };

describe.skipIf(missing('chromium'))('the search', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveSite>>;

  beforeAll(async () => {
    if (!existsSync(`${DIST}/index.html`)) throw new Error('site/dist is not there: npm run site');
    site = await serveSite();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  describe.each<[language: string, start: string, questions: readonly Question[]]>([
    ['in English', '/', ENGLISH],
    ['in Chinese', '/zh/', CHINESE],
  ])('%s', (_language, start, questions) => {
    let watched: Watched;

    beforeAll(async () => {
      watched = await openPage(browser, site.url + start, {});
      // What is pressed before it has come alive is lost.
      await watched.page.waitForFunction('"__vue_app__" in document.querySelector("#app")', undefined, WAIT);
      await watched.page.keyboard.press('Control+k');
      await watched.page.locator('#localsearch-input').waitFor(WAIT);
    });
    afterAll(async () => {
      expect(watched.complaints).toEqual([]);
      await watched.close();
    });

    /** Each of the first three as it is, and without its section. */
    const found = async (): Promise<readonly string[]> => {
      const links = await watched.page
        .locator('.VPLocalSearchBox a.result')
        .evaluateAll((results) => results.map((each) => each.getAttribute('href') ?? ''));
      return links.slice(0, 3).flatMap((link) => [link, link.replace(/#.*/, '')]);
    };

    it.each(questions)('%s: %s', { timeout: 120_000 }, async (words, page) => {
      const input = watched.page.locator('#localsearch-input');
      // Nothing is left of the question before.
      await input.fill('');
      await expect.poll(found, WAIT).toEqual([]);
      await input.fill(words);
      await expect.poll(found, WAIT).toContain(page);
    });
  });
});
