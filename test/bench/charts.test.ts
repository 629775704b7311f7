/** The charts of the benchmarks' page: what they show is what was measured. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NARROW, ratioChart, WIDE } from '../../bench/lib/chart.mjs';
import { chartsOf } from '../../bench/lib/charts.mjs';
import { figuresOf, insert, toMarkdown } from '../../bench/lib/report.mjs';
import { verdictOf } from '../../bench/lib/result.mjs';
import { ROOT } from '../support/packages.ts';

const kept = JSON.parse(readFileSync(`${ROOT}bench/results/latest.json`, 'utf8'));
const charts = chartsOf(kept);

type Values = readonly [low: number, median: number, high: number];

const chartOf = (values: readonly Values[], layout: typeof WIDE): string => {
  const lines = values.map(([low, median, high], index) => ({ label: `line ${index}`, value: { low, median, high } }));
  return ratioChart({ title: 'a & b', description: 'c < d', groups: [{ title: '', lines }] }, layout);
};

const numbers = (svg: string, pattern: RegExp): readonly number[] =>
  Array.from(svg.matchAll(pattern), ([, x]) => Number(x));
const dots = (svg: string) => numbers(svg, /<circle cx="([^"]+)"/g);
const one = (svg: string): number => numbers(svg, /<line class="one" x1="([^"]+)"/g)[0] ?? Number.NaN;

describe('the page', () => {
  it('and its charts are what the kept results say: npm run bench -- --render writes them anew', () => {
    const page = readFileSync(`${ROOT}docs/benchmarks.md`, 'utf8');
    expect(insert(page, toMarkdown(kept, charts))).toBe(page);
    const folder = `${ROOT}docs/images/benchmarks/`;
    const drawn = Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(folder + file, 'utf8')]));
    const wanted = Array.from(charts.values()).flatMap((each) => [each, each.narrow]);
    expect(drawn).toEqual(Object.fromEntries(wanted.map(({ file, svg }) => [file, svg])));
  });

  it('draws every ratio of its summary once, by what it says', () => {
    for (const verdict of ['behind', 'level', 'ahead'] as const) {
      const svg = Array.from(charts.values()).find(({ file }) => file === `${verdict}.svg`)?.svg ?? '';
      expect(dots(svg)).toHaveLength(figuresOf(kept).filter((figure) => verdictOf(figure) === verdict).length);
    }
  });
});

describe.each([
  ['wide', WIDE],
  ['narrow', NARROW],
] as const)('a %s chart', (_name, layout) => {
  const chart = (...values: readonly Values[]): string => chartOf(values, layout);

  it.each([
    ['one line', [[0.9, 1, 1.1]]],
    [
      'far on either side',
      [
        [0.0001, 0.0002, 0.5],
        [200, 900, 4_000],
      ],
    ],
    ['nothing at all', [[0, 0, 0.1]]],
    ['all cheaper', [[0.2, 0.3, 0.4]]],
    ['all dearer', [[2, 3, 4]]],
    ['exactly 1', [[1, 1, 1]]],
    [
      'exactly on a tick',
      [
        [0.5, 0.5, 0.5],
        [2, 2, 2],
      ],
    ],
  ] as const)('%s: has 1 on its axis, and everything within it', (_what, values) => {
    const svg = chart(...values);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(one(svg)).toBeGreaterThan(0);
    const drawn = [
      ...dots(svg),
      ...numbers(svg, /<path class="whisker" d="M([\d.]+) /g),
      ...numbers(svg, /H([\d.]+)/g),
    ];
    for (const x of drawn) {
      expect(x).toBeGreaterThanOrEqual(layout.left);
      expect(x).toBeLessThanOrEqual(layout.right);
    }
  });

  it('puts half as far from 1 as twice', () => {
    const svg = chart([0.5, 0.5, 0.5], [2, 2, 2]);
    const [half = 0, twice = 0] = dots(svg);
    expect(one(svg) - half).toBeCloseTo(twice - one(svg), 0);
  });

  it('has no whiskers for what is counted', () => {
    expect(chart([2, 2, 2])).not.toContain('<path');
    expect(chart([1.5, 2, 2.5]).match(/<path/g)).toHaveLength(1);
  });

  it('colours by what can be told: an interval with 1 in it is neither', () => {
    expect(
      Array.from(
        chart([0.8, 0.9, 0.95], [0.9, 1, 1.1], [1.1, 1.2, 1.3]).matchAll(/<g class="(\w+)"/g),
        ([, style]) => style,
      ),
    ).toEqual(['ahead', 'level', 'behind']);
  });

  it('says its name and what it is to who does not see it, in two modes for who does', () => {
    const svg = chart([1, 1, 1]);
    expect(svg).toContain('role="img" aria-labelledby="title description"');
    expect(svg).toContain('<title id="title">a &amp; b</title>');
    expect(svg).toContain('<desc id="description">c &lt; d</desc>');
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('breaks long names into lines that fit', () => {
    const label =
      'time until an outage is seen, every 5 s, one failure is enough, Probez, polled every 10 s, against checks run on request';
    const lines = [{ label, value: { low: 1, median: 1, high: 1 } }];
    const svg = ratioChart({ title: '', description: '', groups: [{ title: label, lines }] }, layout);
    const rows = Array.from(svg.matchAll(/<text x="0"[^>]*>([^<]*)</g), ([, row = '']) => row).slice(0, -1);
    expect(rows.join(' ')).toContain(label.slice(0, 20));
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(layout.letters);
  });
});

it('on a phone a chart is shown as large as it is: its letters are not shrunk', () => {
  for (const { narrow } of charts.values()) {
    const width = Number(/ width="(\d+)"/.exec(narrow.svg)?.[1]);
    // The narrowest phone in use, without the margins of the page, at most a tenth smaller.
    expect(width * 0.9).toBeLessThanOrEqual(360 - 2 * 24);
  }
});
