import type { Status } from '@probez/core';
import type { Change } from './history.ts';
import { Html, html } from './html.ts';
import type { CheckView, ProbeView, View } from './view.ts';
import type { Words } from './words.ts';

const NONE = new Html('');

/** Where the page's parts are, from where the page itself was asked for. */
export interface Links {
  readonly style: string;
  readonly script: string;
  readonly events: string;
  /** Where a browser is asked for the token; absent where there is none. */
  readonly unlock: string | undefined;
  readonly otherLanguage: string;
}

/** The whole document. */
export function renderPage(view: View, words: Words, links: Links): string {
  const title = view.info.serviceId ?? view.info.description ?? words.title;
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}: ${words.title}</title>
<link rel="stylesheet" href="${links.style}">
<script type="module" src="${links.script}"></script>
</head>
<body data-events="${links.events}" data-live="${words.live}" data-lost="${words.lost}">
<header>
<h1>${title}</h1>
<p class="identity">${identity(view, words)}</p>
<nav>${unlock(view, words, links)}<a href="${links.otherLanguage}">${words.otherLanguage}</a> <span id="link" class="link" role="status"></span></nav>
</header>
<main>
${renderNotice(view, words)}
<section aria-labelledby="probes-title">
<h2 id="probes-title">${words.probes}</h2>
<ul class="probes" aria-live="polite">${view.probes.map((probe) => renderProbe(probe, words))}</ul>
</section>
${renderChecks(view, words)}
</main>
</body>
</html>
`.text;
}

/** With the script the page is of now. */
function identity({ info, time }: View, words: Words): Html {
  const parts = [info.description, info.version, info.releaseId].filter((part) => part !== undefined);
  return html`${parts.join(' · ')}<noscript> ${words.asOf} ${moment(time)}</noscript>`;
}

function unlock(view: View, words: Words, links: Links): Html {
  return view.open || links.unlock === undefined ? NONE : html`<a href="${links.unlock}">${words.unlock}</a> `;
}

/** The one thing to know first: it is on its way out, or nobody has started it. */
export function renderNotice(view: View, words: Words): Html {
  const line =
    view.draining !== undefined
      ? `${words.draining} ${view.draining}`
      : view.phase === 'idle'
        ? words.notStarted
        : view.phase === 'stopped'
          ? words.stopped
          : '';
  return html`<p id="notice" class="notice" role="alert"${new Html(line === '' ? ' hidden' : '')}>${line.trim()}</p>`;
}

const CAUSES = 3;

/** A few names: the rest stands in the table. */
function because(causes: readonly string[], words: Words): Html {
  if (causes.length === 0) return NONE;
  const more = causes.length > CAUSES ? ` + ${causes.length - CAUSES}` : '';
  return html`<span class="because">${words.because(`${causes.slice(0, CAUSES).join(', ')}${more}`)}</span> `;
}

export function renderProbe({ name, status, since, changed, causes }: ProbeView, words: Words): Html {
  return html`<li id="probe-${name}" class="probe ${status}"><strong>${words.probe[name]}</strong> ${badge(status, words)} <span class="asks">${words.asks[name]}</span> ${because(causes, words)}<small>${lasting(since, changed ? words.lasting : words.lastingAtLeast, words)}</small></li>`;
}

/** All checks: put in anew only where one has come or gone. */
export function renderChecks(view: View, words: Words): Html {
  return html`<div id="checks">
<h2 id="checks-title">${words.checks}</h2>
${table(view, words)}
</div>`;
}

function table(view: View, words: Words): Html {
  const { check, state, since, runs, changes } = words.columns;
  if (view.checks.length === 0) return html`<p>${words.noChecks}</p>`;
  return html`<div id="list" class="scroll" tabindex="0" role="region" aria-labelledby="checks-title"><table>
<thead><tr><th scope="col">${check}</th><th scope="col">${state}</th><th scope="col">${since}</th><th scope="col">${runs}</th><th scope="col">${changes}</th></tr></thead>
<tbody>
${view.checks.map((each, index) => renderCheck(each, index, words))}</tbody>
</table></div>`;
}

export function renderCheck(check: CheckView, index: number, words: Words): Html {
  const marks = [
    ...check.probes.map((probe) => words.probe[probe]),
    ...(check.critical ? [] : [words.degrades]),
    ...(check.shared ? [words.shared] : []),
  ];
  const harmless = check.status === 'fail' && !check.critical;
  return html`<tr id="check-${index}" class="${harmless ? 'warn' : check.status}"><th scope="row"><span class="name">${check.name}</span><small>${marks.join(' · ')}</small></th><td>${badge(check.status, words)}${harmless ? html`<small>${words.harmless(check.probes)}</small>` : NONE}${reason(check, words)}</td><td class="since" data-label="${words.columns.since}">${check.since === undefined ? NONE : moment(check.since)}</td><td>${check.reported ? html`<small>${words.reported}</small>` : runs(check.durations, words)}</td><td>${changes(check.changes, words)}</td></tr>
`;
}

function reason({ status, reason: why }: CheckView, words: Words): Html {
  if (status === 'pass') return NONE;
  return html`<p class="reason">${why ?? words.withheld}</p>`;
}

/** A word and a sign, so that nobody has to tell colours apart. */
function badge(status: Status, words: Words): Html {
  const signs = { pass: '✓', warn: '!', fail: '✗', unknown: '?' } as const;
  return html`<span class="badge"><span aria-hidden="true">${signs[status]}</span> ${words.status[status]}</span>`;
}

/** The script shows how long ago that is, and keeps on doing so. */
function moment(time: number): Html {
  const iso = new Date(time).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}Z</time>`;
}

/** The script shows how long that has been, and keeps on doing so. */
function lasting(since: number, phrase: string, words: Words): Html {
  const iso = new Date(since).toISOString();
  return html`<time datetime="${iso}" data-lasting="${phrase}">${words.from(`${iso.slice(0, 19).replace('T', ' ')}Z`)}</time>`;
}

const WIDTH = 90;
const HEIGHT = 20;

function runs(durations: readonly number[], words: Words): Html {
  const last = durations.at(-1);
  if (last === undefined) return NONE;
  const most = Math.max(...durations, 1);
  const step = WIDTH / Math.max(durations.length - 1, 1);
  const points = durations.map(
    (each, index) => `${round(index * step)},${round(HEIGHT - 1 - (each / most) * (HEIGHT - 2))}`,
  );
  const label = words.lastRun(String(round(last)));
  return html`<svg class="runs" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${label}"><polyline points="${points.join(' ')}"/></svg><small>${label}</small>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function changes(list: readonly Change[], words: Words): Html {
  if (list.length === 0) return NONE;
  const newestFirst = [...list].reverse();
  return html`<ol class="changes">${newestFirst.map(
    ({ from, to, reason: why, time }) =>
      html`<li>${moment(time)} ${words.status[from]} → ${words.status[to]}${why === '' ? '' : `: ${why}`}</li>`,
  )}</ol>`;
}
