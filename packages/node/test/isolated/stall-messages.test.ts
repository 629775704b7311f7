import { expect, test } from 'vitest';
import { stallBegun, stallNotLive, stallOver } from '../../src/isolated/stall-messages.ts';

const frames = ['spin (/app/a.js:1:2)', 'handle (/app/b.js:3:4)', 'emit (node:events:5:6)', 'main (/app/c.js:7:8)'];

test('at the beginning: the stack, or that there is none', () => {
  const head = 'probez: the event loop has been stalled for 5.1 s: readiness fails now, liveness after 30 s.';
  expect(stallBegun(5_100, 30_000, { frames: frames.slice(0, 2), native: false })).toBe(
    `${head} The main thread is here:\n    at spin (/app/a.js:1:2)\n    at handle (/app/b.js:3:4)\n`,
  );
  expect(stallBegun(5_100, 30_000, { frames: [], native: true })).toBe(
    `${head} The main thread is outside JavaScript (a system call or native code), so there is no stack to show until it returns.\n`,
  );
  expect(stallBegun(5_100, 30_000, 'nobody knows')).toBe(`${head} No stack available: nobody knows.\n`);
});

test('past the second limit', () => {
  expect(stallNotLive(30_049)).toBe('probez: the event loop has been stalled for 30 s: liveness fails now.\n');
});

test.each([
  [
    { durationMs: 7_321, notLive: false, stack: frames, native: false },
    'of 7.3 s, in spin (/app/a.js:1:2) < handle (/app/b.js:3:4) < main (/app/c.js:7:8); readiness failed meanwhile',
  ],
  [
    { durationMs: 40_000, notLive: true, stack: frames.slice(2), native: true },
    'of 40 s, outside JavaScript, called from main (/app/c.js:7:8); readiness and liveness failed meanwhile',
  ],
  [
    { durationMs: 6_000, notLive: false, stack: [], native: true },
    'of 6 s, outside JavaScript; readiness failed meanwhile',
  ],
  [
    { durationMs: 6_000, notLive: false, stack: ['now (node:internal/a:1:1)'], native: false },
    'of 6 s, in now (node:internal/a:1:1); readiness failed meanwhile',
  ],
])('when it is over, in one line: %o', (report, expected) => {
  expect(stallOver(report)).toBe(`probez: the event loop runs again after a stall ${expected}`);
});
