import { $, attribute, element, fact, list, seconds, stateWords, text } from './dom.js';
import { createLanguage } from './language.js';
import { createPlayer, pageSeconds } from './player.js';
import { append, createLog, spanOf, viewAt } from './view.js';

/** Puts the view of a Pod on the page. */

const recorded = $('log');
const SIGNS = { success: '●', failure: '✗', discarded: '?' };
/** Of a live log; a recorded one is as long as it is. */
const MOST_LINES = 50_000;

let log = createLog([], MOST_LINES);
/** Where live time is from the page's, in seconds; `undefined` where nothing goes on. */
let offset;
let dirty = false;
let linkWord = 'recorded';

const end = () => (offset === undefined ? spanOf(log)[1] : Math.max(spanOf(log)[1], pageSeconds() + offset));

function later() {
  if (dirty) return;
  dirty = true;
  requestAnimationFrame(() => {
    dirty = false;
    draw();
  });
}

const language = createLanguage(later);
const player = createPlayer({ span: () => [spanOf(log)[0], end()], live: () => offset !== undefined, redraw: later });
let words = language.words();

const say = ({ say: key, ...values }) => words.say[key]?.(values) ?? key;

function draw() {
  words = language.words();
  const t = player.time();
  const view = viewAt(log, t);
  player.draw(words);
  text($('link'), words.text[linkWord]);
  text($('name'), view.name);
  document.title = `${view.name}: ${view.phase}`;
  text($('phase'), ['gone', 'terminated'].includes(view.end) ? words.text.over : view.phase);
  attribute($('phase'), 'class', `badge ${view.serving ? 'pass' : view.phase === 'Failed' ? 'fail' : 'warn'}`);
  const yes = (value) => words.text[value ? 'yes' : 'no'];
  fact('initialized', yes(view.initialized), view.initialized);
  fact('ready', yes(view.ready), view.ready);
  fact('serving', yes(view.serving), view.serving);
  fact('restarts', String(view.restarts), view.restarts === 0);
  fact('age', seconds(t), true);
  list($('containers'), view.containers, makeContainer, fillContainer);
  list($('events'), view.events, makeEvent, fillEvent);
  $('no-events').hidden = view.events.length > 0;
  drawOutput(view.output);
  drawChoice(view.containers);
}

function makeContainer() {
  const state = element('span', 'badge');
  const head = element('h3', '', [element('span', 'name'), ' ', element('small'), ' ', state]);
  return element('article', 'container', [head, element('p', 'countdown'), element('ul', 'probes')]);
}

function fillContainer(node, { name, role, state, ready, restarts, countdown, probes }) {
  const [head, countdownNode, probesNode] = node.children;
  const [nameNode, roleNode, badge] = head.children;
  text(nameNode, name);
  const more = [...(role === 'container' ? [] : [words.text[role]]), `${words.text.restarts} ${restarts}`];
  text(roleNode, more.join(', '));
  const [, reason = ''] = state.split(':');
  text(badge, stateWords(state, words));
  const bad = /BackOff|Error/.test(state);
  attribute(badge, 'class', `badge ${bad ? 'fail' : ready || reason === 'Completed' ? 'pass' : 'warn'}`);
  text(countdownNode, countdown === undefined ? '' : say(countdown));
  countdownNode.hidden = countdown === undefined;
  list(probesNode, probes, makeProbe, fillProbe);
}

function makeProbe() {
  const head = element('p', 'head', [element('strong'), ' ', element('span', 'meaning')]);
  const lane = element('div', 'lane');
  lane.setAttribute('role', 'img');
  return element('li', 'probe', [head, lane, element('small', 'numbers')]);
}

function fillProbe(node, { kind, marks, total, meaning, numbers }) {
  const [head, lane, numbersNode] = node.children;
  const [kindNode, meaningNode] = head.children;
  text(kindNode, words.kind[kind]);
  text(meaningNode, say(meaning));
  attribute(meaningNode, 'class', `meaning ${COLOURS[meaning.say] ?? 'faint'}`);
  // Then it is tried more often than its period says.
  const often = meaning.say === 'out' ? words.say.often() : '';
  text(numbersNode, `${words.say.numbers(numbers)}${often}`);
  const failures = marks.filter(({ outcome }) => outcome !== 'success').length;
  const label = words.say.lane({ count: marks.length, total, failures });
  attribute(lane, 'aria-label', label);
  attribute(lane, 'title', label);
  list(
    lane,
    marks,
    () => element('i'),
    (mark, { t, outcome, output }) => {
      text(mark, SIGNS[outcome]);
      attribute(mark, 'class', outcome);
      attribute(mark, 'title', `${words.say.at({ t: t.toFixed(1) })}, ${words.outcome[outcome]}: ${output}`);
    },
  );
}

const COLOURS = {
  in: 'pass',
  alive: 'pass',
  startedUp: 'pass',
  inIn: 'warn',
  outIn: 'warn',
  killedIn: 'warn',
  out: 'fail',
  killed: 'fail',
};

const makeEvent = () => element('tr', '', [element('td'), element('td'), element('td'), element('td')]);

function fillEvent(row, { first, last, count, type, reason, message, container }) {
  const [when, kind, why, what] = row.children;
  text(when, count === 1 ? seconds(last) : `${first.toFixed(1)}–${seconds(last)} ×${count}`);
  text(kind, type);
  attribute(kind, 'class', type === 'Warning' ? 'warn' : 'faint');
  text(why, reason);
  text(what, container === '' ? message : `${container}: ${message}`);
}

function drawOutput(lines) {
  const node = $('output');
  const atEnd = node.scrollTop + node.clientHeight >= node.scrollHeight - 4;
  list(
    node,
    lines,
    () => element('li', '', [element('small'), ' ', element('span')]),
    (item, { t, who, stream, text: line }) => {
      const [head, body] = item.children;
      text(head, `${seconds(t)}${who === '' ? '' : ` ${who}`}`);
      text(body, line);
      attribute(item, 'class', stream);
    },
  );
  node.hidden = lines.length === 0;
  $('no-output').hidden = !node.hidden;
  if (atEnd) node.scrollTop = node.scrollHeight;
}

function drawChoice(containers) {
  const choice = $('choice');
  if (choice === null) return;
  list(
    choice,
    containers,
    () => element('option'),
    (option, { name }) => text(option, name),
  );
  choice.hidden = containers.length < 2;
  for (const button of $('controls').querySelectorAll('button')) button.disabled = offset === undefined;
}

// What people do.

$('controls')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ what: event.submitter.value, container: $('choice').value });
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch('do', { method: 'POST', headers, body }).catch(
    (error) => new Response(String(error), { status: 502 }),
  );
  const refused = $('refused');
  refused.hidden = answer.ok;
  text(refused, answer.ok ? '' : `${words.text.refused} ${await answer.text()}`);
});

// Where it comes from.

function watch() {
  const source = new EventSource('events');
  source.addEventListener('start', ({ data }) => {
    log = createLog([], MOST_LINES);
    offset = JSON.parse(data) - pageSeconds();
    linkWord = 'live';
    later();
  });
  source.addEventListener('lines', ({ data }) => {
    for (const line of JSON.parse(data)) append(log, line);
    later();
  });
  source.addEventListener('over', () => {
    source.close();
    offset = undefined;
    linkWord = 'over';
    later();
  });
  source.addEventListener('error', () => {
    linkWord = 'lost';
    later();
    if (source.readyState === EventSource.CLOSED) setTimeout(watch, 2000);
  });
}

if (recorded === null) {
  watch();
  // Countdowns go on while nothing happens.
  setInterval(() => offset !== undefined && !document.hidden && later(), 250);
} else log = createLog(JSON.parse(recorded.textContent));
later();
