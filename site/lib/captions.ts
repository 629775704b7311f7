import type { MarkdownRenderer } from 'vitepress';
import { fileNameOf, notPlayed } from './commands.ts';

const WORDS = {
  en: 'Not every command on this page is run by the project’s tests.',
  zh: '本页的命令并非全部经过自动测试。',
};

/** Above a block stands the file that it shows, unless the text there names it; at the end of a page, once, that its source marks commands which no test plays. */
export function caption(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  if (fence === undefined) return;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const block = fence(tokens, index, options, env, self);
    const file = fileNameOf(tokens[index]?.info ?? '');
    // The inline text of the paragraph above, which its closing token follows.
    const told = tokens[index - 2]?.content.includes(`\`${file}\``) === true;
    return file === undefined || told ? block : `<p class="file-name">${markdown.utils.escapeHtml(file)}</p>\n${block}`;
  };
  markdown.core.ruler.push('not-played', (state) => {
    if (!state.tokens.some(({ type, info }) => type === 'fence' && notPlayed(info) !== undefined)) return;
    const line = new state.Token('html_block', '', 0);
    line.content = `<p class="not-played">${WORDS[state.env.localeIndex === 'zh' ? 'zh' : 'en']}</p>\n`;
    state.tokens.push(line);
  });
}
