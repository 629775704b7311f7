/** Small tools of the pages: nothing is touched that has not changed, and nodes are used again. Text goes in as text, never as HTML. */

export const $ = (/** @type {string} */ id) => document.getElementById(id);

export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

export function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

export function element(tag, className = '', children = []) {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

export function list(parent, items, make, fill) {
  while (parent.children.length > items.length) parent.lastElementChild.remove();
  for (const [index, item] of items.entries()) fill(parent.children[index] ?? parent.appendChild(make()), item);
}

export function fact(id, value, good) {
  text($(id), value);
  attribute($(id), 'class', good ? 'good' : 'bad');
}

export const seconds = (t) => `${t.toFixed(1)} s`;

/** A container's state, `waiting:Reason` or `terminated:Reason:code`, in words. */
export function stateWords(state, words) {
  const [what, reason = '', code] = state.split(':');
  return code === undefined ? [what, reason].filter(Boolean).join(': ') : words.say.exited({ reason, code });
}
