import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packedFiles } from './install-size.mjs';

const PACKAGES = fileURLToPath(new URL('../../packages/', import.meta.url));
/** By package, in bytes, as the last release had them; a release writes it anew. */
const RELEASED = new URL('../results/released-sizes.json', import.meta.url);

/** Growth that wants a reason in the release's note. */
const WORTH_A_WORD = 1.1;

/** @typedef {{ name: string, files: number, bytes: number, released: number | undefined, growth: string }} PackageSize */

/** Every package of this checkout, as it would be published. @returns {Promise<readonly PackageSize[]>} */
export async function packageSizes() {
  const released = existsSync(RELEASED) ? JSON.parse(readFileSync(RELEASED, 'utf8')).bytes : {};
  return Promise.all(
    readdirSync(PACKAGES).map(async (folder) => {
      const { name } = JSON.parse(readFileSync(join(PACKAGES, folder, 'package.json'), 'utf8'));
      const files = await packedFiles(join(PACKAGES, folder));
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      const before = released[name];
      return {
        name,
        files: files.length,
        bytes,
        released: before,
        growth: before === undefined ? 'new' : growth(bytes, before),
      };
    }),
  );
}

const growth = (bytes, before) => `${bytes < before ? '' : '+'}${((bytes / before - 1) * 100).toFixed(1)} %`;

/** A sentence for each package that has grown. @param {readonly PackageSize[]} sizes */
export const grown = (sizes) =>
  sizes
    .filter(({ bytes, released }) => released !== undefined && bytes > released * WORTH_A_WORD)
    .map(({ name, growth }) => `${name} has grown by ${growth} since the last release: the release's note says why.`);

/** What the next release is compared with. @param {string} version */
export async function keepSizes(version) {
  const bytes = Object.fromEntries((await packageSizes()).map((each) => [each.name, each.bytes]));
  writeFileSync(RELEASED, `${JSON.stringify({ version, bytes }, null, 2)}\n`);
}
