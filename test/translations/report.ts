import type { Changed } from './history.ts';
import { blobOf, type Translation } from './page.ts';

/** A table, and a line about what to do. It tells, and judges nothing. */
export function report(
  pages: readonly Translation[],
  english: (path: string) => string | undefined,
  changed: Changed,
): string {
  const rows = pages.map(({ page, source, from }) => {
    const now = english(source);
    if (now === undefined) return [page, `${source} is gone`];
    if (blobOf(now) === from) return [page, 'up to date'];
    const lines = changed(from, source);
    const how = lines === undefined ? 'changed (by how much, a full clone knows)' : `+${lines.added} -${lines.removed}`;
    return [page, `${source} ${how}: git diff ${from.slice(0, 12)} -- ${source}`];
  });
  const width = Math.max(...rows.map(([page = '']) => page.length));
  const behind = rows.filter(([, state]) => state !== 'up to date').length;
  return [
    ...rows.map(([page = '', state]) => `${page.padEnd(width)}  ${state}`),
    '',
    behind === 0
      ? `${rows.length} pages, all up to date`
      : `${rows.length} pages, ${behind} behind. Once one says what the English page says: npm run docs:translations -- --done PAGE`,
  ].join('\n');
}
