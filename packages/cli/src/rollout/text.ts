import type { RolloutReport } from '@probez/kubelet/rollout';

const plotWidth = 60;
const blocks = ' ▁▂▃▄▅▆▇█';

/** Capacity over time: one character for each part of it, by the fewest Pods that were ready in it. */
export function plot({ capacity, replicas, seconds }: RolloutReport): string {
  const most = Math.max(replicas, ...capacity.map((one) => one.ready), 1);
  const until = Math.max(seconds, 1);
  const at = (t: number) => capacity.findLast((one) => one.t <= t)?.ready ?? 0;
  const column = (index: number) => {
    const [from, to] = [(index * until) / plotWidth, ((index + 1) * until) / plotWidth];
    const inside = capacity.filter((one) => one.t > from && one.t < to).map((one) => one.ready);
    const ready = Math.min(at(from), ...inside);
    return blocks[ready === 0 ? 0 : Math.max(1, Math.round((ready / most) * (blocks.length - 1)))] ?? '';
  };
  const line = Array.from({ length: plotWidth }, (_, index) => column(index)).join('');
  const end = `${seconds.toFixed(1)} s`;
  return `  ready, of ${most} at most\n  |${line}|\n   0 s${end.padStart(plotWidth - 3)}\n`;
}

function requestLines({ requests }: RolloutReport): string[] {
  if (requests === undefined) return ['requests: none were sent'];
  const { sent, lost, losses, port } = requests;
  return [
    `requests: ${sent} sent to port ${port}, ${lost === 0 ? 'none' : lost} lost`,
    ...losses.map((one) => `  ${one.from.toFixed(1).padStart(6)} s  ${one.why}`),
  ];
}

/** A rollout for people. */
export function formatRollout(report: RolloutReport, full: boolean): string {
  const {
    kind,
    name,
    replicas,
    strategy,
    done,
    seconds,
    stalled,
    leastReady,
    mostPods,
    evictions,
    timeline,
    restarts,
  } = report;
  const refused = evictions.filter((one) => !one.allowed).length;
  const end = done
    ? `done in ${seconds.toFixed(1)} s`
    : `not done after ${seconds.toFixed(1)} s; no progress since ${stalled?.since.toFixed(1)} s: ${stalled?.why}`;
  const lines = [
    `${kind.toLowerCase()}/${name}, ${replicas} ${kind === 'DaemonSet' ? 'nodes' : 'replicas'}, ${strategy}: ${end}`,
    '',
    plot(report),
    `least ready: ${leastReady} of ${replicas}; most Pods at a time: ${mostPods}${restarts === 0 ? '' : `; restarts of new Pods: ${restarts}`}`,
    ...requestLines(report),
    ...(evictions.length === 0
      ? []
      : [`evictions: ${evictions.length - refused} done, ${refused} refused by the budget`]),
    ...(full ? ['', ...timeline.map((one) => `${one.t.toFixed(1).padStart(7)} s  ${one.text}`)] : []),
  ];
  return `${lines.join('\n')}\n`;
}
