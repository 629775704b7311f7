import { $, attribute, text } from './dom.js';
import { wordsFor } from './words.js';

/** The words of the page, in the language that the browser prefers, and in the other one at a click. */
export function createLanguage(redraw) {
  let words = wordsFor(new URLSearchParams(location.search).get('lang') ?? navigator.language);

  function translate() {
    document.documentElement.lang = words.language;
    for (const node of document.querySelectorAll('[data-word]')) text(node, words.text[node.dataset.word]);
    for (const node of document.querySelectorAll('[data-label]'))
      attribute(node, 'aria-label', words.text[node.dataset.label]);
    const other = $('language');
    text(other, words.other);
    other.lang = words.language === 'en' ? 'zh-CN' : 'en';
  }

  $('language').addEventListener('click', () => {
    words = wordsFor(words.language === 'en' ? 'zh' : 'en');
    translate();
    redraw();
  });
  translate();
  return { words: () => words };
}
