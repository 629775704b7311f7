import { root } from './lesson.ts';

/** Makes two runs on two machines comparable: times, process ids, the version and where the repository is. */
export const normal = (line: string): string =>
  line
    .replace(/^ *\d+\.\ds {2}/, '#s  ')
    .replaceAll(/\b\d+(\.\d+)? ?(ms|s)\b/g, '#s')
    .replaceAll(/\d+ milliseconds/g, '# milliseconds')
    // A probe may be among them, or not: nothing else asks.
    .replaceAll(/\b[01] (request|idle connection)s?\b/g, '0 or 1 $1')
    .replace(/(?<=control room is at http:\/\/127\.0\.0\.1:)\d+\/\S+$/, '#')
    .replace(/is process \d+$/, 'is process #')
    .replaceAll(/v\d+\.\d+\.\d+/g, 'v#')
    .replaceAll(root, '/probez/')
    .replaceAll(/:\d+:\d+(?=\)|$)/g, ':#')
    .replaceAll(/(duration_ms|127\.0\.0\.1:\d+->127\.0\.0\.1:)[ \d.]+/g, '$1#')
    .trimEnd();

/** Whether what was printed is what is shown; `...` stands for any lines. */
export function matches(shown: readonly string[], printed: readonly string[], line: (text: string) => string): boolean {
  const pattern = shown
    .map((text) =>
      text === '...' ? '(?:.*\\n)*?' : `${line(text).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}\\n`,
    )
    .join('');
  return new RegExp(`^${pattern}$`).test(printed.map((text) => `${line(text)}\n`).join(''));
}
