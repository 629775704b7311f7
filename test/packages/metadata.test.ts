import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { HOME, metadataOf } from './metadata.ts';

describe.each(PACKAGES)('$name', ({ folder, directory, manifest }) => {
  it('says whose it is, where it lives, and that it is for everybody (npm run metadata)', () => {
    expect(manifest).toMatchObject(metadataOf(folder));
    expect(manifest).not.toHaveProperty('private');
  });

  it('has a page that stands alone: every link is absolute, and leads to what is there', () => {
    const page = readFileSync(`${directory}/README.md`, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
    const links = Array.from(page.matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link);
    expect(links.filter((link) => !/^(?:https:|#)/.test(link))).toEqual([]);
    const ours = links.filter((link) => link.startsWith(HOME));
    expect(ours.length).toBeGreaterThan(0);
    for (const link of ours) {
      const path = /\/(?:blob|tree|raw)\/main\/([^#]*)/.exec(link)?.[1] ?? '';
      expect(existsSync(ROOT + path), link).toBe(true);
    }
  });
});
