import { isoOf } from '../iso.ts';
import type { Evaluation, ServiceInfo, Status, VerdictLine } from '../types.ts';

/**
 * The IETF draft's health response. What was measured and why something fails is for trusted eyes: without `unlocked`
 * only status, component type and time are told.
 * @see https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06
 */
export function renderJson(info: ServiceInfo, { status, lines }: Evaluation, unlocked: boolean): string {
  const head = JSON.stringify({ ...statusOf(status), ...info }).slice(0, -1);
  const checks = lines.map((line) => printed(line, unlocked)).join(',');
  return `${head},"checks":{${checks}}}\n`;
}

const locked = new WeakMap<VerdictLine, string>();
const open = new WeakMap<VerdictLine, string>();

/** Each line is printed once and kept: a client may send any `exclude`, and many different ones must not print everything anew. */
function printed(line: VerdictLine, unlocked: boolean): string {
  const known = unlocked ? open : locked;
  const text = known.get(line) ?? `${JSON.stringify(line.name)}:[${JSON.stringify(renderCheck(line, unlocked))}]`;
  known.set(line, text);
  return text;
}

/** The draft has no word for unknown: it fails, and says in a field of ours why. */
function statusOf(status: Status): { status: Status; state?: 'unknown' } {
  return status === 'unknown' ? { status: 'fail', state: 'unknown' } : { status };
}

function renderCheck({ status, excluded, reason, state }: VerdictLine, unlocked: boolean): Record<string, unknown> {
  return {
    ...statusOf(status),
    ...(excluded ? { excluded: true } : {}),
    ...(state?.componentType === undefined ? {} : { componentType: state.componentType }),
    ...(state?.time === undefined ? {} : { time: isoOf(state.time) }),
    ...(status === 'pass' ? {} : { output: unlocked ? (reason ?? status) : 'reason withheld' }),
    ...(unlocked && state !== undefined
      ? { componentId: state.componentId, observedValue: state.observedValue, observedUnit: state.observedUnit }
      : {}),
  };
}
