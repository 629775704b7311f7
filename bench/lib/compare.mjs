import { figuresOf } from './report.mjs';
import { format } from './result.mjs';

/** Times depend on the machine, and are not compared between runs. @type {readonly import('./result.mjs').Unit[]} */
const COMPARED = ['ratio', 'count', 'kB'];

/** Below this, a difference is noise whatever the spread says. */
const TOLERANCE = 0.1;

/**
 * What got worse since a former run.
 * @param {import('./report.mjs').Report} now
 * @param {import('./report.mjs').Report | undefined} before
 * @returns {readonly string[]} a line each
 */
export function worseThan(now, before) {
  if (before === undefined) return [];
  const known = new Map(figuresOf(before).map((figure) => [figure.id, figure]));
  return figuresOf(now).flatMap((figure) => {
    const old = known.get(figure.id);
    const unit = figure.unit ?? 'ratio';
    if (old === undefined || !COMPARED.includes(unit)) return [];
    const worse = figure.value.low > old.value.high * (1 + TOLERANCE);
    return worse ? [`${figure.what}: ${format(figure.value, unit)}, was ${format(old.value, unit)}`] : [];
  });
}
