import { table } from '@probez/kubelet/internal';

/** Rows with a head, as text in columns, or as a table for a pull request. */
export function renderTable(rows: readonly (readonly string[])[], markdown: boolean): string {
  if (!markdown) return table(rows);
  const line = (cells: readonly string[]) => `| ${cells.map((one) => one.replace(/\|/g, '\\|')).join(' | ')} |\n`;
  const [head = [], ...body] = rows;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('');
}
