import { describe, expect, it } from 'vitest';
import { type Telling, tell, UNTOLD } from '../../src/shutdown/told.ts';

const PERSON = true;
const MACHINE = false;

/** What each of a series of signals means. */
function meanings(history: readonly (readonly [at: number, byPerson: boolean])[]): Telling[] {
  let told = UNTOLD;
  return history.map(([at, byPerson]) => {
    const [next, telling] = tell(told, byPerson, at);
    told = next;
    return telling;
  });
}

describe('a stop', () => {
  it.each<[string, Parameters<typeof meanings>[0], Telling[]]>([
    ['is begun by a signal', [[0, MACHINE]], ['begin']],
    [
      'is one, however often and however late it is told',
      [
        [0, MACHINE],
        [0, MACHINE],
        [7, MACHINE],
        [20_000, MACHINE],
      ],
      ['begin', 'join', 'join', 'join'],
    ],
    [
      'ends at once at the second Ctrl-C',
      [
        [0, PERSON],
        [300, PERSON],
      ],
      ['begin', 'force'],
    ],
    [
      'takes the Ctrl-C that npm passes on for the same',
      [
        [0, PERSON],
        [9, PERSON],
        [299, PERSON],
        [301, PERSON],
      ],
      ['begin', 'join', 'join', 'force'],
    ],
    [
      'hurries for a person where a supervisor began it, and ends at once for the second Ctrl-C',
      [
        [0, MACHINE],
        [5_000, PERSON],
        [5_010, PERSON],
        [5_400, MACHINE],
        [5_500, PERSON],
      ],
      ['begin', 'hurry', 'join', 'join', 'force'],
    ],
  ])('%s', (_what, history, expected) => {
    expect(meanings(history)).toEqual(expected);
  });
});
