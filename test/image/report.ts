/** Measured values on standard output, as a table of Markdown. */
export function printTable(title: string, rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length), 0);
  const lines = rows.map(([name, value]) => `| ${name.padEnd(width)} | ${value} |`);
  console.log(
    [title, '', `| ${'what'.padEnd(width)} | seen |`, `| ${'-'.repeat(width)} | --- |`, ...lines, ''].join('\n'),
  );
}
