import type { Pod } from '@probez/kubelet';
import { podScript } from '../ui-files.ts';
import { escaped, htmlOf, oneFile } from './shell.ts';

/** Nothing from another host, nothing inline, no frame around it. */
export const LIVE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

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

/** Forms, so that they work without a script, which puts in the words of the other language. */
const BUTTONS = {
  delete: 'Delete the Pod',
  SIGKILL: 'kill -9',
  SIGSTOP: 'Freeze (SIGSTOP)',
  SIGCONT: 'Thaw (SIGCONT)',
};

const controls = (
  containers: readonly string[],
): string => `<form id="controls" class="row" method="post" action="do" aria-label="Pod">
<select id="choice" name="container" aria-label="Container" data-label="container"${containers.length < 2 ? ' hidden' : ''}>
${containers.map((name) => `<option>${escaped(name)}</option>`).join('')}
</select>
${Object.entries(BUTTONS)
  .map(([what, text]) => `<button name="what" value="${what}" data-word="${what}">${text}</button>`)
  .join('\n')}
</form>
<p id="refused" class="notice" role="alert" hidden></p>`;

/** A Pod that runs. */
export interface Live {
  readonly name: string;
  readonly containers: readonly string[];
  /** What the terminal showed last, for browsers without JavaScript. */
  readonly told: string;
}

/** The page of a Pod that runs: its parts and its log come from beside it. */
export const livePage = ({ name, containers, told }: Live): string =>
  htmlOf({
    name,
    head: `<link rel="stylesheet" href="room.css">
<script type="module" src="room.js"></script>
<noscript><meta http-equiv="refresh" content="5"></noscript>`,
    facts: FACTS,
    main: `${controls(containers)}\n${POD}`,
    tail: `<noscript><pre>${escaped(told)}</pre></noscript>`,
  });

/**
 * The page of a log, in one file.
 * @param lines the log, one JSON text each @param told the same for browsers without JavaScript
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
