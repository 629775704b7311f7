import { expect, it } from 'vitest';
import { safeLogger } from '../src/safe-logger.ts';

const fail = (): never => {
  throw new Error('no');
};

it.each<[string, Parameters<typeof safeLogger>[0]]>([
  ['none', false],
  ['that throws', { info: fail, warn: fail, error: fail }],
  ['that rejects', { info: async () => fail(), warn: async () => fail(), error: async () => fail() }],
])('a logger %s does no harm', async (_how, logger) => {
  const unhandled: unknown[] = [];
  const hear = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', hear);
  const safe = safeLogger(logger);
  for (const level of ['info', 'warn', 'error'] as const) safe[level]('a line');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', hear);
  expect(unhandled).toEqual([]);
});
