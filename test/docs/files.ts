import { readdirSync } from 'node:fs';
import { ROOT } from '../support/packages.ts';

/** Not the project's: what is installed, built or left behind by a tool. */
const SKIPPED = /^(?:node_modules|dist|coverage|reports|\.(?:git|turbo|stryker.*|cache|generated|snippet-.*|app-.*))$/;

/** Files with this ending, by their paths from the root. */
export function filesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name;
    if (SKIPPED.test(entry.name)) return [];
    if (entry.isDirectory()) return filesIn(`${path}/`, ending);
    return path.endsWith(ending) ? [path] : [];
  });
}
