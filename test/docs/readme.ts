import { readFileSync } from 'node:fs';

/** A snippet that a reader pastes: what to install, the code, and what they then see. */
export interface Snippet {
  /** The heading that it stands under. */
  readonly title: string;
  readonly install: readonly string[];
  readonly language: 'js' | 'ts';
  readonly code: string;
  readonly seen: readonly { readonly command: string; readonly output: string }[];
}

interface Block {
  readonly title: string;
  readonly language: string;
  readonly text: string;
  /** What stands between the block before and this one. */
  readonly before: string;
}

/** The blocks of a page, each with the heading and the text before it. */
function blocksOf(page: string): readonly Block[] {
  let title = '';
  let from = 0;
  return Array.from(page.matchAll(/^#+ (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)).flatMap((match) => {
    const [all, heading, language = '', text = ''] = match;
    if (heading !== undefined) {
      title = heading;
      return [];
    }
    const before = page.slice(from, match.index);
    from = match.index + all.length;
    return [{ title, language, text, before }];
  });
}

const isCode = ({ language }: Block): boolean => language === 'js' || language === 'ts';

/** Every snippet of a page that says first what to install, in a line or a block of its own. */
export function snippetsOf(path: string): readonly Snippet[] {
  const blocks = blocksOf(readFileSync(path, 'utf8'));
  return blocks.flatMap((block, index) => {
    const said = `${blocks[index - 1]?.text ?? ''}${block.before}`;
    const names = /npm install (?:--save-dev )?([@\w/. -]+)/.exec(said)?.[1];
    if (!isCode(block) || names === undefined) return [];
    const after = blocks.slice(index + 1);
    const next = after.findIndex((each) => each.title !== block.title || isCode(each));
    return [
      {
        title: block.title,
        install: names.trim().split(' '),
        language: block.language === 'ts' ? 'ts' : 'js',
        code: block.text,
        seen: seenIn(next < 0 ? after : after.slice(0, next)),
      } as const,
    ];
  });
}

/** What stands under each `$ command`. */
const seenIn = (blocks: readonly Block[]) =>
  blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
    .map((part) => {
      const end = part.indexOf('\n');
      return { command: part.slice(0, end), output: part.slice(end + 1) };
    });
