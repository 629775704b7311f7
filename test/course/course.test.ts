import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readPods } from '@probez/kubelet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lint } from '../../packages/cli/src/lint/lint.ts';
import { documentsOf, objections } from '../scenarios/api-schema.ts';
import { course, lessons, read, stepsOf } from './lesson.ts';
import { matches, normal } from './normal.ts';
import { openTerminals, type Terminals } from './terminals.ts';

/** Lessons at a time: they mostly wait. */
const AT_ONCE = 5;

const curl = spawnSync('curl', ['--version']).error === undefined;
const advice = 'the lessons are played with curl: apt-get install curl';
if (!curl) {
  if (process.env.CI) it('finds curl', () => expect.fail(advice));
  else console.warn(`skipped: ${advice}`);
}

/** Numbers of a simulation are exact; those of real processes are not. */
const exact = (command: string) => /\bprobez (simulate|lint|manifest)\b/.test(command);

/** Plays a lesson as a reader would. Returns the page with what was printed in the place of what did not match. */
async function play(lesson: string, open: Set<Terminals>): Promise<string> {
  const page = read(lesson);
  const corrections: { readonly from: number; readonly length: number; readonly printed: readonly string[] }[] = [];
  const terminals = await openTerminals();
  open.add(terminals);
  try {
    for (const step of stepsOf(page)) {
      if (step.kind === 'start') await terminals.start(step.command);
      else if (step.kind === 'interrupt') terminals.interrupt();
      else if (step.kind === 'see') {
        for (const line of step.shown) if (line !== '...') await terminals.see(line);
      } else {
        const printed = await terminals.run(step.command);
        if (!matches(step.shown, printed, exact(step.command) ? (line) => line.trimEnd() : normal))
          corrections.push({ from: step.line - 1, length: step.shown.length, printed });
      }
    }
  } finally {
    terminals.close();
    open.delete(terminals);
  }
  const lines = page.split('\n');
  for (const { from, length, printed } of corrections.reverse()) lines.splice(from, length, ...printed);
  return lines.join('\n');
}

describe('the pages', () => {
  it('are numbered without a gap, and the course lists each of them in order', () => {
    expect(lessons.map((name) => Number(name.slice(0, 2)))).toEqual(lessons.map((_, index) => index + 1));
    const listed = Array.from(read('README.md').matchAll(/^\| \d+\. \[[^\]]+\]\((\d\d-[^)]+)\)/gm), ([, name]) => name);
    expect(listed).toEqual(lessons);
  });

  it.each(lessons.map((lesson, index) => [lesson, index] as const))(
    '%s: a goal, an exercise with its answer, and the way to the next',
    (lesson, index) => {
      const page = read(lesson);
      expect(page).toMatch(new RegExp(`^# ${index + 1}\\. \\S.*\\n\\n\\*\\*Goal:\\*\\* `));
      expect(page).toMatch(/^## What happened, and why$/m);
      expect(page).toMatch(/^## Exercise\n[\s\S]*<details>\n<summary>[^\n]+<\/summary>\n\n[\s\S]+<\/details>$/m);
      expect(page).toContain('examples/kubernetes/');
      const next = lessons[index + 1];
      expect(page).toContain(next === undefined ? '](README.md)' : `](${next})`);
      const prose = page.replace(/^```[\s\S]*?^```$/gm, '').split('\n');
      for (const line of prose.filter((one) => !one.startsWith('|'))) expect(line.length, line).toBeLessThan(141);
    },
  );

  it.each(lessons)('%s: a file that is shown is the file', (lesson) => {
    for (const [, file = '', text] of read(lesson).matchAll(/^```\w+ (files\/\S+)\n([\s\S]*?)^```$/gm))
      expect(text).toBe(read(file));
  });

  it.each(lessons)('%s: what a lesson starts in the first terminal it also ends', (lesson) => {
    let running = false;
    for (const step of stepsOf(read(lesson))) {
      if (step.kind === 'start') {
        expect(running, step.command).toBe(false);
        running = true;
      }
      if (step.kind === 'interrupt') running = false;
    }
    expect(running).toBe(false);
  });
});

describe('the manifests', () => {
  const files = readdirSync(`${course}files`).filter((file) => file.endsWith('.yaml'));

  it('pass the schema of the Kubernetes API, but for the mistake that lesson 11 shows', () => {
    const found = objections(files.flatMap((file) => documentsOf(`${course}files/${file}`, file)));
    expect(found.filter((one) => !/^orders\.yaml: .*initialDelaySecond/.test(one))).toEqual([]);
    expect(found).not.toEqual([]);
  });

  it.each(files)('%s is taken by the API server, and linted as the lessons say', (file) => {
    const text = read(`files/${file}`);
    const errors = readPods(text).flatMap((pod) => pod.errors.map(({ message }) => message));
    expect(errors.filter((message) => !message.includes('initialDelaySecond'))).toEqual([]);
    const { findings } = lint([{ name: file, text }]);
    if (['hasty.yaml', 'orders.yaml'].includes(file)) expect(findings).not.toEqual([]);
    else expect(findings).toEqual([]);
  });
});

describe.skipIf(!curl)('played with real processes', () => {
  const open = new Set<Terminals>();
  const played = new Map<string, Promise<string>>();
  let workers: Promise<void>[] = [];

  beforeAll(() => {
    // As many as there are places go through the list together.
    const rest = lessons.values();
    const work = async (): Promise<void> => {
      for (const lesson of rest) {
        const result = play(lesson, open);
        played.set(lesson, result);
        await result.catch(() => {}); // its test says so
      }
    };
    workers = Array.from({ length: AT_ONCE }, work);
  });
  afterAll(async () => {
    await Promise.all(workers);
    for (const terminals of open) terminals.close();
  });

  it.each(lessons)(
    '%s shows what is seen',
    async (lesson) => {
      while (!played.has(lesson)) await new Promise((resolve) => setTimeout(resolve, 100));
      // `vitest -u` writes what the second terminal shows anew.
      await expect(await played.get(lesson)).toMatchFileSnapshot(course + lesson);
    },
    240_000,
  );
});
