import { describe, expect, it } from 'vitest';
import { missing } from '../support/missing.ts';
import { LINES } from './lines.ts';
import { nestRestart, WAYS } from './rolling-restart.ts';

/** Less than the default, so that the suite is quick: health checks see readiness within two seconds here. */
const options = { delayMs: 3_500 };
const [older, newer] = LINES;
const RUNS = [
  [older, 'express', WAYS[0]],
  [older, 'fastify', WAYS[1]],
  [newer, 'express', WAYS[1]],
  [newer, 'fastify', WAYS[0]],
] as const;

describe.skipIf(missing('haproxy', 'postgres'))(
  'NestJS with TypeORM on PostgreSQL, rolled behind HAProxy under load',
  () => {
    it.each(RUNS)('loses no request: %s on %s, %s', { timeout: 180_000 }, async (line, platform, way) => {
      const { requests, failed, errors, codes } = await nestRestart({ line, platform, way, options });
      expect(errors).toEqual({});
      expect(failed).toBe(0);
      // A run that has asked little has shown little.
      expect(requests).toBeGreaterThan(500);
      expect(codes).toEqual([0, 0, 0]);
    });
  },
);
