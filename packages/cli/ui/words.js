// @ts-check

/** @typedef {Readonly<Record<string, any>>} Values */

/**
 * The page's words in one language.
 * @typedef {object} Words
 * @property {string} language
 * @property {string} other the name of the other language, in that language
 * @property {Readonly<Record<string, string>>} text
 * @property {Readonly<Record<string, string>>} kind of probes
 * @property {Readonly<Record<string, string>>} standing of a Pod in a rollout
 * @property {Readonly<Record<string, string>>} outcome
 * @property {Readonly<Record<string, (values: Values) => string>>} say sentences, by the key that the view gives them
 */

/** @type {(seconds: number) => string} */
const soon = (seconds) => (seconds < 1 ? 'at any moment' : `in about ${seconds} s`);
/** @type {(loss: Values) => string} */
const refused = ({ count }) => `${count} refused`;
/** @type {(loss: Values) => string} */
const rate = ({ lasted, perSecond }) => `${perSecond} requests a second for ${lasted.toFixed(1)} s`;

/** @type {Words} */
const ENGLISH = {
  language: 'en',
  other: '中文',
  text: {
    pod: 'Pod',
    ready: 'Ready',
    initialized: 'Initialized',
    service: 'In its Service',
    restarts: 'Restarts',
    age: 'Age',
    yes: 'yes',
    no: 'no',
    containers: 'Containers and probes',
    events: 'Events',
    output: 'Container logs',
    time: 'Time',
    play: 'Play',
    pause: 'Pause',
    follow: 'Back to now',
    live: 'live',
    lost: 'connection lost, reconnecting',
    over: 'ended',
    recorded: 'recording',
    container: 'Container',
    delete: 'Delete the Pod',
    SIGKILL: 'kill -9',
    SIGSTOP: 'Freeze (SIGSTOP)',
    SIGCONT: 'Thaw (SIGCONT)',
    nothing: 'Nothing yet.',
    init: 'init container',
    sidecar: 'sidecar',
    refused: 'That did not work:',
    type: 'Type',
    reason: 'Reason',
    seen: 'At',
    message: 'Message',
    least: 'Fewest ready so far',
    pods: 'Pods',
    lostRequests: 'Requests lost so far',
    lostMark: 'requests lost',
    notSent: 'none were sent',
    noneLost: 'None.',
    capacity: 'Ready Pods over time',
    lanes: 'Pods',
    losses: 'Requests lost, and why',
    said: 'What happened',
    new: 'new',
    old: 'old',
    starting: 'not ready yet',
    isReady: 'ready',
    unready: 'no longer ready',
    crashed: 'ended or crashed',
    going: 'being deleted',
  },
  standing: {
    starting: 'not ready yet',
    ready: 'ready',
    unready: 'no longer ready',
    crashed: 'crashed',
    going: 'being deleted',
    gone: 'gone',
  },
  kind: { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' },
  outcome: { success: 'success', failure: 'failure', discarded: 'not counted' },
  say: {
    backOff: ({ seconds }) => `restarts in ${seconds} s (back-off)`,
    grace: ({ seconds }) => `killed in ${seconds} s if it has not ended by then (grace period)`,
    notRunning: () => 'not tried: the container is not running',
    deleting: () => 'no longer tried: the Pod is being deleted',
    startedUp: () => 'has succeeded, and is not tried again until the next start',
    waitsForStartup: () => 'waits until startup has succeeded',
    untried: ({ seconds }) => (seconds > 0 ? `first try in ${seconds} s` : 'first try within one period'),
    discarded: () => 'could not be tried, so the result does not count',
    killed: () => 'has failed: the container is killed and started again',
    killedIn: ({ run, threshold, seconds }) =>
      `${run} of ${threshold} failures in a row; if the next ${threshold - run === 1 ? 'try fails' : `${threshold - run} fail`}, too, the container is killed ${soon(seconds)}`,
    out: ({ successes, since }) =>
      `out of its Service for ${since} s; ${successes === 1 ? 'one success puts' : `${successes} successes in a row put`} it in`,
    outIn: ({ run, threshold, seconds }) =>
      `${run} of ${threshold} failures in a row; if the next ${threshold - run === 1 ? 'try fails' : `${threshold - run} fail`}, too, it is out of its Service ${soon(seconds)}`,
    in: ({ threshold, seconds }) =>
      `gets traffic; ${threshold === 1 ? 'one failure takes' : `${threshold} failures in a row, ${seconds} s, take`} it out of its Service`,
    inIn: ({ run, threshold, seconds }) =>
      run >= threshold
        ? 'has succeeded: it is about to be in its Service'
        : `${run} of ${threshold} successes in a row; if the next ${threshold - run === 1 ? 'try succeeds' : `${threshold - run} succeed`}, too, it is in its Service ${soon(seconds)}`,
    alive: ({ threshold, seconds }) =>
      threshold === 1
        ? 'works; one failure would kill it'
        : `works; ${threshold} failures in a row, ${seconds} s, would kill it`,
    numbers: ({ period, timeout, failures, successes, delay }) =>
      [
        ...(delay > 0 ? [`after ${delay} s`] : []),
        `every ${period} s`,
        `timeout ${timeout} s`,
        `fails after ${failures} in a row`,
        ...(successes > 1 ? [`succeeds after ${successes} in a row`] : []),
      ].join(', '),
    often: () =>
      '. While it is not ready, it is also tried at once when a container starts or ends, or when the result of a probe changes.',
    lane: ({ count, total, failures }) =>
      total === 0
        ? 'no attempt yet'
        : `the last ${count} of ${total} attempts, the oldest on the left, ${failures} without success`,
    exited: ({ reason, code }) =>
      `exited, code ${code}${reason === '' || reason === 'Completed' ? '' : ` (${reason})`}`,
    at: ({ t }) => `at ${t} s`,
    rolling: () => 'rolling out',
    rolled: ({ seconds }) => `done in ${seconds.toFixed(1)} s`,
    stalled: ({ seconds }) => `not done: nothing has moved since ${seconds.toFixed(1)} s`,
    of: ({ count, replicas }) => `${count} of ${replicas}`,
    scale: ({ most, replicas }) => `Scale 0–${most}; the dashed line is at the ${replicas} desired.`,
    capacity: ({ ready, replicas, t }) => `${ready} of ${replicas} Pods are ready at ${t} s`,
    lost: ({ lost, sent }) => `${lost} of ${sent}`,
    created: ({ pod }) => `${pod} is created`,
    deleted: ({ pod }) => `${pod}: its deletion starts`,
    becameReady: ({ pod }) => `${pod} is ready`,
    becameUnready: ({ pod }) => `${pod} is not ready`,
    waits: ({ pod, reason }) => `${pod} waits: ${reason}`,
    ended: ({ pod, reason, code }) => `${pod} ${ENGLISH.say.exited?.({ reason, code })}`,
    notEvicted: ({ pod, healthy, required }) => `${pod} cannot be evicted: ${healthy} healthy, ${required} required`,
    tooLong: () => 'progressDeadlineSeconds have passed',
    other: ({ text }) => text,
    lostHere: ({ lost }) => `${lost} requests lost here`,
    starting: (loss) => `${refused(loss)}: ${loss.pod} was sent requests before it listened (${rate(loss)})`,
    stopping: (loss) =>
      `${refused(loss)}: ${loss.pod} no longer listened, but clients still sent requests to it (${rate(loss)})`,
    down: (loss) => `${refused(loss)}: the process of ${loss.pod} was down (${rate(loss)})`,
    'no endpoints': (loss) => `${refused(loss)}: no Pod was in service (${rate(loss)})`,
    cut: ({ count, pod, requestMs }) =>
      `${count} cut: ${pod} ended before they were answered (an answer takes ${requestMs} ms)`,
  },
};

/** @type {(seconds: number) => string} */
const zhSoon = (seconds) => (seconds < 1 ? '随时会' : `约 ${seconds} 秒后`);
/** @type {(loss: Values) => string} */
const zhRefused = ({ count }) => `${count} 个被拒绝`;
/** @type {(loss: Values) => string} */
const zhRate = ({ lasted, perSecond }) => `持续 ${lasted.toFixed(1)} 秒，每秒 ${perSecond} 个`;

/** With Kubernetes' own Chinese terms. @type {Words} */
const CHINESE = {
  language: 'zh-CN',
  other: 'English',
  text: {
    pod: 'Pod',
    ready: '就绪',
    initialized: '已初始化',
    service: '在 Service 中',
    restarts: '重启次数',
    age: '存在时间',
    yes: '是',
    no: '否',
    containers: '容器与探针',
    events: '事件',
    output: '容器日志',
    time: '时间',
    play: '播放',
    pause: '暂停',
    follow: '回到现在',
    live: '实时',
    lost: '连接已断开，正在重试',
    over: '已结束',
    recorded: '回放',
    container: '容器',
    delete: '删除 Pod',
    SIGKILL: 'kill -9',
    SIGSTOP: '冻结（SIGSTOP）',
    SIGCONT: '恢复（SIGCONT）',
    nothing: '暂无内容。',
    init: 'Init 容器',
    sidecar: '边车容器',
    refused: '操作失败：',
    type: '类型',
    reason: '原因',
    seen: '时刻',
    message: '消息',
    least: '最低就绪数',
    pods: 'Pod',
    lostRequests: '已丢失的请求',
    lostMark: '丢失的请求',
    notSent: '没有发送请求',
    noneLost: '没有。',
    capacity: '就绪 Pod 随时间的变化',
    lanes: 'Pod',
    losses: '丢失的请求及原因',
    said: '发生了什么',
    new: '新',
    old: '旧',
    starting: '尚未就绪',
    isReady: '就绪',
    unready: '不再就绪',
    crashed: '已结束或崩溃',
    going: '正在删除',
  },
  standing: {
    starting: '尚未就绪',
    ready: '就绪',
    unready: '不再就绪',
    crashed: '已崩溃',
    going: '正在删除',
    gone: '已删除',
  },
  kind: { startup: '启动探针', liveness: '存活探针', readiness: '就绪探针' },
  outcome: { success: '成功', failure: '失败', discarded: '不计入' },
  say: {
    backOff: ({ seconds }) => `${seconds} 秒后再次启动（回退）`,
    grace: ({ seconds }) => `若仍未结束，${seconds} 秒后被杀死（宽限期）`,
    notRunning: () => '容器未运行，不探测',
    deleting: () => 'Pod 正在删除，不再探测',
    startedUp: () => '已成功，下次启动前不再探测',
    waitsForStartup: () => '等待启动探针成功',
    untried: ({ seconds }) => (seconds > 0 ? `${seconds} 秒后首次探测` : '将在一个周期内首次探测'),
    discarded: () => '无法探测，结果不计入',
    killed: () => '已失败：容器将被杀死并重新启动',
    killedIn: ({ run, threshold, seconds }) =>
      `连续失败 ${run}/${threshold} 次；再失败 ${threshold - run} 次，容器${zhSoon(seconds)}被杀死`,
    out: ({ successes, since }) =>
      `已移出 Service ${since} 秒；${successes === 1 ? '成功一次' : `连续成功 ${successes} 次`}后加入`,
    outIn: ({ run, threshold, seconds }) =>
      `连续失败 ${run}/${threshold} 次；再失败 ${threshold - run} 次，${zhSoon(seconds)}移出 Service`,
    in: ({ threshold, seconds }) => `正在接收流量；连续失败 ${threshold} 次（${seconds} 秒）将移出 Service`,
    inIn: ({ run, threshold, seconds }) =>
      run >= threshold
        ? '已成功：即将加入 Service'
        : `连续成功 ${run}/${threshold} 次；再成功 ${threshold - run} 次，${zhSoon(seconds)}加入 Service`,
    alive: ({ threshold, seconds }) => `正常；连续失败 ${threshold} 次（${seconds} 秒）将被杀死`,
    numbers: ({ period, timeout, failures, successes, delay }) =>
      [
        ...(delay > 0 ? [`延迟 ${delay} 秒`] : []),
        `周期 ${period} 秒`,
        `超时 ${timeout} 秒`,
        `失败阈值 ${failures}`,
        ...(successes > 1 ? [`成功阈值 ${successes}`] : []),
      ].join('，'),
    often: () => '。未就绪期间，每当有容器启动或结束、或某个探针的结果改变时，也会立即探测。',
    lane: ({ count, total, failures }) =>
      total === 0 ? '尚未探测' : `共 ${total} 次探测中的最近 ${count} 次（最早的在左），其中 ${failures} 次未成功`,
    exited: ({ reason, code }) =>
      `已退出，退出码 ${code}${reason === '' || reason === 'Completed' ? '' : `（${reason}）`}`,
    at: ({ t }) => `${t} 秒时`,
    rolling: () => '正在发布',
    rolled: ({ seconds }) => `${seconds.toFixed(1)} 秒后完成`,
    stalled: ({ seconds }) => `未完成：自 ${seconds.toFixed(1)} 秒起没有进展`,
    of: ({ count, replicas }) => `${count}/${replicas}`,
    scale: ({ most, replicas }) => `纵轴 0–${most}，虚线为期望的 ${replicas} 个。`,
    capacity: ({ ready, replicas, t }) => `${t} 秒时，${replicas} 个 Pod 中有 ${ready} 个就绪`,
    lost: ({ lost, sent }) => `${lost}/${sent}`,
    created: ({ pod }) => `${pod} 已创建`,
    deleted: ({ pod }) => `${pod} 开始删除`,
    becameReady: ({ pod }) => `${pod} 已就绪`,
    becameUnready: ({ pod }) => `${pod} 未就绪`,
    waits: ({ pod, reason }) => `${pod} 等待中：${reason}`,
    ended: ({ pod, reason, code }) => `${pod} ${CHINESE.say.exited?.({ reason, code })}`,
    notEvicted: ({ pod, healthy, required }) => `${pod} 不能被驱逐：健康 ${healthy} 个，至少需要 ${required} 个`,
    tooLong: () => '已超过 progressDeadlineSeconds',
    other: ({ text }) => text,
    lostHere: ({ lost }) => `此处丢失 ${lost} 个请求`,
    starting: (loss) => `${zhRefused(loss)}：${loss.pod} 尚未监听就收到了请求（${zhRate(loss)}）`,
    stopping: (loss) => `${zhRefused(loss)}：${loss.pod} 已不再监听，而客户端还不知道（${zhRate(loss)}）`,
    down: (loss) => `${zhRefused(loss)}：${loss.pod} 的进程没有运行（${zhRate(loss)}）`,
    'no endpoints': (loss) => `${zhRefused(loss)}：没有 Pod 在提供服务（${zhRate(loss)}）`,
    cut: ({ count, pod, requestMs }) => `${count} 个被中断：${pod} 在处理途中结束（一次响应需要 ${requestMs} 毫秒）`,
  },
};

/** By a tag such as `zh-CN`. @type {(tag: string | null | undefined) => Words} */
export const wordsFor = (tag) => (/^zh/i.test(tag ?? '') ? CHINESE : ENGLISH);
