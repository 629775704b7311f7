import { createHash } from 'node:crypto';
import { roomStyle } from '../ui-files.ts';

/** What a page consists of. Its words are put in by the script, which knows them in two languages. */
export interface Shell {
  readonly name: string;
  readonly head: string;
  /** What stands out: a word and a place each. */
  readonly facts: readonly (readonly [word: string, id: string])[];
  /** Below the slider. */
  readonly main: string;
  readonly tail: string;
}

/**
 * A page in one file. The policy allows the one style and the one script that are in it.
 * @param json what is drawn, one JSON text @param told the same for browsers without JavaScript
 */
export function oneFile(
  shell: Omit<Shell, 'head' | 'tail'> & { readonly script: string; readonly json: string; readonly told: string },
): string {
  const { script, json, told, ...rest } = shell;
  const style = roomStyle();
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return htmlOf({
    ...rest,
    head: `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${style}</style>`,
    tail: `<noscript><pre>${escaped(told)}</pre></noscript>
<script type="application/json" id="log">${inScript(json)}</script>
<script type="module">${script}</script>`,
  });
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** No text within a script can end it. */
const inScript = (json: string): string => json.replaceAll('<', '\\u003c');

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const fact = (word: string, id: string): string => `<div><dt data-word="${word}"></dt><dd id="${id}"></dd></div>`;

export const htmlOf = ({ name, head, facts, main, tail }: Shell): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(name)}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<header>
<h1 id="name">${escaped(name)}</h1>
<p id="phase" class="badge" role="status"></p>
<nav data-label="other"><span id="link" role="status"></span> <button type="button" id="language"></button></nav>
</header>
<main>
<dl class="facts">
${facts.map((one) => fact(...one)).join('\n')}
</dl>
<div class="row">
<label for="slider" data-word="time"></label>
<input type="range" id="slider" min="0" max="1" step="0.1" value="0">
<output id="clock" for="slider"></output>
<button type="button" id="play"></button>
<button type="button" id="now" data-word="follow" hidden></button>
</div>
${main}
</main>
${tail}
</body>
</html>
`;
