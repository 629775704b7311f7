import { readFileSync } from 'node:fs';
import { ROOT } from '../support/packages.ts';

const root: { author: string; repository: { type: string; url: string } } = JSON.parse(
  readFileSync(`${ROOT}package.json`, 'utf8'),
);

/** Where the project lives. The root's package.json is the one place that says it; `npm run metadata` tells all others. */
export const HOME = root.repository.url.replace(/^git\+|\.git$/g, '');

/** What a registry shows of a package, and needs to publish it: the same for all. */
export const metadataOf = (folder: string) => ({
  author: root.author,
  homepage: `${HOME}/tree/main/packages/${folder}#readme`,
  bugs: `${HOME}/issues`,
  repository: { ...root.repository, directory: `packages/${folder}` },
  // Scoped packages are private by default.
  publishConfig: { access: 'public' },
});

/** Any address of the project's, as pages have it. */
export const ADDRESS = /https:\/\/github\.com\/[\w-]+\/probez\b/g;
