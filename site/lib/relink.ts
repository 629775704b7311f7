import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { linkOnSite } from './pages.ts';
import { placeOf, REPOSITORY } from './where.ts';

/**
 * Links are written for GitHub, from file to file. On the site each leads to the page of that file, or to the file on GitHub;
 * pictures are found from where the page lies. VitePress puts the base before links of Markdown, and not before those of HTML.
 */
export function relink(markdown: MarkdownRenderer, root: string, base = '/'): void {
  markdown.core.ruler.push('relink', ({ tokens, env }) => {
    const page = posix.relative(root, env.realPath ?? env.path);
    const link = (target: string): string => linkOnSite(root, target, page) ?? target;
    /** A package's page names pictures by their address, for npm. */
    const picture = (target: string): string => {
      const place = target.startsWith(REPOSITORY) ? placeOf(target, page) : undefined;
      return place === undefined ? target : posix.relative(posix.dirname(page), place.path);
    };
    for (const token of tokens.flatMap((each) => [each, ...(each.children ?? [])])) {
      if (token.type === 'link_open') token.attrSet('href', link(token.attrGet('href') ?? ''));
      if (token.type === 'image') token.attrSet('src', picture(token.attrGet('src') ?? ''));
      if (token.type.startsWith('html_'))
        token.content = token.content
          .replace(/\shref="([^"]+)"/g, (_all, target) => ` href="${link(target).replace(/^\//, base)}"`)
          .replace(/\s(src|srcset)="(?=[\w-]+[./])(?!\w+:)/g, ' $1="./');
    }
  });
}
