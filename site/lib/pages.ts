/** Which files are pages of the site, and under which address. The files stay where GitHub shows them. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { placeOf, REPOSITORY } from './where.ts';

/** What TypeDoc writes, and git does not keep. */
export const API = 'site/api';

/** Folders and files whose Markdown makes pages. Links to everything else lead to the repository. */
const PAGES =
  /^(?:docs|examples|site\/api)\/.*\.md$|^packages\/[^/]+\/README\.md$|^(?:README|CONTRIBUTING|CHANGELOG|SECURITY)\.md$/;

/** What the site leaves out, as patterns: the rest of what is Markdown in the repository. */
export const LEFT_OUT = [
  '**/{node_modules,dist,coverage,reports}/**',
  '{test,bench,compat}/**',
  'packages/*/!(README).md',
  'packages/*/*/**',
  'CODE_OF_CONDUCT.md',
  'site/!(api)/**',
];

/** `docs/checks/README.md` is `checks/index.md` on the site; `undefined` if the file is no page. */
export function pageOf(file: string): string | undefined {
  if (!PAGES.test(file)) return undefined;
  if (file === 'README.md') return 'overview.md';
  return file
    .replace(/^(?:docs|site)\//, '')
    .replace('api/@probez/', 'api/')
    .replace(/(^|\/)README\.md$/, '$1index.md')
    .replace(/^[A-Z]+\.md$/, (name) => name.toLowerCase());
}

/** The address of a page within the site: `checks/index.md` is `/checks/`. */
export const addressOf = (page: string): string => `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`;

/** Pictures that a link opens; the build copies them. */
export const PICTURES = 'docs/images/';

/** Where a link leads on the site; `undefined` leaves it as it is. */
export function linkOnSite(root: string, target: string, page: string): string | undefined {
  const place = placeOf(target, page);
  if (place === undefined) return undefined;
  const hash = place.anchor === undefined ? '' : `#${place.anchor}`;
  if (place.path === page && hash !== '') return hash;
  if (place.path.startsWith(PICTURES)) return place.path.replace(/^docs/, '');
  // On GitHub the folder that makes the reference, on the site the reference itself.
  if (place.path === 'site') return addressOf(pageOf(`${API}/README.md`) ?? API);
  const isFolder = statSync(posix.join(root, place.path), { throwIfNoEntry: false })?.isDirectory() === true;
  const index = posix.join(place.path, 'README.md');
  const file = isFolder && existsSync(posix.join(root, index)) ? index : place.path;
  const own = pageOf(file);
  if (own !== undefined) return addressOf(own) + hash;
  return `${REPOSITORY}/${isFolder ? 'tree' : 'blob'}/main/${place.path}${hash}`;
}

/** The first heading of a page, without marks. */
export const titleOf = (markdown: string): string =>
  (/^# (.+)$/m.exec(markdown)?.[1] ?? '').replace(/`/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');

/** The pages of a folder in the order of their numbers, then of their names, each folder's own first. */
export function pagesIn(root: string, folder: string, deep = false): readonly string[] {
  const entries = readdirSync(posix.join(root, folder), { withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => (deep ? pagesIn(root, `${folder}/${name}`, deep) : [`${folder}/${name}/README.md`]));
  const here = entries.filter(({ name }) => name.endsWith('.md')).map(({ name }) => `${folder}/${name}`);
  const rank = (file: string): string =>
    file.replace(/README\.md$|\.md$/, '').replace(/\d+/g, (digits) => digits.padStart(4, '0'));
  return [...here, ...below]
    .filter((file) => existsSync(posix.join(root, file)))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

export interface Item {
  readonly text: string;
  readonly link: string;
}

/** A page as a line of the sidebar, under its own title. */
export function itemOf(root: string, file: string): Item {
  return { text: titleOf(readFileSync(posix.join(root, file), 'utf8')), link: addressOf(pageOf(file) ?? file) };
}

/** The sections of an index with the links that they list: `docs/README.md` says once what belongs where. */
export function sectionsOf(root: string, index: string): { readonly text: string; readonly items: Item[] }[] {
  const [, ...sections] = readFileSync(posix.join(root, index), 'utf8').split(/^## /m);
  return sections.map((section) => ({
    text: section.slice(0, section.indexOf('\n')),
    items: Array.from(section.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm), ([, text = '', target = '']) => ({
      text: text.replace(/`/g, ''),
      link: linkOnSite(root, target, index) ?? target,
    })),
  }));
}
