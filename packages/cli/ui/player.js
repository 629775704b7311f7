import { $, attribute, seconds, text } from './dom.js';

/** A recording is played in about half a minute, and no slower than it was. */
const PLAYED_IN_S = 30;
export const pageSeconds = () => performance.now() / 1000;

/**
 * The moment that is looked at: chosen by the slider, played, or now.
 * @param span from when to when there is something to see @param live whether something goes on, so that the end is now
 */
export function createPlayer({ span, live, redraw }) {
  /** `undefined`: now. */
  let chosen;
  let playing;
  const end = () => span()[1];

  function pause() {
    clearInterval(playing);
    playing = undefined;
  }

  function play() {
    const [from, to] = span();
    const rate = Math.max(1, (to - from) / PLAYED_IN_S);
    let before = pageSeconds();
    if (chosen === undefined || chosen >= to) chosen = from;
    playing = setInterval(() => {
      const now = pageSeconds();
      chosen += (now - before) * rate;
      before = now;
      if (chosen >= end()) {
        chosen = live() ? undefined : end();
        pause();
      }
      redraw();
    }, 100);
  }

  $('slider').addEventListener('input', ({ target }) => {
    pause();
    chosen = Number(target.value);
    redraw();
  });
  $('now').addEventListener('click', () => {
    pause();
    chosen = undefined;
    redraw();
  });
  $('play').addEventListener('click', () => {
    if (playing === undefined) play();
    else pause();
    redraw();
  });

  return {
    time: () => chosen ?? end(),
    draw(words) {
      const [from, last] = span();
      const t = chosen ?? last;
      const slider = $('slider');
      slider.min = String(from);
      // In whole steps, so that the end can be reached.
      slider.max = String(Math.max(Math.ceil(last * 10) / 10, from + 0.1));
      if (chosen === undefined || playing !== undefined) slider.value = String(t);
      attribute(slider, 'aria-valuetext', seconds(t));
      text($('clock'), `${seconds(t)} / ${seconds(last)}`);
      text($('play'), words.text[playing === undefined ? 'play' : 'pause']);
      $('now').hidden = !live() || chosen === undefined;
    },
  };
}
