import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Fails where a link of a built page leads to an anchor that its page has not. VitePress itself looks for the pages only. */
export function checkAnchors(outDir: string, base = '/'): void {
  const pages = new Map(
    readdirSync(outDir, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.html'))
      .map(
        (file) =>
          [`${base}${file}`.replace(/(?:index)?\.html$/, ''), readFileSync(posix.join(outDir, file), 'utf8')] as const,
      ),
  );
  const anchors = new Map(
    Array.from(pages, ([page, html]) => [page, new Set(Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id]) => id))]),
  );
  const dead = Array.from(pages).flatMap(([page, html]) =>
    Array.from(html.matchAll(/<a\b[^>]*?\shref="(\/[^"#]*|)#([^"]+)"/g)).flatMap(([, path = '', anchor = '']) => {
      const there = anchors.get(path === '' ? page : path);
      return there === undefined || there.has(decodeURIComponent(anchor)) ? [] : [`${page}: ${path}#${anchor}`];
    }),
  );
  if (dead.length > 0) throw new Error(`Links to anchors that are not there:\n  ${dead.join('\n  ')}`);
}
