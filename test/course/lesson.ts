import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const course = `${root}docs/course/`;

/** What a `console` block asks for, in the order of the page. */
export type Step =
  /** `$ ...` in the second terminal; what it prints is shown whole, but for `...`. */
  | { readonly kind: 'run'; readonly command: string; readonly shown: readonly string[]; readonly line: number }
  /** `$ ...` in the first terminal: it goes on running. */
  | { readonly kind: 'start'; readonly command: string; readonly line: number }
  /** Lines that the first terminal comes to show, in this order. */
  | { readonly kind: 'see'; readonly shown: readonly string[]; readonly line: number }
  /** `^C` in the first terminal. */
  | { readonly kind: 'interrupt'; readonly line: number };

export const lessons: readonly string[] = readdirSync(course)
  .filter((file) => /^\d\d-.*\.md$/.test(file))
  .sort();

export const read = (lesson: string): string => readFileSync(course + lesson, 'utf8');

/** The steps of a page: its blocks ```` ```console ```` (second terminal) and ```` ```console first ````. */
export function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  let terminal: 'first' | 'second' | undefined;
  const lines = page.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const text = lines[index] ?? '';
    const line = index + 1;
    if (terminal === undefined) {
      if (text === '```console') terminal = 'second';
      else if (text === '```console first') terminal = 'first';
    } else if (text === '```') terminal = undefined;
    else if (text === '^C') steps.push({ kind: 'interrupt', line });
    else if (text.startsWith('$ ')) {
      let command = text.slice(2);
      while (command.endsWith('\\')) {
        index += 1;
        command = `${command}\n${lines[index] ?? ''}`;
      }
      if (terminal === 'first') steps.push({ kind: 'start', command, line });
      else steps.push({ kind: 'run', command, shown: [], line: index + 2 });
    } else {
      const last = steps.at(-1);
      const kind = terminal === 'first' ? 'see' : 'run';
      if (last?.kind === kind) steps[steps.length - 1] = { ...last, shown: [...last.shown, text] };
      else if (kind === 'see') steps.push({ kind, shown: [text], line });
      else throw new Error(`line ${line}: output before a command: ${text}`);
    }
  }
  return steps;
}
