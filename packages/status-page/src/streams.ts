import type { Health } from '@probez/core';
import type { History } from './history.ts';
import { renderCheck, renderChecks, renderNotice, renderProbe } from './render.ts';
import { type View, viewOf } from './view.ts';
import type { Words } from './words.ts';

/** Somebody who watches: text goes out, until it ends. */
export interface Sink {
  write(text: string): void;
  end(): void;
}

/** Everybody who watches. Those who see the same are rendered for once. */
export interface Streams {
  /** Begins to tell; the returned function is called when the watcher has gone. `undefined` where there is no room. */
  open(words: Words, mayKnow: boolean, sink: Sink): (() => void) | undefined;
  /** Ends all of them. */
  end(): void;
}

/** Fast enough for eyes; a thousand checks that flap cost no more than two pages a second. */
const PAUSE_MS = 500;
/** Proxies cut what is silent for long, and not all that changes is an event: the reason of a pushed check, or a stop. */
const PULSE_MS = 5_000;

interface Group {
  readonly words: Words;
  readonly mayKnow: boolean;
  readonly sinks: Set<Sink>;
  parts: ReadonlyMap<string, string>;
}

export function createStreams(health: Health, history: History, maxStreams: number): Streams {
  const groups = new Map<string, Group>();
  let count = 0;
  let unsubscribe: (() => void) | undefined;
  let cancelFlush: (() => void) | undefined;
  let cancelPulse: (() => void) | undefined;

  const flush = (): void => {
    cancelFlush?.();
    cancelFlush = undefined;
    for (const group of groups.values()) {
      const view = viewOf(health, history, group.mayKnow);
      const before = group.parts;
      group.parts = partsOf(view, group.words);
      const changed = changesBetween(before, group.parts, view, group.words);
      if (Object.keys(changed).length === 0) continue;
      const text = message(view, changed);
      for (const sink of [...group.sinks]) sink.write(text);
    }
    if (isOver(health)) endAll();
  };

  const later = (): void => {
    if (health.draining) {
      // Before anything is closed, and when all that the drain has changed is known.
      queueMicrotask(flush);
    } else cancelFlush ??= health.clock.setTimer(PAUSE_MS, flush);
  };

  function pulse(): void {
    cancelPulse = health.clock.setTimer(PULSE_MS, () => {
      pulse();
      flush();
      for (const { sinks } of groups.values()) for (const sink of [...sinks]) sink.write(': still here\n\n');
    });
  }

  function remove(key: string, group: Group, sink: Sink): void {
    if (!group.sinks.delete(sink)) return;
    count -= 1;
    if (group.sinks.size === 0) groups.delete(key);
    if (count > 0) return;
    // Nobody watches: nothing is rendered.
    unsubscribe?.();
    cancelFlush?.();
    cancelPulse?.();
    unsubscribe = undefined;
    cancelFlush = undefined;
    cancelPulse = undefined;
  }

  function endAll(): void {
    for (const [key, group] of [...groups]) {
      for (const sink of [...group.sinks]) {
        remove(key, group, sink);
        sink.end();
      }
    }
  }

  return {
    open(words, mayKnow, sink) {
      if (count >= maxStreams) return undefined;
      const key = `${words.language} ${mayKnow}`;
      const view = viewOf(health, history, mayKnow);
      const group = groups.get(key) ?? { words, mayKnow, sinks: new Set(), parts: partsOf(view, words) };
      sink.write(`retry: 2000\n\n${message(view, everything(view, words))}`);
      if (isOver(health)) {
        // A stream would hold the server open when it wants to close: whoever comes now asks again.
        sink.end();
        return () => {};
      }
      groups.set(key, group);
      group.sinks.add(sink);
      count += 1;
      if (unsubscribe === undefined) {
        unsubscribe = history.subscribe(later);
        pulse();
      }
      return () => remove(key, group, sink);
    },
    end: endAll,
  };
}

/** Nothing more will happen, or soon: nobody may hold a connection open for it. */
const isOver = (health: Health): boolean => health.draining || health.phase === 'stopped';

/** The parts of the page that change, by their id. */
function partsOf(view: View, words: Words): ReadonlyMap<string, string> {
  return new Map([
    ['notice', renderNotice(view, words).text],
    ...view.probes.map((probe) => [`probe-${probe.name}`, renderProbe(probe, words).text] as const),
    ...view.checks.map((check, index) => [`check-${index}`, renderCheck(check, index, words).text] as const),
  ]);
}

function everything(view: View, words: Words): Readonly<Record<string, string>> {
  const parts = [...partsOf(view, words)].filter(([id]) => !id.startsWith('check-'));
  return { ...Object.fromEntries(parts), checks: renderChecks(view, words).text };
}

function changesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  view: View,
  words: Words,
): Readonly<Record<string, string>> {
  if (before.size !== after.size) return everything(view, words);
  return Object.fromEntries([...after].filter(([id, text]) => before.get(id) !== text));
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
const message = ({ time }: View, parts: Readonly<Record<string, string>>): string =>
  `event: update\ndata: ${JSON.stringify({ time, parts })}\n\n`;
