import { describe, expect, it } from 'vitest';
import { amountOf, isZero, readAmount } from '../../src/manifest/amount.ts';
import { Part } from '../../src/manifest/part.ts';

describe('a number of Pods or a share of them', () => {
  it.each([
    [0, 10, 0, 0],
    [3, 10, 3, 3],
    ['0%', 10, 0, 0],
    ['25%', 10, 2, 3],
    ['25%', 8, 2, 2],
    ['150%', 2, 3, 3],
    ['1%', 0, 0, 0],
  ])('%j of %i: %i or %i', (amount, total, down, up) => {
    expect(readAmount(new Part(amount))).toBe(amount);
    expect([amountOf(amount, total, 'down'), amountOf(amount, total, 'up')]).toEqual([down, up]);
  });

  it.each([[undefined], [null], ['many'], ['25'], ['%'], ['2.5%'], ['-1%'], [2.5], [{}], [[]]])(
    '%j is none',
    (value) => {
      expect(readAmount(new Part(value))).toBeUndefined();
      expect(isZero(new Part(value))).toBe(false);
    },
  );

  it.each([
    [0, true],
    ['0%', true],
    ['000%', true],
    [1, false],
    ['10%', false],
    ['0', false],
  ])('is zero: %j, %s', (value, zero) => {
    expect(isZero(new Part(value))).toBe(zero);
  });
});
