/** Where the comment of a line begins, by the language of its block. Of a session at a terminal only what is typed has comments: output is output. */
const COMMENT: Readonly<Record<string, RegExp>> = {
  js: /(?:^|\s+)(?:\/\/ .*|\/\*\* .* \*\/)$/,
  sh: /(?:^|\s+)# .*$/,
  console: /(?<=^\$.*)\s+# .*$/,
};
const SAME: Readonly<Record<string, string>> = { ts: 'js', mjs: 'js', yaml: 'sh', '': 'sh' };

interface Line {
  readonly code: string;
  readonly comment: string;
}

function lineOf(text: string, comment: RegExp | undefined): Line {
  const at = comment?.exec(text)?.index ?? text.length;
  return { code: text.slice(0, at), comment: text.slice(at) };
}

/** A block of the English page, with those comments of the translated block that are in Chinese and stand behind the same code. */
export function withComments(english: string, translated: string): string {
  const language = /^```(\w*)/.exec(english)?.[1] ?? '';
  const comment = COMMENT[SAME[language] ?? language];
  const own = new Map<string, string[]>();
  for (const text of translated.split('\n')) {
    const line = lineOf(text, comment);
    if (/\p{Script=Han}/u.test(line.comment)) own.set(line.code, [...(own.get(line.code) ?? []), line.comment]);
  }
  return english
    .split('\n')
    .map((text) => {
      const line = lineOf(text, comment);
      return line.comment === '' ? text : line.code + (own.get(line.code)?.shift() ?? line.comment);
    })
    .join('\n');
}
