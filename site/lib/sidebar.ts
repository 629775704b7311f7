import { existsSync } from 'node:fs';
import { API, addressOf, type Item, itemOf, pageOf, pagesIn, sectionsOf } from './pages.ts';

export interface Section {
  readonly text: string;
  readonly items: Item[];
}

/** Whose pages are those of a folder: each has a sidebar of its own. */
const FOLDERS = [
  ['Course', 'docs/course'],
  ['Scenarios', 'examples/kubernetes'],
  ['Commands', 'docs/cli'],
  ['Ready-made checks', 'docs/checks'],
  ['Lint rules', 'docs/lint'],
  ['API', API],
  ['Packages', 'packages'],
  ['Examples', 'examples'],
  ['Load balancers and monitors', 'examples/clients'],
  ['Decisions', 'docs/decisions'],
] as const;

const HOME: Section = { text: 'Documentation', items: [{ text: 'All pages', link: '/' }] };

/** By the beginning of the address: the sections that `docs/README.md` lists, or the pages of the folder. */
export function sidebarOf(root: string): Record<string, Section[]> {
  const pages = (folder: string, deep = false) => pagesIn(root, folder, deep).map((file) => itemOf(root, file));
  const folders = FOLDERS.filter(([, folder]) => existsSync(root + folder)).map(([text, folder]) => {
    const items = pages(folder, folder === API);
    const address = addressOf(pageOf(`${folder}/README.md`) ?? folder);
    return { text, address, items, first: items[0]?.link ?? address };
  });
  const lists: Section = { text: 'Groups of pages', items: folders.map(({ text, first }) => ({ text, link: first })) };
  return {
    '/zh/': [
      { text: '文档', items: pages('docs/zh').filter(({ link }) => link !== '/zh/course/') },
      { text: '课程', items: pages('docs/zh/course') },
      { text: '场景', items: pages('docs/zh/scenarios') },
    ],
    '/': [HOME, ...sectionsOf(root, 'docs/README.md').filter(({ items }) => items.length > 0), lists],
    ...Object.fromEntries(folders.map(({ text, address, items }) => [address, [HOME, { text, items }]])),
  };
}

/** The head of every page. */
export const navigation = [
  { text: 'Getting started', link: '/getting-started' },
  { text: 'Course', link: '/course/' },
  {
    text: 'Reference',
    items: [
      { text: 'Options', link: '/options' },
      { text: 'Commands', link: '/cli/check' },
      { text: 'Ready-made checks', link: '/checks/' },
      { text: 'Lint rules', link: '/cli/lint' },
      { text: 'API', link: '/api/' },
      { text: 'Glossary', link: '/glossary' },
    ],
  },
];

export const navigationChinese = [
  { text: '概览', link: '/zh/' },
  { text: '课程', link: '/zh/course/' },
  { text: '场景', link: '/zh/scenarios' },
  { text: '术语表', link: '/zh/glossary' },
];
