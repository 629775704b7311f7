import { createHealth } from '@probez/core';
import { expect, it } from 'vitest';
import { probes } from '../src/index.ts';

const health = createHealth({ logger: false });

// Found at construction: at the first request of the app it would be an exception that nobody catches.
it.each<[unknown, string]>([
  [null, 'the options object of probes is null; allowed: an object'],
  [7, 'the options object of probes is 7'],
  [{ fallback: 'app' }, 'fallback is "app"; allowed: a function of request and response'],
  [{ fallback: {} }, 'fallback is'],
  [{ fallback: null }, 'fallback is null'],
  [{ path: '/x' }, 'unknown option "path"'],
])('refused: %j', (options, message) => {
  expect(() => Reflect.apply(probes, undefined, [health, options])).toThrow(message);
});
