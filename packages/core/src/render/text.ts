import { printableName } from '../text.ts';
import type { Evaluation, VerdictLine } from '../types.ts';
import { compareLikeGo, quoteLikeGo } from './quote.ts';

const MAX_UNMATCHED = 10;
const MAX_UNMATCHED_LENGTH = 100;

/**
 * A probe's lines in kube-apiserver's format, which never carries reasons. `warn` and `unknown` are ours, in the same
 * spirit: `[+]` does not block, `[-]` does.
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/server/healthz/healthz.go
 */
export const renderLines = (lines: readonly VerdictLine[]): string => lines.map(renderLine).join('');

/** What stands below the lines. `name` is the last segment of the probe's path. */
export const renderFooter = (name: string, { ok, unmatched }: Evaluation): string =>
  `${renderUnmatched(unmatched)}${name} check ${ok ? 'passed' : 'failed'}\n`;

function renderLine({ name: given, status, excluded }: VerdictLine): string {
  const name = printableName(given);
  if (excluded) return `[+]${name} excluded: ok\n`;
  switch (status) {
    case 'pass':
      return `[+]${name} ok\n`;
    case 'warn':
      return `[+]${name} warn: reason withheld\n`;
    case 'unknown':
      return `[-]${name} unknown: reason withheld\n`;
    case 'fail':
      return `[-]${name} failed: reason withheld\n`;
  }
}

function renderUnmatched(names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = [...names].sort(compareLikeGo).slice(0, MAX_UNMATCHED).map(shorten).map(quoteLikeGo).join(',');
  const more = names.length > MAX_UNMATCHED ? ` and ${names.length - MAX_UNMATCHED} more` : '';
  return `warn: some health checks cannot be excluded: no matches for ${shown}${more}\n`;
}

const shorten = (name: string): string =>
  name.length > MAX_UNMATCHED_LENGTH ? `${name.slice(0, MAX_UNMATCHED_LENGTH)}…` : name;

/** One check's answer. The reason only for those who may know it. */
export function renderOne(line: VerdictLine, unlocked: boolean): string {
  if (line.status === 'pass' || line.status === 'warn') return 'ok';
  return `internal server error: ${unlocked ? (line.reason ?? line.status) : 'reason withheld'}\n`;
}
