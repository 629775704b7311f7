import { describe, expect, it } from 'vitest';
import { recordings } from '../recorded.ts';
import { playRecording } from './play.ts';
import { happeningsOf, livesOf, type Recording, type Row, settledAt, withoutChance } from './recording.ts';

const all = recordings('rollouts').map(([name, given]) => {
  const recorded = given as unknown as Recording;
  const runs = recorded.runs.map(({ clock, rows }) => ({ clock, rows: withoutChance(rows) }));
  return [name, { ...recorded, runs }] as const;
});
const play = (recorded: Recording) => withoutChance(playRecording(recorded));
const { max, abs } = Math;

/** The longest period of a readiness probe: when Pods get ready is by chance within it. */
const periodOf = (recorded: Recording) =>
  max(
    1,
    ...[...JSON.stringify([recorded.manifests, recorded.change]).matchAll(/"periodSeconds":(\d+)/g)].map((one) =>
      Number(one[1]),
    ),
  );

/** How many times new Pods have got ready together before: each time adds its chance to what comes after. */
function wavesBefore(rows: readonly Row[], t: number): number {
  const times = happeningsOf(rows).flatMap((one) => (/ ready \d+$/.test(one.name) && one.t <= t ? [one.t] : []));
  return times.filter((one, index) => index === 0 || one - (times[index - 1] ?? 0) > 1).length;
}

/** How late or early something may be: 1 s, a period for each wave, or as much as two recordings differ. */
const toleranceAt = (recorded: Recording, t: number, other: number | undefined) => {
  const waves = max(...recorded.runs.map(({ rows }) => wavesBefore(rows, t)));
  return 0.1 + max(1, waves * periodOf(recorded), other === undefined ? 0 : abs(other - t));
};

const sorted = (rows: readonly Row[]) =>
  livesOf(rows).sort((a, b) => {
    const [x, y] = [a, b].map((one) => `${one.template} ${one.states.join('; ')}`);
    return x === y ? Number(a.times.join() > b.times.join()) : (x ?? '') < (y ?? '') ? -1 : 1;
  });

describe('rollouts of a real cluster', () => {
  it.each(all)('%s: the same lives of Pods and sizes of ReplicaSets, at the same times', (_name, recorded) => {
    const [first, again] = recorded.runs.map((run) => happeningsOf(run.rows));
    const played = happeningsOf(play(recorded));
    const names = (some: readonly { name: string }[] = []) => some.map((one) => one.name).sort();
    expect([names(first), names(again)]).toContainEqual(names(played));
    const late = (first ?? []).flatMap(({ name, t }) => {
      const ours = played.find((one) => one.name === name)?.t ?? Number.NaN;
      const other = again?.find((one) => one.name === name)?.t;
      if (again !== undefined && other === undefined) return []; // it came by chance
      const tolerance = toleranceAt(recorded, t, other);
      return abs(ours - t) <= tolerance ? [] : [{ name, recorded: t, other, ours, tolerance }];
    });
    expect(late).toEqual([]);
  });

  it.each(all)('%s: in the same order', (_name, recorded) => {
    const played = happeningsOf(play(recorded));
    const runs = recorded.runs.map((run) => new Map(happeningsOf(run.rows).map(({ name, t }) => [name, t])));
    const isSize = (name: string) => / wants /.test(name);
    const wrong = played.flatMap((a, index) =>
      played.slice(index + 1).flatMap((b) => {
        // What was that far apart in all recordings did not come in its order by chance.
        const apart = runs.map((run) => (run.get(a.name) ?? 0) - (run.get(b.name) ?? 0));
        return apart.every((one) => one > 0.5) ? [`${a.name} at ${a.t} before ${b.name} at ${b.t}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
    const sizes = (some: Iterable<string>) => [...some].filter(isSize);
    expect(sizes(played.map((one) => one.name))).toEqual(sizes(runs[0]?.keys() ?? []));
  });

  it.each(all)('%s: each Pod goes through the same states', (_name, recorded) => {
    const lives = (rows: readonly Row[]) =>
      sorted(rows).map(({ template, states }) => `${template}: ${states.join('; ')}`);
    expect(lives(play(recorded))).toEqual(lives(recorded.runs[0]?.rows ?? []));
  });

  it.each(all)('%s: settles to the same values', (_name, recorded) => {
    const rows = recorded.runs[0]?.rows ?? [];
    const played = play(recorded);
    const times = [...new Set([...rows, ...played].map(({ t }) => t)), recorded.seconds].sort((a, b) => a - b);
    const quiet = times.filter((t, index) => {
      const next = times[index + 1] ?? Number.POSITIVE_INFINITY;
      return next - t > 0.5;
    });
    for (const t of quiet) {
      const last = (some: readonly Row[]) => Math.max(...some.filter((row) => row.t <= t).map((row) => row.t));
      // Only where both have had the same things happen.
      if (
        happeningsOf(rows).filter((one) => one.t <= t).length !==
        happeningsOf(played).filter((one) => one.t <= t).length
      )
        continue;
      expect([last(rows) <= t, settledAt(played, t)], `at ${t}`).toEqual([true, settledAt(rows, t)]);
    }
  });

  it.each(all.filter(([, recorded]) => recorded.change.some((one) => one.evict !== undefined)))(
    '%s: the same evictions are refused',
    (_name, recorded) => {
      const accepted = (rows: readonly Row[]) =>
        rows.flatMap((row) => (row.kind === 'Eviction' && row.status === 201 ? [row.pod] : []));
      const played = play(recorded);
      expect(accepted(played).length).toBe(accepted(recorded.runs[0]?.rows ?? []).length);
      expect(played.filter((row) => row.status === 429).length).toBeGreaterThan(0);
    },
  );
});
