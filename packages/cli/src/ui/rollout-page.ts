import type { RolloutReport } from '@probez/kubelet/rollout';
import { rolloutScript } from '../ui-files.ts';
import { oneFile } from './shell.ts';

/** The page of a rollout, in one file. @param told the same for browsers without JavaScript */
export const rolloutPage = (report: RolloutReport, told: string): string =>
  oneFile({
    name: `${report.kind.toLowerCase()}/${report.name}`,
    facts: [
      ['ready', 'ready'],
      ['least', 'least'],
      ['pods', 'pods'],
      ['lostRequests', 'lost'],
    ],
    main: MAIN,
    script: rolloutScript(),
    json: JSON.stringify(report),
    told,
  });

const legend = (kind: string, word: string): string =>
  `<li><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="${kind}" width="12" height="12"/></svg> <span data-word="${word}"></span></li>`;

const LEGEND = [
  ['starting', 'starting'],
  ['ready', 'isReady'],
  ['unready', 'unready'],
  ['crashed', 'crashed'],
  ['going', 'going'],
  ['lost', 'lostMark'],
] as const;

const MAIN = `<p id="why" class="notice" hidden></p>
<h2 id="capacity-title" data-word="capacity"></h2>
<svg id="capacity" class="chart" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img">
<path id="area" class="ready"/>
<line id="wanted" x1="0" x2="1000"/>
<line id="here" y1="0" y2="100"/>
</svg>
<p id="most" class="faint"></p>
<section aria-labelledby="lanes-title">
<h2 id="lanes-title" data-word="lanes"></h2>
<ul class="legend">${LEGEND.map(([kind, word]) => legend(kind, word)).join('')}</ul>
<ul id="lanes"></ul>
</section>
<h2 id="losses-title" data-word="losses"></h2>
<ul id="losses"></ul>
<p id="no-losses" class="faint"></p>
<h2 id="said-title" data-word="said"></h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="said-title">
<table>
<thead><tr><th scope="col" data-word="time"></th><th scope="col" data-word="message"></th></tr></thead>
<tbody id="said"></tbody>
</table>
<p id="no-said" class="faint" data-word="nothing"></p>
</div>`;
