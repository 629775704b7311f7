import { writeFileSync } from 'node:fs';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

/** What was played, as text and as a page. */
export interface Told {
  readonly text: string;
  readonly page: () => string;
}

/** `--html`: writes the page where it says. What is left for standard output: the page for `-`, the text where `--format` asks for it, too. */
export function written(
  { text, page }: Told,
  { html, format }: { readonly html?: string | undefined; readonly format?: string | undefined },
  io: Io,
): string {
  if (html === undefined) return text;
  if (html === '-') return page();
  try {
    writeFileSync(html, page());
  } catch (error) {
    throw new UsageError(`--html "${html}": ${error instanceof Error ? error.message : String(error)}`);
  }
  io.stderr.write(`probez simulate: the page is in ${html}\n`);
  return format === undefined ? '' : text;
}
