import { cpSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitepress';
import { withAsked } from '../lib/asked.ts';
import { checkAnchors } from '../lib/built.ts';
import { caption } from '../lib/captions.ts';
import { slug } from '../lib/markdown.ts';
import { LEFT_OUT, PICTURES, pageOf } from '../lib/pages.ts';
import { relink } from '../lib/relink.ts';
import { navigation, sidebarOf } from '../lib/sidebar.ts';
import { REPOSITORY } from '../lib/where.ts';
import { indexing, searching } from '../lib/words.ts';
import * as chinese from './chinese.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const site = fileURLToPath(new URL('../', import.meta.url));

/** Pages lie beside the site and not below it, so Vue is not found from where they are: what renders them finds it. */
const vueOfTheSite: Plugin = {
  name: 'vue-of-the-site',
  enforce: 'pre',
  resolveId: (id, _importer, { ssr }) => (ssr === true && /^vue(?:\/|$)/.test(id) ? { id, external: true } : null),
};

/** Where the site lies on its host: `/` on one of its own, `/probez/` on GitHub Pages. */
const base = process.env.SITE_BASE ?? '/';

export default defineConfig({
  base,
  title: 'Probez',
  description: 'Health endpoints for Node services: probes that keep answering, and a shutdown that drops no request.',
  srcDir: root,
  srcExclude: LEFT_OUT,
  rewrites: (file) => pageOf(file) ?? file,
  outDir: `${site}dist`,
  cacheDir: `${site}node_modules/.cache/vitepress`,
  cleanUrls: true,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  metaChunk: true,
  vite: {
    publicDir: `${site}public`,
    plugins: [vueOfTheSite],
    build: { chunkSizeWarningLimit: 4_000 },
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    // GitHub's rule, so that a link to a heading works here and there.
    anchor: { slugify: slug },
    config: (markdown) => {
      relink(markdown, root, base);
      caption(markdown);
    },
  },
  locales: {
    root: { label: 'English', lang: 'en' },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      link: '/zh/',
      description: chinese.description,
      themeConfig: chinese.theme,
    },
  },
  themeConfig: {
    nav: navigation,
    sidebar: sidebarOf(root),
    outline: { level: [2, 3] },
    logo: '/icon.svg',
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: { pattern: `${REPOSITORY}/blob/main/:path`, text: 'This page on GitHub' },
    i18nRouting: false,
    search: {
      provider: 'local',
      options: {
        // Titles alone do not say which page answers a question.
        detailedView: true,
        locales: { zh: { translations: chinese.search } },
        _render: (source, env, markdown) => withAsked(posix.relative(root, env.path), markdown.render(source, env)),
        miniSearch: { options: indexing, searchOptions: searching },
      },
    },
  },
  buildEnd: ({ outDir }) => {
    cpSync(root + PICTURES, `${outDir}/images`, { recursive: true });
    checkAnchors(outDir, base);
  },
});
