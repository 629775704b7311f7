// @ts-nocheck
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHealth, heartbeatCheck, manualCheck, type ProbeName, ProbezError } from '../../src/index.ts';

/** An error of each name takes its time. */
const FEW = { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 1_000) / 5) };
const RESERVED = ['shutdown', 'startup-probe', 'not-started', 'event-loop-stall'];
const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ maxLength: 260 }),
  fc.constantFrom('a', 'a/b', '/', ' ', '', '\n', 'a\u2028b', 'é', '👍', '\ud83d', ...RESERVED),
);

/** Character by character, and not by a pattern. */
function isName(text: string): boolean {
  if (text.length === 0 || text.length > 200 || RESERVED.includes(text)) return false;
  return Array.from(text).every((character) => {
    const point = character.codePointAt(0) ?? 0;
    const control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    const separator = point === 0x2028 || point === 0x2029;
    const half = point >= 0xd800 && point <= 0xdfff;
    return !control && !separator && !half;
  });
}

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    return error instanceof ProbezError ? error.code : String(error);
  }
}

describe('registration', () => {
  test('takes every name that may be one, once, and no other; who unregisters gives it back', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), (names) => {
        const health = createHealth({ logger: false });
        const taken = new Map<string, () => void>();
        for (const [index, each] of names.entries()) {
          const expected = !isName(each) ? 'INVALID_CHECK' : taken.has(each) ? 'DUPLICATE_CHECK' : 'none';
          expect(codeOf(() => taken.set(each, health.register({ name: each, run: () => true })))).toBe(expected);
          if (index % 3 !== 2) continue;
          taken.get(each)?.();
          taken.delete(each);
        }
        expect(
          health
            .snapshot()
            .checks.map((check) => check.name)
            .sort(),
        ).toEqual([...taken.keys()].sort());
      }),
      FEW,
    );
  }, 600_000);

  test('takes what is polled or pushed, and nothing that is neither or both', () => {
    const part = fc.constantFrom<unknown>(undefined, null, true, {}, 'run', () => true);
    fc.assert(
      fc.property(part, part, (run, attach) => {
        const health = createHealth({ logger: false });
        const check = { name: 'a', run, attach };
        const one = (typeof run === 'function') !== (typeof attach === 'function');
        expect(codeOf(() => Reflect.apply(health.register, undefined, [check]))).toBe(one ? 'none' : 'INVALID_CHECK');
      }),
      FEW,
    );
  }, 600_000);

  test('keeps what stands for another process out of liveness', () => {
    const kinds = fc.constantFrom(undefined, 'datastore', 'Datastore', 'component', 'system');
    const probes = fc.subarray([...PROBES], { minLength: 1 });
    fc.assert(
      fc.property(kinds, probes, fc.constantFrom(undefined, false, true), (componentType, serves, allowed) => {
        const more = { componentType, probes: serves, allowDatastoreInLiveness: allowed };
        const refused = componentType?.toLowerCase() === 'datastore' && serves.includes('liveness') && allowed !== true;
        for (const check of [
          { name: 'a', run: () => true, ...more },
          { name: 'b', attach: () => {}, ...more },
        ])
          expect(codeOf(() => createHealth({ logger: false, checks: [check] }))).toBe(
            refused ? 'INVALID_CHECK' : 'none',
          );
        if (refused) return;
        const checks = [manualCheck({ name: 'c', ...more }), heartbeatCheck({ name: 'd', staleAfterMs: 1, ...more })];
        expect(createHealth({ logger: false, checks }).snapshot().checks).toHaveLength(2);
      }),
      FEW,
    );
  }, 600_000);
});
