import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance, isWithin } from '../src/nearest.ts';

const word = fc.string({ unit: fc.constantFrom(...'abcxyz-019éß'), maxLength: 12 });

it('what is told without counting edits is what counting them tells', () => {
  fc.assert(
    fc.property(word, word, fc.nat(3), (a, b, edits) => {
      expect(isWithin(a, b, edits)).toBe(editDistance(a, b) <= edits);
    }),
  );
});

it.each([
  ['orders', 'odrers', true],
  ['orders', 'order', true],
  ['orders', 'oredrr', true],
  ['orders', 'payments', false],
  ['a-very-long-name', 'a-very-long-game', true],
] as const)('%s and %s', (a, b, expected) => expect(isWithin(a, b, 2)).toBe(expected));
