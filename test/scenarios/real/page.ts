import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { examples } from '../lab.ts';
import type { Line, PodRun } from './pod-run.ts';
import { FACTOR } from './shorten.ts';

interface Row {
  readonly ready: string;
  readonly status: string;
  readonly restarts: number;
}

interface PageEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** An observed block of a scenario's page. */
export function block(folder: string, key: string): string {
  const page = readFileSync(`${examples}${folder}/README.md`, 'utf8');
  const text = new RegExp(`<!-- observed: ${key} -->\\n+\`\`\`text\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (text === undefined) throw new Error(`the page of ${folder} has no block "${key}"`);
  return text;
}

function rowsIn(text: string): Row[] {
  return Array.from(
    text.matchAll(/^[\d.]+s +(\d\/\d) +(\S+) +(\d+)$/gm),
    ([, ready = '', status = '', restarts = '']) => ({ ready, status, restarts: Number(restarts) }),
  );
}

function eventsIn(text: string): PageEvent[] {
  return Array.from(
    text.matchAll(/^ {2}(Normal|Warning) +(\S+) +.*? kubelet +(\S.*)$/gm),
    ([, type = '', reason = '', message = '']) => ({ type, reason, message }),
  );
}

/** What differs between a run here and the simulation: addresses, ports, folders, the Pod's uid. */
function plain(text: string): string {
  return text
    .trim()
    .replaceAll(/(10\.244\.0\.10|127\.0\.0\.1):\d+/g, 'IP:PORT')
    .replaceAll(/_default\([^)]*\)/g, '_default(UID)')
    .replaceAll(/\s+/g, ' ');
}

/** Whether all of these occur among those, in this order. */
export function inOrder<Item>(wanted: readonly Item[], given: readonly Item[]): Item[] {
  const missing: Item[] = [];
  let at = 0;
  for (const item of wanted) {
    const found = given.findIndex((one, index) => index >= at && JSON.stringify(one) === JSON.stringify(item));
    if (found === -1) missing.push(item);
    else at = found + 1;
  }
  return missing;
}

export interface PageOptions {
  /** How many of the page's rows the run has played. All, unless told otherwise. */
  readonly rows?: number;
  /** Events of the page that belong to another machine's program, or to a moment that a run may miss. @default {@link MISSABLE} */
  readonly without?: RegExp;
}

/** With periods of 1 s a probe may see the drain: which of these two comes first is open, the place of each among the others is not. */
export const DRAIN = [/^Pod not ready$/, /^app: exited with 0$/];

/** An attempt between a start and its first answer, or while a process ends: whether there is one is chance. */
const MISSABLE = /connection refused$|: EOF$/;

/** The run shows what the page shows: the rows of `kubectl get pods -w` in their order, and every event. */
export function expectPage(run: PodRun, folder: string, key: string, options: PageOptions = {}): void {
  const text = block(folder, key);
  const real = run.rows().map(({ ready, status, restarts }) => ({ ready, status, restarts }));
  const rows = rowsIn(text).slice(0, options.rows);
  expect(rows.length).toBeGreaterThan(0);
  expect(inOrder(rows, real), `rows of the page in ${JSON.stringify(real)}`).toEqual([]);
  const seen = run.lines.flatMap((line) => (line.kind === 'event' ? [`${line.reason} ${plain(described(line))}`] : []));
  for (const { reason, message } of eventsIn(text)) {
    if ((options.without ?? MISSABLE).test(message.replace(ABOUT, ''))) continue;
    expect(seen, `event of ${folder}`).toContain(`${reason} ${plain(message)}`);
  }
}

/** What an event is about, in front of its message. */
const ABOUT = /^spec\.\w+\{[^}]*\}: /;

/** As kubectl 1.36 prints it: what an event is about comes first. */
const described = ({ fieldPath, message }: { readonly fieldPath?: string; readonly message: string }): string =>
  fieldPath === undefined || fieldPath === '' ? message : `${fieldPath}: ${message}`;

function happened(line: Line): string | undefined {
  if (line.kind === 'ready') return `Pod ${line.value ? 'ready' : 'not ready'}`;
  if (line.kind === 'pod') return `Pod ${line.event}`;
  if (line.kind === 'hook') return `${line.container}: ${line.hook} ${line.event}`;
  if (line.kind !== 'container') return undefined;
  if (line.event === 'killing') return `${line.container}: to be stopped within ${line.grace} s`;
  if (line.event === 'exited') return `${line.container}: exited with ${line.code}`;
  if (line.event === 'started') return `${line.container}: started`;
  return line.event === 'CrashLoopBackOff' ? undefined : `${line.container}: ${line.event.toUpperCase()}`;
}

/** What happened on the page, line by line, happened here from the mark on, in the same order. */
export function expectTimeline(run: PodRun, folder: string, key: string, from: number, without = /^$/): void {
  const wanted = Array.from(block(folder, key).matchAll(/^t=\S+ +(.*)$/gm), ([, text = '']) => text)
    .filter((text) => !/probe (failed|errored)|Hook failed|PreStopHook/.test(text) && !without.test(text))
    .map((text) =>
      text.replace(/within (\d+) s/, (_all, given) => `within ${Math.max(1, Math.round(given / FACTOR))} s`),
    );
  const real = run.lines.slice(from).flatMap((line) => happened(line) ?? []);
  expect(wanted.length).toBeGreaterThan(2);
  expect(inOrder(wanted, real), `lines of the page in ${JSON.stringify(real)}`).toEqual([]);
}
