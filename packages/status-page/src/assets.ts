/** The page's style: no framework, no build step. Colours keep a contrast of 4.5 and more in both schemes. */
export const STYLE = /* css */ `
:root { color-scheme: light dark; --back: light-dark(#fff, #16181d); --text: light-dark(#1b1f24, #e8eaed); --faint: light-dark(#57606a, #a5adb8);
  --line: light-dark(#d0d7de, #3a3f47); --pass: light-dark(#116329, #57d364); --warn: light-dark(#7d4e00, #e3b341); --fail: light-dark(#a40e26, #ff8182); --unknown: light-dark(#5a3e85, #c4a7f5); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
.identity, .asks, small, time { color: var(--faint); font-size: .875rem; }
nav { margin-left: auto; }
a { color: inherit; }
.notice { border-left: .3rem solid var(--warn); padding: .5rem .75rem; overflow-wrap: anywhere; }
.probes { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .75rem; padding: 0; margin: 0; list-style: none; }
.probe { border: 1px solid var(--line); border-left: .4rem solid var(--state); border-radius: .4rem; padding: .5rem .75rem; }
.asks, .because { display: block; }
.because { overflow-wrap: anywhere; }
.pass { --state: var(--pass); } .warn { --state: var(--warn); } .fail { --state: var(--fail); } .unknown { --state: var(--unknown); }
.badge { color: var(--state); font-weight: 600; white-space: nowrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 600; min-width: 12rem; }
.name { overflow-wrap: anywhere; }
small { display: block; font-weight: 400; }
tbody small, time { white-space: nowrap; }
tbody th small { white-space: normal; }
nav > * { margin-left: .5rem; }
.link { color: var(--faint); }
.reason { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.changes { margin: 0; padding: 0; list-style: none; font-size: .875rem; max-height: 6.5em; overflow: auto; overflow-wrap: anywhere; }
.runs polyline { fill: none; stroke: var(--faint); stroke-width: 1.5; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tr, tbody th, td { display: block; border: 0; padding: .15rem 0; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  td:empty { display: none; }
  .since::before { content: attr(data-label) ' '; color: var(--faint); font-size: .875rem; }
}
`;

/** Keeps the page up to date. It inserts HTML from the server, which has escaped every name and reason. */
export const SCRIPT = /* js */ `
const { events, live, lost } = document.body.dataset;
const link = document.getElementById('link');
const { lang } = document.documentElement;
const words = new Intl.RelativeTimeFormat(lang, { numeric: 'auto', style: 'short' });
let skew = 0;

// In Chinese text a number stands apart.
const spaced = (text) => text.replace(/(\\d)(\\p{Script=Han})/u, '$1 $2');

function ago(then, lasting) {
  const seconds = Math.round((then - Date.now() - skew) / 1000);
  const [unit, size] = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]].find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  const count = Math.trunc(seconds / size);
  if (lasting === undefined) return spaced(words.format(count, unit));
  const long = new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short' }).format(Math.abs(count));
  return lasting.replace('{}', () => spaced(long));
}

function tick(within = document) {
  for (const time of within.querySelectorAll('time')) {
    time.title ||= time.textContent;
    const text = ago(Date.parse(time.dateTime), time.dataset.lasting);
    if (time.textContent !== text) time.textContent = text;
  }
}

function put(id, text) {
  const old = document.getElementById(id);
  if (old === null) return;
  const made = document.createElement('template');
  made.innerHTML = text;
  tick(made.content);
  const place = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(made.content);
  // Whoever reads with the keyboard stays where they are.
  if (place?.id) document.getElementById(place.id)?.focus({ preventScroll: true });
}

function say(text) {
  if (link.textContent !== text) link.textContent = text;
}

let source;
let again;

function watch() {
  clearTimeout(again);
  source?.close();
  source = undefined;
  // A page that nobody sees asks for nothing: browsers allow few streams to a host.
  if (document.hidden) return;
  source = new EventSource(events);
  source.addEventListener('open', () => say(live));
  source.addEventListener('error', () => {
    say(lost);
    // By itself a browser asks again after a broken connection only, and not after an answer such as 503.
    if (source.readyState === EventSource.CLOSED) again = setTimeout(watch, 2000);
  });
  source.addEventListener('update', ({ data }) => {
    const { time, parts } = JSON.parse(data);
    skew = time - Date.now();
    for (const [id, text] of Object.entries(parts)) put(id, text);
  });
}

addEventListener('pagehide', () => source?.close());
document.addEventListener('visibilitychange', watch);
watch();
tick();
setInterval(tick, 5000);
`;
