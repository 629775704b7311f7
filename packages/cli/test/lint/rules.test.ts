import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { anchorsOf } from '../../../../site/lib/markdown.ts';
import { lint } from '../../src/lint/lint.ts';
import { rulePage, topicPage } from '../../src/lint/page.ts';
import { ruleUrl } from '../../src/lint/rule-url.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { topics } from '../../src/lint/topics.ts';

const run = (text: string) => lint([{ name: 'test.yaml', text }]);

test('ids count up without a gap, names are unique, and each rule is in a file of its name', () => {
  expect(rules.map(({ id }) => id)).toEqual(rules.map((_, index) => `L${index + 1}`));
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  const files = readdirSync(new URL('../../src/lint/rules/', import.meta.url)).filter((file) => file !== 'index.ts');
  expect(files.sort()).toEqual(rules.map(({ id, name }) => `${id}-${name}.ts`).sort());
});

describe.each(rules.map((rule) => [`${rule.id} ${rule.name}`, rule] as const))('%s', (_, rule) => {
  test('reports its bad example', () => {
    const { findings, problems } = run(rule.bad);
    expect(problems).toEqual([]);
    const own = findings.filter((finding) => finding.rule === rule.id);
    expect(own.length).toBeGreaterThan(0);
    for (const finding of own) {
      expect(finding.message).toMatch(/\S/);
      expect(finding.fix).toMatch(/\S/);
      expect(finding.message).not.toMatch(/undefined|NaN|\[object/);
      expect(finding.fix).not.toMatch(/undefined|NaN|\[object/);
      expect(finding.line).toBeGreaterThan(1);
    }
  });

  test('leaves its good example alone, and no rule finds an error in it', () => {
    const { findings, problems } = run(rule.good);
    expect(problems).toEqual([]);
    expect(findings.filter((finding) => finding.rule === rule.id)).toEqual([]);
    expect(findings.filter((finding) => finding.severity === 'error')).toEqual([]);
  });
});

test('every rule stands on one page', () => {
  expect(topics.flatMap((topic) => topic.rules).sort()).toEqual(rules.map(({ id }) => id).sort());
});

describe.each(topics)('docs/lint/$page.md', (topic) => {
  const path = fileURLToPath(new URL(`../../../../docs/lint/${topic.page}.md`, import.meta.url));

  test('is in step (after a change: npx vitest run packages/cli/test/lint/rules --update)', async () => {
    await expect(topicPage(topic, rules)).toMatchFileSnapshot(path);
  });

  test('has what the address of each of its rules names, and says what --explain says', () => {
    const text = topicPage(topic, rules);
    const anchors = anchorsOf(text);
    for (const rule of rules.filter(({ id }) => topic.rules.includes(id))) {
      const [page, anchor = ''] = ruleUrl(rule).split('#');
      expect(page).toMatch(new RegExp(`/docs/lint/${topic.page}\\.md$`));
      expect(anchors).toContain(anchor);
      expect(text).toContain(rulePage(rule).slice(rulePage(rule).indexOf('```diff')));
    }
  });
});

test('docs/lint holds the pages of the topics and nothing else', () => {
  const pages = readdirSync(new URL('../../../../docs/lint/', import.meta.url));
  expect(pages.sort()).toEqual(topics.map(({ page }) => `${page}.md`).sort());
});
