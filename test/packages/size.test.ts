import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/process.ts';
import { ROOT } from './list.ts';

/** Bytes of core, node and one adapter, with types. What @godaddy/terminus installs is 208 kB. */
const LIMIT = 200_000;

/** Bytes in the files that npm would publish. Source maps are read when something has gone wrong, and count apart. */
async function bytesOf(folder: string): Promise<number> {
  const directory = `${ROOT}packages/${folder}`;
  const { stdout } = await runProgram('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: directory });
  const files = [...stdout.matchAll(/"path": "([^"]+)"/g)].flatMap(([, path]) => path ?? []);
  expect(files).toContain('dist/index.js');
  expect(files).toContain('dist/index.cjs');
  return files
    .filter((path) => !path.endsWith('.map'))
    .reduce((total, path) => total + statSync(`${directory}/${path}`).size, 0);
}

describe.each(['express', 'fastify', 'koa'])('core, node and %s', (adapter) => {
  it('are small: more is a decision to take, not an accident (docs/decisions/0011)', async () => {
    const sizes = await Promise.all(['core', 'node', adapter].map(bytesOf));
    expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThan(LIMIT);
  }, 60_000);

  it('bring no package of others along, fastify-plugin excepted', () => {
    for (const folder of ['core', 'node', adapter]) {
      const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(
        readFileSync(`${ROOT}packages/${folder}/package.json`, 'utf8'),
      );
      const others = Object.keys(dependencies).filter((name) => !name.startsWith('@probez/'));
      expect(others, folder).toEqual(folder === 'fastify' ? ['fastify-plugin'] : []);
    }
  });
});
