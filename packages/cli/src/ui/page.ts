import { createHash } from 'node:crypto';
import type { Pod } from '@probez/kubelet';
import { roomScript, roomStyle } from '../ui-files.ts';

/** Nothing from another host, nothing inline, no frame around it. */
export const LIVE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page of a Pod that runs: its parts and its log come from beside it. */
export const livePage = (name: string): string =>
  document_(
    name,
    '<link rel="stylesheet" href="room.css">\n<script type="module" src="room.js"></script>',
    CONTROLS,
    '<noscript><p class="notice">This page needs JavaScript; the terminal that it was started in shows the same.</p></noscript>',
  );

/**
 * The page of a log, in one file. The policy allows the one style and the one script that are in it.
 * @param lines the log, one JSON text each @param told the same for who has no JavaScript
 */
export function recordedPage(name: string, lines: readonly string[], told: string): string {
  const style = roomStyle();
  const script = roomScript();
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return document_(
    name,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${style}</style>`,
    '',
    `<noscript><pre>${escaped(told)}</pre></noscript>
<script type="application/json" id="log">[${lines.map(inScript).join(',\n')}]</script>
<script type="module">${script}</script>`,
  );
}

/** A Pod without what the page has no use for: variables may be secrets. */
export const shownPod = (pod: Pod): Pod => ({
  ...pod,
  initContainers: pod.initContainers.map((one) => ({ ...one, env: [] })),
  containers: pod.containers.map((one) => ({ ...one, env: [] })),
});

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** No text within a script can end it. */
const inScript = (json: string): string => json.trimEnd().replaceAll('<', '\\u003c');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const button = (what: string): string =>
  `<button type="button" data-do="${what}" data-word="${what}" disabled></button>`;

const CONTROLS = `<div class="row" role="group" data-label="container">
<select id="choice" data-label="container" hidden></select>
${['delete', 'SIGKILL', 'SIGSTOP', 'SIGCONT'].map(button).join('\n')}
</div>
<p id="refused" class="notice" role="alert" hidden></p>`;

const fact = (word: string, id: string): string => `<div><dt data-word="${word}"></dt><dd id="${id}"></dd></div>`;

/** The words are put in by the script, which knows them in two languages. */
const document_ = (name: string, head: string, controls: string, tail: string): string => `<!doctype html>
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
${[fact('ready', 'ready'), fact('service', 'serving'), fact('initialized', 'initialized'), fact('restarts', 'restarts'), fact('age', 'age')].join('\n')}
</dl>
<div class="row">
<label for="slider" data-word="time"></label>
<input type="range" id="slider" min="0" max="1" step="0.1" value="0">
<output id="clock" for="slider"></output>
<button type="button" id="play"></button>
<button type="button" id="now" data-word="follow" hidden></button>
</div>
${controls}
<section aria-labelledby="containers-title">
<h2 id="containers-title" data-word="containers"></h2>
<div id="containers"></div>
</section>
<h2 id="events-title" data-word="events"></h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="events-title">
<table>
<thead><tr><th scope="col" data-word="seen"></th><th scope="col" data-word="type"></th><th scope="col" data-word="reason"></th><th scope="col" data-word="message"></th></tr></thead>
<tbody id="events"></tbody>
</table>
<p id="no-events" class="faint" data-word="nothing"></p>
</div>
<h2 id="output-title" data-word="output"></h2>
<ol id="output" class="scroll" tabindex="0" aria-labelledby="output-title"></ol>
<p id="no-output" class="faint" data-word="nothing"></p>
</main>
${tail}
</body>
</html>
`;
