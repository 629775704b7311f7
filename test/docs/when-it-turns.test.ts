/** "When it turns" of docs/getting-started.md: the numbers of the defaults, and of the probes that `probez manifest` writes. */
import { readFileSync } from 'node:fs';
import { createHealth } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { describe, expect, it } from 'vitest';
import { runHere } from '../../packages/cli/test/io.ts';
import { ROOT } from '../support/packages.ts';

const page = readFileSync(`${ROOT}docs/getting-started.md`, 'utf8');
const [, table = ''] = /^### When it turns\n([\s\S]*?)^#/m.exec(page) ?? [];
const numbers = Array.from(table.matchAll(/^\| [^|]*\| ([^|]*) \|/gm), ([, cell = '']) =>
  Array.from(cell.matchAll(/(\d+) s/g), ([, seconds]) => Number(seconds)),
).filter((found) => found.length > 0);

type Answer = 'passes' | 'is refused' | 'hangs';

/** How long until a check says the other when the dependency changes right after a run, in seconds; every period is as long as jitter makes it. */
async function turn(before: Answer, after: Answer, beforeMs: number): Promise<number> {
  const clock = createFakeClock({ random: () => 1 - 1e-9 });
  let answer = before;
  let runs = 0;
  const run = () => {
    runs += 1;
    if (answer === 'is refused') throw new Error('refused');
    return answer === 'passes' ? true : new Promise<never>(() => {});
  };
  const health = createHealth({ clock, logger: false, checks: [{ name: 'payments', run }] });
  const status = () => health.snapshot().checks[0]?.status;
  void health.start();
  await clock.advance(beforeMs);
  // Right after a run: the next one is as far away as it can be.
  const ran = runs;
  while (runs === ran) await clock.advance(10);
  const was = status();
  const from = clock.now();
  answer = after;
  while (status() === was) await clock.advance(10);
  await health.stop();
  return (clock.now() - from) / 1000;
}

describe('at most', () => {
  it.each<[Answer, Answer, number, number, number]>([
    ['passes', 'is refused', 0, 0, 0],
    ['passes', 'hangs', 0, 0, 1],
    ['is refused', 'passes', 120_000, 2, 0],
  ])('a check that %s and then %s', async (before, after, beforeMs, row, place) => {
    expect(Math.round(await turn(before, after, beforeMs))).toBe(numbers[row]?.[place]);
  });

  it('the kubelet', async () => {
    const { stdout } = await runHere(['manifest', '--app-waits', '--json']);
    const {
      periodSeconds,
      failureThreshold,
      successThreshold = 1,
    } = JSON.parse(stdout).spec.template.spec.containers[0].readinessProbe;
    expect(periodSeconds * failureThreshold).toBe(numbers[1]?.[0]);
    expect(periodSeconds * successThreshold).toBe(numbers[3]?.[0]);
  });
});
