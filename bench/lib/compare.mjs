import { figuresOf } from './report.mjs';
import { format } from './result.mjs';

/** Figures whose worse side is the lower one, or the higher one. @param {import('./result.mjs').Figure} figure */
const lowerIsBetter = ({ unit, atMost }) => atMost !== undefined || unit === 'ns' || unit === 'ms';

/** Below this, a difference is noise whatever the spread says. */
const TOLERANCE = 0.1;

/**
 * What got worse since a former run: only ratios, counts and sizes, which do not depend on the machine.
 * @param {import('./report.mjs').Report} now
 * @param {import('./report.mjs').Report | undefined} before
 * @returns {readonly string[]} a line each
 */
export function worseThan(now, before) {
  if (before === undefined) return [];
  const known = new Map(figuresOf(before).map((figure) => [figure.id, figure]));
  return figuresOf(now).flatMap((figure) => {
    const old = known.get(figure.id);
    if (old === undefined || figure.unit === 'ns' || figure.unit === 'ms') return [];
    const worse = lowerIsBetter(figure)
      ? figure.value.low > old.value.high * (1 + TOLERANCE)
      : figure.value.high < old.value.low * (1 - TOLERANCE);
    const unit = figure.unit ?? 'ratio';
    return worse ? [`${figure.what}: ${format(figure.value, unit)}, was ${format(old.value, unit)}`] : [];
  });
}
