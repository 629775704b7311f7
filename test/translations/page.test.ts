import { describe, expect, it } from 'vitest';
import { blobOf, stamped, translationOf, withBlocksOf } from './page.ts';
import { breaches } from './typography.ts';

const mark = `<!-- translated from docs/a.md ${'0'.repeat(40)} -->\n`;

it('a page says what it was translated from, by git’s name for that content', () => {
  // git hash-object of the same bytes
  expect(blobOf('hello\n')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  const page = translationOf('docs/zh/a.md', `${mark}\n# 你好\n`);
  expect(page).toMatchObject({ source: 'docs/a.md', from: '0'.repeat(40) });
  expect(stamped(page, 'hello\n')).toBe(
    '<!-- translated from docs/a.md ce013625030ba8dba906f756967f9e9ca394464a -->\n\n# 你好\n',
  );
  expect(() => translationOf('docs/zh/b.md', '# 你好\n')).toThrow(
    'docs/zh/b.md: its first line must be <!-- translated from PAGE HASH -->',
  );
});

describe('code blocks', () => {
  const english = 'a\n\n```sh\nnpm ci # once\n```\n\nb\n\n```text\nto ──── from\n```\n';

  it('are those of the English page, but for a drawing', () => {
    const chinese = '甲\n\n```sh\nnpm i\n```\n\n乙\n\n```text translated\n到 ──── 从\n```\n';
    expect(withBlocksOf(chinese, english)).toBe(
      '甲\n\n```sh\nnpm ci # once\n```\n\n乙\n\n```text translated\n到 ──── 从\n```\n',
    );
  });

  it.each([
    ['sh', 'npm ci     # once', 'npm ci     # 只需一次', 'npm ci     # 只需一次'],
    ['sh', 'npm ci     # once', 'npm i     # 只需一次', 'npm ci     # once'],
    ['sh', 'npm ci', 'npm ci # 只需一次', 'npm ci'],
    ['', '# one\nls\n# two', '# 甲\nls\n# 乙', '# 甲\nls\n# 乙'],
    ['yaml', 'a: 1 # more', 'a: 1 # 更多', 'a: 1 # 更多'],
    ['js', "get('http://a/') // it", "get('http://a/') // 它", "get('http://a/') // 它"],
    ['ts', '/** A pool. */', '/** 连接池。 */', '/** 连接池。 */'],
    ['console', '$ ls # all\n# L7 key', '$ ls # 全部\n# L7 键', '$ ls # 全部\n# L7 key'],
    ['text', 'a # b', 'a # 乙', 'a # b'],
  ])('a comment in %s may be in Chinese: %j', (language, english, chinese, expected) => {
    const block = (text: string) => `\`\`\`${language}\n${text}\n\`\`\`\n`;
    expect(withBlocksOf(block(chinese), block(english))).toBe(block(expected));
  });

  it('a page with another number of them is not guessed at', () => {
    expect(() => withBlocksOf('甲\n\n```\n```\n', english)).toThrow('1 code blocks, and 2 in the English page');
  });
});

it.each([
  ['中文English', 'a space between Chinese and Latin'],
  ['等 5秒', 'a space between Chinese and Latin'],
  ['执行`npm ci`之后', 'a space between Chinese and Latin'],
  ['见[README](a.md)。', 'a space between Chinese and Latin'],
  ['好,不好', 'punctuation of full width'],
  ['好(不好)', 'punctuation of full width'],
  ['好， 不好', 'no space beside punctuation of full width'],
  ['`npm ci` ，然后', 'no space beside punctuation of full width'],
  ['一行\n又一行', 'a paragraph in one line'],
  ['**目标：**启动', 'bold that Markdown takes as such'],
  ['他说**“好”**', 'bold that Markdown takes as such'],
])('%j is told', (text, rule) => {
  expect(breaches(text).join('\n')).toContain(rule);
});

it.each([
  '中文 English 中文，`code`：**粗体**后面。',
  '- **一项**：说明（`code`）',
  '| 甲 | 乙。 |\n| --- | --- |',
  '[中文](a.md)和[中文](b.md)（英文）、[`code`](c.md)',
  '。**整句。** 后面',
  '```\n代码code\n```',
])('%j is fine', (text) => {
  expect(breaches(text)).toEqual([]);
});
