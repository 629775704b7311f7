import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';

/** What a registry's visitor finds out: does it resolve, do its types, in every mode of module resolution? */
describe.each(PACKAGES)('$name', ({ directory, manifest }) => {
  it('brings its licence and a page', () => {
    expect(readFileSync(`${directory}/LICENSE`, 'utf8')).toBe(readFileSync(`${ROOT}LICENSE`, 'utf8'));
    expect(readFileSync(`${directory}/README.md`, 'utf8')).toMatch(/^# /);
  });

  it('publint finds nothing', async () => {
    const { code, stdout, stderr } = await runProgram(
      `${ROOT}node_modules/.bin/publint`,
      ['run', '--strict', '--pack', 'npm', directory],
      { cwd: directory },
    );
    expect(code, `${stdout}${stderr}`).toBe(0);
  }, 120_000);

  // A command has no types.
  it('holds what it needs, and nothing of the workshop', async () => {
    const { stdout } = await runProgram('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: directory });
    const files = Array.from(stdout.matchAll(/"path": "([^"]+)"/g), ([, path = '']) => path);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    const others = files.filter(
      (file) =>
        !/^(?:LICENSE|README\.md|package\.json|bin\/probez\.cjs|probez\.schema\.json|ui\/[\w-]+\.(?:js|css)|dist\/[\w-]+\.(?:d\.)?c?[jt]s)$/.test(
          file,
        ),
    );
    expect(others).toEqual([]);
    const entries = [...JSON.stringify([manifest.exports, manifest.bin]).matchAll(/"\.\/((?:dist|bin)\/[^"]+)"/g)];
    expect(files).toEqual(expect.arrayContaining(entries.map(([, path]) => path)));
  }, 60_000);

  if (manifest.exports === undefined) return;

  it('imports nothing dynamically in CommonJS, which Jest refuses', () => {
    const files = readdirSync(`${directory}/dist`).filter((file) => file.endsWith('.cjs'));
    expect(files).toContain('index.cjs');
    for (const file of files)
      expect(readFileSync(`${directory}/dist/${file}`, 'utf8').match(/.{0,40}\bimport\(.{0,40}/g), file).toBeNull();
  });

  it('are the types wrong? No', async () => {
    const { code, stdout, stderr } = await runProgram(
      `${ROOT}node_modules/.bin/attw`,
      // The worker's file has no types: it is started, never imported.
      [
        '--pack',
        directory,
        '--profile',
        'node16',
        '--format',
        'table-flipped',
        '--no-emoji',
        '--exclude-entrypoints',
        'worker',
      ],
      { cwd: directory },
    );
    // The profile leaves out how Node 10 resolves subpaths: such rows are printed, and are no problem.
    expect(code, `${stdout}${stderr}`).toBe(0);
  }, 120_000);
});
