import type { MarkdownRenderer } from 'vitepress';
import { notPlayed } from './commands.ts';

/** Below a block that no test plays stands why. */
export function captionCommands(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  if (fence === undefined) return;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const why = notPlayed(tokens[index]?.info ?? '');
    const block = fence(tokens, index, options, env, self);
    if (why === undefined) return block;
    const words = env.localeIndex === 'zh' ? '以上命令没有经过自动测试。' : `Not run by a test: ${why}.`;
    return `${block}<p class="not-played">${markdown.utils.escapeHtml(words)}</p>\n`;
  };
}
