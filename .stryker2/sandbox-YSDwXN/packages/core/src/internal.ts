/**
 * What the packages of this repository share, and nobody else: no part of the public face, and free to change in any
 * release. An adapter may not import it, so that it stays what a stranger could write.
 */
// @ts-nocheck

export { MAX_TIMER_MS } from './clock.ts';
export { didYouMean } from './did-you-mean.ts';
export { isError } from './error-message.ts';
export { createListeners, type Listeners } from './events.ts';
export { PROBE_KEYS } from './handler.ts';
export { createAccess } from './http/access.ts';
export { STALL_LINE } from './judge.ts';
export { BASE_KEYS, POLL_KEYS, validateBase, validateName } from './options.ts';
export { type NormalResult, normalizeError, normalizeOutcome } from './outcome.ts';
export { peek } from './peek.ts';
export { quote } from './quote.ts';
export { reasonOf } from './reason.ts';
export { createSnapshotView, type SnapshotView } from './snapshot-view.ts';
export { oneLine } from './text.ts';
export {
  callable,
  count,
  filled,
  flag,
  hasMethods,
  hintFor,
  knownKeys,
  list,
  loggerOption,
  methods,
  milliseconds,
  object,
  oneOf,
  refuse,
  share,
  text,
  texts,
  whole,
  within,
} from './validate.ts';
