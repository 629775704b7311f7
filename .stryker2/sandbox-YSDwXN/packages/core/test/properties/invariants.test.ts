// @ts-nocheck
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const file = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

const WORLD = ['health.test.ts', 'in sequences of results, time, hangs, late checks, restarts and drains'] as const;
const READING = ['health.test.ts', 'and nothing comes of reading'] as const;

/**
 * Each promise of docs/semantics.md, by its first words, and the properties that try it against a model or a rule of their own. What
 * needs a process to be seen has the name of its test.
 */
const HELD: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'A **polled** check has': [
    WORLD,
    ['registration.test.ts', 'takes what is polled or pushed, and nothing that is neither or both'],
  ],
  '**The value that `run` returns decides**': [
    ['outcome.test.ts', 'the table decides'],
    ['outcome.test.ts', 'indicators are as bad as their worst'],
  ],
  'Whatever is thrown or returned': [
    ['outcome.test.ts', 'whatever is returned or thrown, in whatever place, becomes harmless plain data'],
  ],
  'Names are unique': [
    ['registration.test.ts', 'takes every name that may be one, once, and no other; who unregisters gives it back'],
  ],
  'A check registered after `start()`': [WORLD],
  'A check is `pass`, `warn`, `fail` or `unknown`': [WORLD],
  '`failureThreshold` and `successThreshold`': [WORLD, ['health.test.ts', 'in any sequence of results']],
  '`critical: false` turns': [WORLD],
  '**Staleness.**': [
    WORLD,
    [
      'lived-time.test.ts',
      'time in which nobody ran is no age, to the quarter of a second; time in which the loop was blocked is',
    ],
    ['../../../node/test/isolated/attentive-clock.test.ts', 'fc.assert'],
  ],
  '**Verdicts change at once; events come once per turn of the event loop.**': [WORLD, READING],
  '**Liveness** is about': [WORLD, ['registration.test.ts', 'keeps what stands for another process out of liveness']],
  '**Startup** latches': [WORLD, ['lifecycle.test.ts', 'in all sequences']],
  '**Readiness** does not pass': [WORLD],
  '**No check registered:**': [WORLD],
  '**Not started:**': [WORLD],
  '**One run at a time.**': [
    WORLD,
    [
      'schedule.test.ts',
      'a check runs once a period, while it does not pass after recheckMs, twice as late each time, and never twice at a time',
    ],
    [
      'schedule.test.ts',
      'no more runs at a time than there are slots; what has timed out has none; nobody waits for ever',
    ],
  ],
  'While a check is fail or unknown': [
    [
      'schedule.test.ts',
      'a check runs once a period, while it does not pass after recheckMs, twice as late each time, and never twice at a time',
    ],
  ],
  '**Only `start()` starts checks.**': [WORLD, READING],
  '**`stop()`** fails': [WORLD, ['lifecycle.test.ts', 'in all sequences']],
  '**`drain(reason)`** fails': [WORLD, ['lifecycle.test.ts', 'in all sequences']],
  '**`waitFor(probe)`** resolves': [WORLD],
  "A heartbeat's age": [WORLD],
  'Checks alone never keep': [['../../../../test/alive/waiting.process.test.ts', 'alive']],
  'A tracer (`wrapRuns`)': [WORLD],
  'GET and HEAD.': [
    ['requests.test.ts', 'other methods are refused or the app’s; HEAD is GET without its body; nothing redirects'],
  ],
  'The answer has these headers': [
    ['requests.test.ts', 'other methods are refused or the app’s; HEAD is GET without its body; nothing redirects'],
  ],
  'The path is matched': [['requests.test.ts', 'a path is the same in whatever way it is spelt']],
  Text: [WORLD],
  JSON: [WORLD, ['requests.test.ts', 'JSON only for who likes it at least as much as text']],
  'Who sees reasons': [
    ['requests.test.ts', 'nobody sees a reason or a figure who has not the token, and nobody in lines of text'],
  ],
  'Events and logs': [WORLD, READING],
};

/** Promises are the items of lists; the tables and paragraphs of a section are one. */
function promises(): readonly string[] {
  const sections = file('../../../../docs/semantics.md').split(/^##+ /m).slice(1);
  return sections.flatMap((section) => {
    const items = [...section.matchAll(/^- (.*)$/gm)].map((match) => match[1] ?? '');
    return items.length > 0 ? items : [section.split('\n', 1)[0] ?? ''];
  });
}

it('every promise of docs/semantics.md is held by a property', () => {
  const begun = Object.keys(HELD);
  const missing = promises().filter((promise) => !begun.some((words) => promise.startsWith(words)));
  expect(missing).toEqual([]);
  const gone = begun.filter((words) => !promises().some((promise) => promise.startsWith(words)));
  expect(gone).toEqual([]);
});

it.each(Object.values(HELD).flat())('%s has: %s', (path, name) => {
  expect(file(path)).toContain(name);
});
