import { readdirSync } from 'node:fs';
import { readPods } from '@probez/kubelet';
import { describe, expect, it } from 'vitest';
import { lint } from '../../packages/cli/src/lint/lint.ts';
import { documentsOf, objections } from '../scenarios/api-schema.ts';
import { course, lessons, read, stepsOf } from './lesson.ts';

describe('the pages', () => {
  it('are numbered without a gap, and the course lists each of them in order', () => {
    expect(lessons.map((name) => Number(name.slice(0, 2)))).toEqual(lessons.map((_, index) => index + 1));
    const listed = Array.from(read('README.md').matchAll(/^\d+\. \[[^\]]+\]\((\d\d-[^)]+)\)/gm), ([, name]) => name);
    expect(listed).toEqual(lessons);
  });

  it.each(lessons.map((lesson, index) => [lesson, index] as const))(
    '%s: a goal, an exercise with its answer, and the way to the next',
    (lesson, index) => {
      const page = read(lesson);
      expect(page).toMatch(new RegExp(`^# ${index + 1}\\. \\S.*\\n\\n\\*\\*Goal:\\*\\* `));
      expect(page).toMatch(/^## Why$/m);
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
