import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkAnchors } from '../../site/lib/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'probez-site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A site of `/`, `/options` and `/checks/`, whose first page has these links. */
function site(links: string): string {
  mkdirSync(join(folder, 'checks'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), `<h1 id="top">A</h1>${links}`);
  writeFileSync(join(folder, 'options.html'), '<h2 id="a-check" tabindex="-1">B</h2>');
  writeFileSync(join(folder, 'checks/index.html'), '<h2 id="探针">C</h2>');
  return folder;
}

it.each([
  ['on the page', '<a href="#top">'],
  ['on another', '<a class="x" href="/options#a-check">'],
  ['in a folder', '<a href="/checks/#%E6%8E%A2%E9%92%88">'],
  ['none', '<a href="/options">'],
  ['elsewhere', '<a href="https://example.com/#nowhere">'],
])('an anchor %s is there', (_what, links) => expect(() => checkAnchors(site(links))).not.toThrow());

it.each([
  ['on the page', '<a href="#nowhere">', '/: #nowhere'],
  ['on another', '<a href="/options#a-chek">', '/: /options#a-chek'],
  ['in a folder', '<a data-x href="/checks/#a-check">', '/: /checks/#a-check'],
])('an anchor %s is not there', (_what, links, told) => expect(() => checkAnchors(site(links))).toThrow(told));

it('the site may lie below the root of its host', () => {
  const check = (link: string) => () => checkAnchors(site(`<a href="${link}">`), '/probez/');
  expect(check('/probez/options#a-check')).not.toThrow();
  expect(check('/probez/options#a-chek')).toThrow('/probez/options#a-chek');
});
