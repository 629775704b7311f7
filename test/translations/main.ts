import { existsSync, writeFileSync } from 'node:fs';
import { ROOT } from '../support/packages.ts';
import { changedIn } from './history.ts';
import { read, stamped, type Translation, translations } from './page.ts';
import { report } from './report.ts';

// npm run docs:translations: which English pages have changed since their translation. It always ends with 0.
// npm run docs:translations -- --done docs/zh/isolated.md ...: these say again what the English pages say.
const [option, ...names] = process.argv.slice(2);

function named(pages: readonly Translation[], name: string): Translation {
  const page = pages.find((each) => each.page === name);
  if (page === undefined) throw new Error(`no translation ${JSON.stringify(name)}: the report lists them`);
  return page;
}

const pages = translations();
if (option === '--done') {
  for (const page of names.map((name) => named(pages, name)))
    writeFileSync(ROOT + page.page, stamped(page, read(page.source)));
} else if (option === undefined) {
  console.log(report(pages, (path) => (existsSync(ROOT + path) ? read(path) : undefined), changedIn(ROOT)));
} else {
  throw new Error(`unknown option ${JSON.stringify(option)}: there is --done PAGE ..., or none`);
}
