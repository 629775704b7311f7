import { $, attribute, element, fact, list, seconds, stateWords, text } from './dom.js';
import { createLanguage } from './language.js';
import { createPlayer } from './player.js';
import { happening, rolloutAt, spanOfRollout } from './rollout-view.js';

/** Puts the view of a rollout on the page. */

const report = JSON.parse($('log').textContent);
const [, end] = spanOfRollout(report);
/** Of the pictures, in units of their own. */
const WIDTH = 1000;
const HEIGHT = 100;
const x = (t) => (t / Math.max(end, 0.001)) * WIDTH;

const language = createLanguage(draw);
const player = createPlayer({ span: () => [0, end], live: () => false, redraw: draw });

function draw() {
  const words = language.words();
  const view = rolloutAt(report, player.time());
  player.draw(words);
  text($('name'), view.name);
  text($('phase'), words.say[view.state.say](view.state));
  attribute($('phase'), 'class', `badge ${{ rolled: 'pass', rolling: 'warn', stalled: 'fail' }[view.state.say]}`);
  document.title = `${view.name}: ${words.say[view.state.say](view.state)}`;
  text($('why'), view.why);
  $('why').hidden = view.why === '';
  const of = (count) => words.say.of({ count, replicas: view.replicas });
  fact('ready', of(view.ready), view.ready >= view.replicas);
  fact('least', of(view.leastReady), view.leastReady >= view.replicas);
  fact('pods', String(view.pods), true);
  fact('lost', view.port === undefined ? words.text.notSent : words.say.lost(view), view.lost === 0);
  drawCapacity(view, words);
  list($('lanes'), view.lanes, makeLane, (node, lane) => fillLane(node, lane, view.t, words));
  list(
    $('losses'),
    view.losses,
    () => element('li', '', [element('small'), ' ', element('span')]),
    (item, loss) => {
      text(item.children[0], seconds(loss.t));
      text(item.children[1], words.say[loss.say](loss));
    },
  );
  $('no-losses').hidden = view.losses.length > 0;
  text($('no-losses'), words.text[view.port === undefined ? 'notSent' : 'noneLost']);
  list(
    $('said'),
    view.said,
    () => element('tr', '', [element('td'), element('td')]),
    (row, { t, text: line }) => {
      text(row.children[0], seconds(t));
      const { say, ...values } = happening(line);
      text(row.children[1], words.say[say](values));
    },
  );
  $('no-said').hidden = view.said.length > 0;
}

/** Steps: how many were ready, from when to when; and how many are wanted. */
function drawCapacity({ capacity, most, replicas, ready, t }, words) {
  const y = (count) => HEIGHT - (count / most) * HEIGHT;
  const steps = capacity.map(({ from, to, ready: count }) => `L${x(from)} ${y(count)}L${x(to)} ${y(count)}`).join('');
  attribute($('area'), 'd', `M0 ${HEIGHT}${steps}L${x(t)} ${HEIGHT}Z`);
  for (const end of ['y1', 'y2']) attribute($('wanted'), end, String(y(replicas)));
  for (const end of ['x1', 'x2']) attribute($('here'), end, String(x(t)));
  text($('most'), words.say.scale({ most, replicas }));
  attribute($('capacity'), 'aria-label', words.say.capacity({ ready, replicas, t: t.toFixed(1) }));
}

const drawn = (tag) => document.createElementNS($('capacity').namespaceURI, tag);

function makeLane() {
  const head = element('p', 'head', [element('strong'), ' ', element('small'), ' ', element('span')]);
  const bar = drawn('svg');
  attribute(bar, 'viewBox', `0 0 ${WIDTH} 12`);
  attribute(bar, 'preserveAspectRatio', 'none');
  attribute(bar, 'class', 'bar');
  attribute(bar, 'role', 'img');
  bar.append(drawn('g'), drawn('g'));
  return element('li', 'probe', [head, bar]);
}

function fillLane(node, { name, isNew, standing, container, restarts, stretches, losses }, t, words) {
  const [head, bar] = node.children;
  const [nameNode, more, state] = head.children;
  text(nameNode, name);
  const kept = standing === 'crashed' ? [stateWords(container, words)] : [];
  const again = restarts === 0 ? [] : [`${words.text.restarts} ${restarts}`];
  text(more, [words.text[isNew ? 'new' : 'old'], ...kept, ...again].join(', '));
  text(state, `${SIGNS[standing]} ${words.standing[standing]}`);
  attribute(state, 'class', standing);
  const told = stretches.map((one) => `${words.standing[one.standing]} ${one.from.toFixed(1)}–${one.to.toFixed(1)} s`);
  const lost = losses.reduce((sum, { count }) => sum + count, 0);
  attribute(bar, 'aria-label', [...told, ...(lost === 0 ? [] : [words.say.lostHere({ lost })])].join('; '));
  const [spans, marks] = bar.children;
  const place = (rect, from, to, least) => {
    attribute(rect, 'x', String(x(from)));
    attribute(rect, 'width', String(Math.max(least, x(to) - x(from))));
  };
  const rect = (height) => () => {
    const made = drawn('rect');
    attribute(made, 'height', height);
    return made;
  };
  list(spans, stretches, rect('12'), (one, { from, to, standing: stood }) => {
    place(one, from, to, 0);
    attribute(one, 'class', stood);
  });
  list(marks, losses, rect('6'), (one, { t: from, lasted }) => {
    place(one, from, Math.min(from + lasted, Math.max(t, from)), 4);
    attribute(one, 'class', 'lost');
  });
}

const SIGNS = { starting: '○', ready: '●', unready: '✗', crashed: '✗', going: '↓', gone: '–' };

draw();
