import type { IncomingMessage } from 'node:http';
import type { TroubleName } from '../chaos/troubles.ts';
import type { SwitchName } from '../switches.ts';

export interface Words {
  readonly language: string;
  readonly probe: Readonly<Record<SwitchName, string>>;
  readonly follows: Readonly<Record<SwitchName, string>>;
  readonly passes: string;
  readonly fails: string;
  readonly fail: string;
  readonly mend: string;
  readonly same: string;
  readonly troubles: string;
  readonly trouble: Readonly<Record<TroubleName, readonly [name: string, meaning: string]>>;
  readonly field: Readonly<Record<string, string>>;
  readonly choice: Readonly<Record<string, string>>;
  /** What goes on, from its state. */
  readonly now: Readonly<Partial<Record<TroubleName, (state: Readonly<Record<string, string | number>>) => string>>>;
  readonly begin: string;
  readonly stop: string;
  readonly off: string;
  readonly refused: string;
  readonly gone: string;
  readonly back: string;
  readonly connections: string;
  readonly websocket: string;
  readonly stream: string;
  readonly withoutScript: string;
  /** For the script. */
  readonly live: Readonly<Record<'open' | 'close' | 'closed', string>>;
}

const ENGLISH_REQUESTS: Readonly<Record<string, string>> = {
  pages: 'requests for pages',
  probes: 'probes',
  all: 'all requests',
};

const ENGLISH: Words = {
  language: 'en',
  probe: { livez: 'Liveness', readyz: 'Readiness', startupz: 'Startup' },
  follows: {
    livez: 'While it fails, the kubelet kills the container and starts it again.',
    readyz: 'While it fails, the Pod gets no traffic. Nothing is restarted.',
    startupz: 'Until it passes once, the other two are not tried; if it goes on failing, the container is killed.',
  },
  passes: 'passes',
  fails: 'fails',
  fail: 'Fail it',
  mend: 'Let it pass',
  same: 'The same from a terminal:',
  troubles: 'Trouble',
  trouble: {
    latency: ['Latency', 'Answers come later. A probe that is slower than its timeoutSeconds has failed.'],
    errors: ['Errors', 'This share of requests is answered with 500.'],
    hang: [
      'A request that hangs',
      'The answer takes this long. If you delete the Pod meanwhile, the drain waits for it.',
    ],
    block: ['Blocked event loop', 'Nothing is answered meanwhile, probes included.'],
    cpu: ['CPU', 'A thread keeps one core busy; the event loop goes on.'],
    memory: ['Memory', 'Grows by 10 MB a second. Above its limit the container is killed (OOMKilled).'],
    crash: ['Crash', 'An exception that nobody catches: the process exits with 1.'],
    exit: ['Exit', 'The process ends at once, without a drain.'],
  },
  field: {
    ms: 'milliseconds',
    'crash.ms': 'after milliseconds',
    seconds: 'for seconds',
    percent: 'percent',
    mb: 'MB',
    code: 'exit code',
    on: 'on',
  },
  choice: { pages: 'pages', probes: 'probes', all: 'all' },
  now: {
    latency: ({ ms, on, seconds }) => `${ENGLISH_REQUESTS[on ?? '']} are answered ${ms} ms later, ${seconds} s left`,
    errors: ({ percent, on, seconds }) => `${percent} % of ${ENGLISH_REQUESTS[on ?? '']} fail, ${seconds} s left`,
    hang: ({ requests }) => `hanging: ${requests}`,
    cpu: ({ seconds }) => `busy, ${seconds} s left`,
    memory: ({ mb, of }) => `${mb} of ${of} MB`,
  },
  begin: 'Go',
  stop: 'Stop',
  off: 'off',
  refused: 'Not allowed here. Where it harms no one else, start the app with',
  gone: 'The process ends now. A kubelet starts it again.',
  back: 'Back to the page',
  connections: 'Connections that stay open',
  websocket: 'WebSocket',
  stream: 'Server-sent events',
  withoutScript: 'For the WebSocket the browser needs JavaScript. Server-sent events as text:',
  live: { open: 'Open', close: 'Close', closed: 'closed' },
};

const CHINESE_REQUESTS: Readonly<Record<string, string>> = { pages: '页面请求', probes: '探测', all: '所有请求' };

/** With Kubernetes' own Chinese terms. */
const CHINESE: Words = {
  language: 'zh-CN',
  probe: { livez: '存活探针', readyz: '就绪探针', startupz: '启动探针' },
  follows: {
    livez: '失败时，kubelet 会杀死容器并重新启动。',
    readyz: '失败时，Pod 不接收流量；不会重启容器。',
    startupz: '启动探针成功之前，不进行另外两种探测；持续失败时，容器会被杀死。',
  },
  passes: '成功',
  fails: '失败',
  fail: '让它失败',
  mend: '让它通过',
  same: '在终端中执行同样的操作：',
  troubles: '故障',
  trouble: {
    latency: ['延迟', '响应变慢。探测耗时超过 timeoutSeconds 即为失败。'],
    errors: ['错误', '按此百分比返回 500。'],
    hang: ['挂起的请求', '响应需要这么长时间。此时删除 Pod：排空会等待它。'],
    block: ['事件循环阻塞', '在此期间不响应任何请求，包括探针。'],
    cpu: ['CPU', '一个线程占满一个核心；事件循环照常运行。'],
    memory: ['内存', '每秒增长 10 MB。超过限制时容器被杀死（OOMKilled）。'],
    crash: ['崩溃', '未捕获的异常：进程以退出码 1 结束。'],
    exit: ['退出', '进程立即结束，不排空。'],
  },
  field: {
    ms: '毫秒',
    'crash.ms': '延迟毫秒',
    seconds: '持续秒数',
    percent: '百分比',
    mb: 'MB',
    code: '退出码',
    on: '作用于',
  },
  choice: { pages: '页面', probes: '探针', all: '全部' },
  now: {
    latency: ({ ms, on, seconds }) => `${CHINESE_REQUESTS[on ?? '']}延迟 ${ms} 毫秒，剩余 ${seconds} 秒`,
    errors: ({ percent, on, seconds }) => `${CHINESE_REQUESTS[on ?? '']}有 ${percent}% 失败，剩余 ${seconds} 秒`,
    hang: ({ requests }) => `挂起中：${requests} 个`,
    cpu: ({ seconds }) => `运行中，剩余 ${seconds} 秒`,
    memory: ({ mb, of }) => `已占用 ${mb}/${of} MB`,
  },
  begin: '执行',
  stop: '停止',
  off: '未启用',
  refused: '此处不允许。在不影响他人的环境中，启动应用时设置',
  gone: '进程即将结束。kubelet 会重新启动它。',
  back: '返回页面',
  connections: '长连接',
  websocket: 'WebSocket',
  stream: '服务器发送事件（SSE）',
  withoutScript: 'WebSocket 需要浏览器启用 JavaScript。以文本查看服务器发送事件：',
  live: { open: '打开', close: '关闭', closed: '已关闭' },
};

/** In the language that the browser prefers. */
export const wordsFor = ({ headers }: IncomingMessage): Words =>
  /^\s*zh\b/i.test(headers['accept-language'] ?? '') ? CHINESE : ENGLISH;
