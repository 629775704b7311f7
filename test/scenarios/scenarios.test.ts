import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readPods } from '@probez/kubelet';
import { describe, expect, it } from 'vitest';
import { lint } from '../../packages/cli/src/lint/lint.ts';
import { looseEnds } from './connected.ts';
import { examples, openLab, root } from './lab.ts';
import { showRecording } from './recorded.ts';
import { scenarios } from './table.ts';

const manifestsIn = (folder: string) =>
  readdirSync(examples + folder).filter((file) => /\.ya?ml$/.test(file) && file !== 'kustomization.yaml');
const read = (folder: string, file: string) => readFileSync(`${examples}${folder}/${file}`, 'utf8');
const numbers = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];
const keysIn = (text: string, key: string) => Array.from(text.matchAll(new RegExp(`^\\s*${key}:`, 'gm'))).length;

const filesIn = (folder: string) => manifestsIn(folder).map((file) => ({ name: file, text: read(folder, file) }));

/** Everything the linter says about a folder, all its files judged together as `probez lint FOLDER` does. */
function findingsIn(folder: string): string[] {
  const { findings, problems } = lint(filesIn(folder));
  return [
    ...problems.map(({ file, line, message }) => `${file}:${line} ${message}`),
    ...findings.map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`),
  ];
}

const recorded = /(<!-- recorded: (\S+) -->\n+```text\n)[\s\S]*?(```)/g;
const played = /(<!-- observed: (\S+) -->\n+```text\n)[\s\S]*?(```)/g;

it('every folder has its row in the table, and the other way round', () => {
  const folders = readdirSync(examples, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && /^\d\d-/.test(entry.name) ? [entry.name] : [],
  );
  expect(scenarios.map(({ folder }) => folder)).toEqual(folders.sort());
});

describe.each(scenarios)('$folder', ({ folder, refused = {}, withoutNumbers = [], play }) => {
  it('the API server would take every manifest, but for those that show what it refuses', () => {
    for (const file of manifestsIn(folder)) {
      const errors = readPods(read(folder, file)).flatMap((entry) => entry.errors.map(({ message }) => message));
      const objection = refused[file];
      if (objection === undefined) expect(errors, file).toEqual([]);
      else expect(errors.join('\n'), file).toMatch(objection);
    }
  });

  it('the linter has nothing to say that is not silenced with a reason', () => {
    expect(findingsIn(folder)).toEqual([]);
    for (const file of manifestsIn(folder))
      for (const [line] of read(folder, file).matchAll(/probez-disable.*$/gm))
        expect(line, file).toMatch(/^probez-disable(-line|-next-line|-file)? L\d+(, L\d+)*: \S+( \S+){3,}/);
  });

  it('what a manifest names is there', () => {
    expect(looseEnds(filesIn(folder))).toEqual([]);
  });

  it('every probe shows all its numbers', () => {
    for (const file of manifestsIn(folder).filter((one) => !withoutNumbers.includes(one))) {
      const text = read(folder, file);
      const probes = keysIn(text, '(?:liveness|readiness|startup)Probe');
      for (const number of numbers) expect(keysIn(text, number), `${number} in ${file}`).toBe(probes);
    }
  });

  it('the links of the page lead somewhere', () => {
    const links = Array.from(read(folder, 'README.md').matchAll(/\]\((?!https?:)([^)#]+)/g), ([, target]) => target);
    expect(links.filter((target) => !existsSync(`${examples}${folder}/${target}`))).toEqual([]);
  });

  it('the page shows what was seen', async () => {
    const observed = (await play?.((file, options) => openLab(folder, file, options))) ?? {};
    const page = read(folder, 'README.md');
    const blocks = Array.from(page.matchAll(played), ([, , key]) => key);
    expect(blocks.sort()).toEqual(Object.keys(observed).sort());
    const written = page
      .replace(played, (_all, head, key, tail) => `${head}${observed[key]}\n${tail}`)
      .replace(recorded, (_all, head, name, tail) => `${head}${showRecording(name)}${tail}`);
    // `vitest -u` writes the page anew.
    await expect(written).toMatchFileSnapshot(`${examples}${folder}/README.md`);
  });
});

describe('base', () => {
  it('passes the linter without a finding, and silences nothing', () => {
    expect(findingsIn('base')).toEqual([]);
    expect(looseEnds(filesIn('base'))).toEqual([]);
    for (const file of manifestsIn('base')) expect(read('base', file)).not.toContain('probez-disable');
  });

  it('is what its kustomization says', () => {
    const resources = Array.from(
      read('base', 'kustomization.yaml').matchAll(/^ {2}- (\S+\.yaml)$/gm),
      ([, file]) => file,
    );
    expect(resources.sort()).toEqual(manifestsIn('base').sort());
    expect(manifestsIn('base').flatMap((file) => readPods(read('base', file)))).toMatchObject([
      { kind: 'Deployment', name: 'demoapp', errors: [] },
    ]);
  });
});

it.each(scenarios)('the page of $folder leads to every manifest', ({ folder }) => {
  const page = read(folder, 'README.md');
  for (const file of manifestsIn(folder)) expect(page).toContain(`](${file})`);
});

describe('docs/scenarios.md', () => {
  const text = readFileSync(`${root}docs/scenarios.md`, 'utf8');
  const rows = text.split('\n').filter((line) => /^\| \[?\d/.test(line));

  it('has a row for every scenario, and no empty cell', () => {
    expect(rows).toHaveLength(scenarios.length);
    for (const [index, { folder }] of scenarios.entries()) {
      const cells = (rows[index] ?? '').split(/(?<!\\)\|/).slice(1, -1);
      expect(cells).toHaveLength(2);
      for (const cell of cells) expect(cell.trim(), folder).not.toBe('');
      expect(cells[0]).toContain(`(../examples/kubernetes/${folder}/)`);
      expect(existsSync(`${examples}${folder}/README.md`)).toBe(true);
    }
  });

  it('says of every scenario that is verified in part only what was not run', () => {
    const partly = scenarios.flatMap(({ folder, verified }) =>
      verified.endsWith('in part') ? [Number.parseInt(folder, 10)] : [],
    );
    const told = Array.from(text.matchAll(/^- ([\d, ]+): /gm), ([, numbers = '']) =>
      numbers.split(', ').map(Number),
    ).flat();
    expect(told.sort((a, b) => a - b)).toEqual(expect.arrayContaining(partly));
  });
});
