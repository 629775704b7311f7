import type { Pod } from '@probez/kubelet';
import { podScript } from '../ui-files.ts';
import { htmlOf, oneFile } from './shell.ts';

/** Nothing from another host, nothing inline, no frame around it. */
export const LIVE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FACTS = [
  ['ready', 'ready'],
  ['service', 'serving'],
  ['initialized', 'initialized'],
  ['restarts', 'restarts'],
  ['age', 'age'],
] as const;

const POD = `<section aria-labelledby="containers-title">
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
<p id="no-output" class="faint" data-word="nothing"></p>`;

const button = (what: string): string =>
  `<button type="button" data-do="${what}" data-word="${what}" disabled></button>`;

const CONTROLS = `<div class="row" role="group" data-label="container">
<select id="choice" data-label="container" hidden></select>
${['delete', 'SIGKILL', 'SIGSTOP', 'SIGCONT'].map(button).join('\n')}
</div>
<p id="refused" class="notice" role="alert" hidden></p>`;

/** The page of a Pod that runs: its parts and its log come from beside it. */
export const livePage = (name: string): string =>
  htmlOf({
    name,
    head: '<link rel="stylesheet" href="room.css">\n<script type="module" src="room.js"></script>',
    facts: FACTS,
    main: `${CONTROLS}\n${POD}`,
    tail: '<noscript><p class="notice">This page needs JavaScript; the terminal that it was started in shows the same.</p></noscript>',
  });

/**
 * The page of a log, in one file.
 * @param lines the log, one JSON text each @param told the same for who has no JavaScript
 */
export const recordedPage = (name: string, lines: readonly string[], told: string): string =>
  oneFile({
    name,
    facts: FACTS,
    main: POD,
    script: podScript(),
    json: `[${lines.map((line) => line.trimEnd()).join(',\n')}]`,
    told,
  });

/** A Pod without what the page has no use for: variables may be secrets. */
export const shownPod = (pod: Pod): Pod => ({
  ...pod,
  initContainers: pod.initContainers.map((one) => ({ ...one, env: [] })),
  containers: pod.containers.map((one) => ({ ...one, env: [] })),
});
