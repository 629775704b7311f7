/** The commands that a page shows, and what it says of those that no test plays. */

export interface CommandBlock {
  readonly fence: string;
  readonly line: number;
  /** Why no test plays it, where the fence says so: ```` ```sh not played: needs a cluster ````. */
  readonly notPlayed: string | undefined;
}

/** Why a block is not played; `undefined` if its fence does not say so. */
export const notPlayed = (fence: string): string | undefined => /^\w+ not played: (.+)$/.exec(fence.trim())?.[1];

/** The file that a block shows, where the fence names it: ```` ```yaml service.yaml ````. */
export const fileNameOf = (fence: string): string | undefined =>
  /^\w+ ([\w./-]*\.[a-z]+|Dockerfile)$/.exec(fence.trim())?.[1];

/** Every block of a page in which a reader finds something to type, but for lines that only install. */
export function commandsOf(markdown: string): readonly CommandBlock[] {
  return Array.from(markdown.matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^\1```$/gm)).flatMap((match) => {
    const [, , fence = '', text = ''] = match;
    const typed = typedIn(fence, text).filter((line) => !/^npm (?:install|ci)\b/.test(line));
    if (typed.length === 0) return [];
    return [{ fence, line: markdown.slice(0, match.index).split('\n').length, notPlayed: notPlayed(fence) }];
  });
}

/** In a shell's block every line is typed; where output is shown too, those behind a prompt. */
function typedIn(fence: string, text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const prompted = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
  if (prompted.length > 0) return prompted;
  const shell =
    /^(?:sh|bash|shell)\b/.test(fence) ||
    (fence === '' && /^(?:npm|npx|node|curl|kubectl|docker) /.test(lines[0] ?? ''));
  return shell ? lines.filter((line) => line !== '' && !line.startsWith('#')) : [];
}
