import type { ProbeName, Status } from '@probez/core';

/** The page's words in one language. */
export interface Words {
  readonly language: string;
  readonly title: string;
  readonly probes: string;
  readonly checks: string;
  readonly noChecks: string;
  readonly draining: string;
  readonly notStarted: string;
  readonly stopped: string;
  readonly probe: Readonly<Record<ProbeName, string>>;
  readonly asks: Readonly<Record<ProbeName, string>>;
  readonly status: Readonly<Record<Status, string>>;
  readonly columns: Readonly<Record<'check' | 'state' | 'since' | 'runs' | 'changes', string>>;
  /** How long it has been so: a sentence with `{}` for the time, for a script; and since when, without one. */
  readonly lasting: string;
  readonly lastingAtLeast: string;
  readonly from: (moment: string) => string;
  readonly because: (checks: string) => string;
  /** Of a check that does not pass, and fails no probe. */
  readonly harmless: (probes: readonly ProbeName[]) => string;
  /** Of a check that is not run. */
  readonly reported: string;
  readonly degrades: string;
  readonly shared: string;
  readonly withheld: string;
  readonly unlock: string;
  readonly asOf: string;
  readonly live: string;
  readonly lost: string;
  readonly lastRun: (milliseconds: string) => string;
  readonly otherLanguage: string;
}

const ENGLISH: Words = {
  language: 'en',
  title: 'Health',
  probes: 'Probes',
  checks: 'Checks',
  noChecks: 'No check is registered.',
  draining: 'The service is shutting down: it is draining.',
  notStarted: 'No check runs yet: health.start() has not been called.',
  stopped: 'The checks are stopped: health.stop() was called.',
  probe: { liveness: 'Liveness', readiness: 'Readiness', startup: 'Startup' },
  // Liveness asks "would a restart help?" in the docs; here it is turned round, so that "passing" is the good answer to each.
  asks: {
    liveness: 'does it work without a restart?',
    readiness: 'should it get requests now?',
    startup: 'has the app started?',
  },
  status: { pass: 'passing', warn: 'warning', fail: 'failing', unknown: 'unknown' },
  columns: { check: 'Check', state: 'Status', since: 'Changed', runs: 'Last runs', changes: 'Last changes' },
  lasting: 'for {}',
  lastingAtLeast: 'for at least {}',
  from: (moment) => `since ${moment}`,
  because: (checks) => `because of ${checks}`,
  harmless: (probes) => `does not fail ${probes.join(' or ')}`,
  reported: 'reported by the app',
  degrades: 'not critical',
  shared: 'shared by all replicas',
  withheld: 'reason withheld',
  unlock: 'Show reasons',
  asOf: 'as of',
  live: 'live',
  lost: 'connection lost, reconnecting',
  lastRun: (milliseconds) => `last run ${milliseconds} ms`,
  otherLanguage: '中文',
};

/** With Kubernetes' own Chinese terms: https://kubernetes.io/zh-cn/docs/concepts/configuration/liveness-readiness-startup-probes/ */
const CHINESE: Words = {
  language: 'zh-CN',
  title: '健康状态',
  probes: '探针',
  checks: '检查项',
  noChecks: '没有注册任何检查项。',
  draining: '服务正在停止：排空中。',
  notStarted: '检查项尚未运行：还没有调用 health.start()。',
  stopped: '检查项已停止：已调用 health.stop()。',
  probe: { liveness: '存活探针', readiness: '就绪探针', startup: '启动探针' },
  asks: { liveness: '不重启也能正常工作吗？', readiness: '现在可以接收请求吗？', startup: '应用启动完成了吗？' },
  status: { pass: '正常', warn: '警告', fail: '失败', unknown: '未知' },
  columns: { check: '检查项', state: '状态', since: '变化于', runs: '最近运行', changes: '最近变化' },
  lasting: '已持续 {}',
  lastingAtLeast: '已持续至少 {}',
  from: (moment) => `开始于 ${moment}`,
  because: (checks) => `原因：${checks}`,
  harmless: (probes) =>
    `不影响${probes.map((probe) => ({ liveness: '存活', readiness: '就绪', startup: '启动' })[probe]).join('、')}`,
  reported: '由应用报告',
  degrades: '非关键',
  shared: '所有副本共用',
  withheld: '原因未公开',
  unlock: '显示原因',
  asOf: '截至',
  live: '实时',
  lost: '连接已断开，正在重试',
  lastRun: (milliseconds) => `最近一次 ${milliseconds} 毫秒`,
  otherLanguage: 'English',
};

/** By `?lang=`, else by what the browser prefers. */
export function wordsFor(asked: string | undefined, accepted: string | undefined): Words {
  const first = asked ?? /^\s*([A-Za-z]+)/.exec(accepted ?? '')?.[1] ?? 'en';
  return first.toLowerCase().startsWith('zh') ? CHINESE : ENGLISH;
}
