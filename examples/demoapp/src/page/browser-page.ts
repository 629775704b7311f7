import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Chaos, Possible } from '../chaos/chaos.ts';
import type { Field } from '../chaos/trouble.ts';
import type { Color } from '../config.ts';
import { type Switches, type SwitchName, switchNames } from '../switches.ts';
import { SCRIPT } from './script.ts';
import { hashOf, STYLE } from './style.ts';
import { type Words, wordsFor } from './words.ts';

/** What the page shows. */
export interface Shown {
  readonly switches: Switches;
  readonly chaos: Chaos;
  readonly title: string;
  readonly color: Color | undefined;
}

/** Whether a browser asks for a page. curl takes anything and names nothing, and gets text. */
export const wantsPage = ({ headers }: IncomingMessage): boolean =>
  (headers.accept ?? '').split(',').some((each) => /^\s*text\/html\s*(?:;|$)/i.test(each));

/** The page of a person: forms, so that no script is needed but for connections that stay open. */
export function sendPage(request: IncomingMessage, response: ServerResponse, shown: Shown): void {
  const words = wordsFor(request);
  const { switches, chaos, title, color } = shown;
  const passes = (name: SwitchName) => switches.byPath.get(`/${name}`)?.at.value === 'OK';
  const allowed = chaos.all.filter((one) => one.allowed);
  const refused = chaos.all.filter((one) => !one.allowed);
  sendHtml(
    response,
    title,
    words,
    `<h1${color === undefined ? '' : ` class="colored ${color}"`}>${escaped(title)}</h1>
${switchNames.map((name) => switchForm(name, passes(name), words)).join('\n')}
<p>${words.same} <code>curl -d readyz=FAIL …/readyz</code></p>
<h2 class="part" id="troubles">${words.troubles}</h2>
${allowed.map((one) => troubleForm(one, words)).join('\n')}
${allowed.some(({ trouble }) => trouble.state?.() !== undefined) ? '<form id="stop" method="post"></form>' : ''}
${refused.length === 0 ? '' : refusedPart(refused, words)}
<h2 class="part">${words.connections}</h2>
${connectionCards(words)}`,
  );
}

/** After a form that ends the process: there is no page to go back to yet. */
export function sendFarewell(request: IncomingMessage, response: ServerResponse, title: string): void {
  const words = wordsFor(request);
  sendHtml(response, title, words, `<h1>${escaped(title)}</h1>\n<p>${words.gone} <a href="./">${words.back}</a></p>`);
}

/** After a form of the page: back to it, where the switch is seen. */
export function backToPage(response: ServerResponse): void {
  response.writeHead(303, { Location: './', 'Content-Length': 0 });
  response.end();
}

const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

function sendHtml(response: ServerResponse, title: string, words: Words, main: string): void {
  const body = `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Accept, Accept-Language',
  });
  response.end(body);
}

function switchForm(name: SwitchName, passes: boolean, words: Words): string {
  const [state, next, label] = passes
    ? [`✓ ${words.passes}`, 'FAIL', words.fail]
    : [`✗ ${words.fails}`, 'OK', words.mend];
  return `<form class="card" method="post" action="${name}" aria-labelledby="${name}">
<h2 id="${name}">${words.probe[name]}</h2> <strong class="${passes ? 'OK' : 'FAIL'}">${state}</strong>
<button name="${name}" value="${next}" aria-describedby="${name}">${label}</button>
<p>${words.follows[name]}</p>
</form>`;
}

function troubleForm({ name, trouble }: Possible, words: Words): string {
  const [title, meaning] = words.trouble[name];
  const state = trouble.state?.();
  const shown = state === undefined ? (trouble.state === undefined ? '' : words.off) : words.now[name]?.(state);
  return `<form class="card" method="post" action="${name}" aria-labelledby="${name}">
<h3 id="${name}">${title}</h3> <span class="${state === undefined ? 'faint' : 'on'}">${shown ?? ''}</span>
${trouble.fields.map((field) => fieldInput(name, field, words)).join('\n')}
<span class="buttons"><button aria-describedby="${name}">${words.begin}</button>${state === undefined ? '' : stopButton(name, trouble, words)}</span>
<p>${meaning}</p>
</form>`;
}

/** Of another form: it sends this one value, and none that stands in the fields. */
function stopButton(name: string, { fields: [first] }: Possible['trouble'], words: Words): string {
  if (first?.bounds[0] !== 0) return '';
  return ` <button form="stop" formaction="${name}" name="${first.name}" value="0" aria-describedby="${name}">${words.stop}</button>`;
}

function fieldInput(of: string, { name, usual, choices, bounds: [min, max] }: Field, words: Words): string {
  const label = words.field[`${of}.${name}`] ?? words.field[name] ?? name;
  if (choices.length === 0)
    return `<label>${label} <input type="number" name="${name}" value="${usual}" min="${min}" max="${max}" required></label>`;
  const options = choices.map((one) => `<option value="${one}">${words.choice[one] ?? one}</option>`);
  return `<label>${label} <select name="${name}">${options.join('')}</select></label>`;
}

function refusedPart(refused: readonly Possible[], words: Words): string {
  const titles = refused.map(({ name }) => words.trouble[name][0]).join(', ');
  return `<p class="faint">${titles}: ${words.refused} <code>CHAOS=${refused.map(({ name }) => name).join(',')}</code></p>`;
}

/** Shown by the script, which they need. */
const connectionCards = (
  words: Words,
): string => `<noscript><p>${words.withoutScript} <a href="events">events</a></p></noscript>
<section class="card" id="websocket" aria-labelledby="websocket-title" hidden><h3 id="websocket-title">${words.websocket}</h3> <code>ws</code> <button type="button" aria-describedby="websocket-title">${words.live.open}</button><ol aria-live="polite"></ol></section>
<section class="card" id="stream" aria-labelledby="stream-title" hidden><h3 id="stream-title">${words.stream}</h3> <code>events</code> <button type="button" aria-describedby="stream-title">${words.live.open}</button><ol aria-live="polite"></ol></section>
<script id="live-words" data-live="${escaped(JSON.stringify(words.live))}">${SCRIPT}</script>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
