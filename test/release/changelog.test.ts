import { describe, expect, it } from 'vitest';
import { readChange, withVersion } from './changelog.ts';

describe('a changeset', () => {
  it.each([
    ["---\n'@probez/core': minor\n---\n\nA thing.\n", { size: 'minor', text: 'A thing.' }],
    ['---\n"probez": patch\n"@probez/node": major\n---\nTwo\nlines.\n', { size: 'major', text: 'Two\nlines.' }],
  ])('is read: %j', (text, change) => expect(readChange(text)).toEqual(change));

  it('without a size is told', () => {
    expect(() => readChange('A thing.')).toThrow('a changeset without a package');
  });
});

describe('the changelog', () => {
  const changes = [
    { size: 'patch', text: 'Mended\nin two lines.' },
    { size: 'major', text: 'Gone.' },
    { size: 'patch', text: 'Mended, too.' },
  ] as const;
  const section =
    '## 2.0.0 (2027-01-02)\n\n### Breaking\n\n- Gone.\n\n### Mended\n\n- Mended\n  in two lines.\n- Mended, too.\n';

  it.each([
    [
      '# Changelog\n\n## 1.0.0 (2026-12-01)\n\nFirst.\n',
      `# Changelog\n\n${section}\n## 1.0.0 (2026-12-01)\n\nFirst.\n`,
    ],
    ['# Changelog\n', `# Changelog\n\n${section}`],
    [
      '# Changelog\n\n## Unreleased\n\nBefore.\n\n## 1.0.0 (2026-12-01)\n\nFirst.\n',
      `# Changelog\n\n${section.replace('\n\n', '\n\nBefore.\n\n')}\n## 1.0.0 (2026-12-01)\n\nFirst.\n`,
    ],
    ['# Changelog\n\n## Unreleased\n\nBefore.\n', `# Changelog\n\n${section.replace('\n\n', '\n\nBefore.\n\n')}`],
  ])('gets a section before the others: %j', (before, after) => {
    expect(withVersion(before, '2.0.0', '2027-01-02', changes)).toBe(after);
  });
});
