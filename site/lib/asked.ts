/**
 * What people type into the search that the page or section which answers them does not say, or says in passing. It goes into the index
 * and not onto the page; a table beside the tests says which page each question leads to.
 */
const ASKED: Readonly<Record<string, string>> = {
  'docs/graceful-shutdown.md':
    'SIGTERM SIGINT SIGKILL, 502 503 bad gateway during a deploy, connection reset, ECONNRESET, socket hang up, keep-alive, zero downtime, exit code 143 137, gracefulShutdown deadlineMs delayMs drainTimeoutMs',
  'docs/choosing-checks.md': 'database down, cascading failure',
  'docs/frameworks.md': 'CommonJS, require, cjs, module.exports, ERR_REQUIRE_ESM',
  'docs/probe-port.md': 'separate port, management port',
  'packages/opentelemetry/README.md': 'log level, noisy logs, silence health checks in the log, pino, morgan, winston',
  'docs/checks/system.md': 'OOMKilled, out of memory, memory leak, heap, exit code 137, disk full',
  'docs/troubleshooting.md': 'troubleshooting, pods restarting under load, debug',
  'docs/troubleshooting.md#probe-events':
    'readiness probe failed, liveness probe failed, startup probe failed, connection refused, statuscode 503, context deadline exceeded',
  'docs/troubleshooting.md#status-of-the-pod':
    '0/1 Running, READY 0/1, pod not ready, CrashLoopBackOff after deploy, Back-off restarting failed container, stuck terminating',
  'docs/troubleshooting.md#exit-codes': 'OOMKilled OOM, exit code 137 143 1',
  'docs/troubleshooting.md#lines-of-readyz': 'not-started, reason withheld',
  'docs/troubleshooting.md#what-clients-see':
    '502 bad gateway during deploys, ECONNRESET, ECONNREFUSED, socket hang up',
  'docs/workers.md':
    'worker without http, queue worker, queue consumer, background process, kafka consumer, scheduler, cron job, CronJob, batch Job, scheduled task, heartbeat, process exits immediately',
  'docs/workers.md#a-job-longer-than-the-grace-period':
    'long running jobs, job takes longer than grace period, job cut during a deploy',
  'docs/workers.md#bullmq': 'BullMQ worker, bullmq queue worker',
  'docs/workers.md#cronjobs-and-jobs': 'cron job, CronJob, batch Job, scheduled task, Kubernetes Job',
  'docs/frameworks.md#commonjs': 'CommonJS, require, module.exports, cannot use import statement',
  'docs/scenarios.md': 'Pod restarts, not ready, no traffic, examples of manifests',
  'docs/cli/check.md': 'docker healthcheck, HEALTHCHECK in a Dockerfile, distroless without curl, wget',
  'docs/platforms.md':
    'docker healthcheck, compose, load balancer, ECS, Heroku, Fly, systemd, 502 behind an ALB, SIGTERM, SIGKILL',
  'docs/testing.md': 'unit test, integration test, mock, jest, vitest, supertest',
  'packages/nest/README.md': 'NestJS graceful shutdown, enableShutdownHooks, terminus',
  'docs/kubelet-rules.md': 'timeout, probe failed',
  'docs/cli/lint.md': 'helm, kustomize, pre-commit',
  'docs/zh/graceful-shutdown.md': '优雅关闭 优雅退出 优雅停机 SIGTERM SIGKILL 502 连接重置 零停机 不停机发布 退出码',
  'docs/zh/choosing-checks.md': '定时任务 消息队列 消费者 数据库故障 健康检查 级联故障',
  'docs/zh/troubleshooting.md':
    '故障 排查 重启 内存不足 OOMKilled CrashLoopBackOff 没有流量 连接被拒绝 探针失败 退出码 137 143 502 ECONNRESET',
  'docs/zh/scenarios.md': '重启 没有流量',
  'docs/zh/isolated.md': '事件循环阻塞 卡死 单独的端口 工作线程',
};

/** Around what is only looked for; `fieldOf` knows it, too. */
const MARK = '\uE000';

/** A page as the index gets it: behind a heading stands what its section is asked for; a page's own is the first one's. */
export function withAsked(file: string, html: string): string {
  let first = true;
  return html.replace(/<h[1-6](?: id="([^"]*)")?[^>]*>[\s\S]*?<\/h[1-6]>/g, (heading, id = '') => {
    const asked = [...(first ? [ASKED[file]] : []), ASKED[`${file}#${id}`]].filter((words) => words !== undefined);
    first = false;
    return asked.length > 0 ? `${heading}\n<p>${MARK}${asked.join(', ')}${MARK}</p>` : heading;
  });
}

/** The pages, and the sections, that have words of their own. */
export const askedPages = Object.keys(ASKED);
