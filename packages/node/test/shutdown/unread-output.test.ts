import { EventEmitter } from 'node:events';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { outliveReaders } from '../../src/shutdown/unread-output.ts';

const streamOf = () => Object.assign(new EventEmitter(), { write: (): boolean => true });

describe('from the drain on, a logger that was ended ends nothing', () => {
  it.each<[string, (stream: ReturnType<typeof streamOf>) => unknown]>([
    ['pino', (stream) => pino({}, stream)],
    ['a child of pino', (stream) => pino({}, stream).child({ part: 'health' })],
    ['pino with several streams', (stream) => pino({}, pino.multistream([{ stream }, { stream: streamOf() }]))],
    ['a stream that is a logger', (stream) => Object.assign(stream, { info() {}, warn() {}, error() {} })],
  ])('%s', (_what, loggerOf) => {
    const stream = streamOf();
    const logger = loggerOf(stream);
    expect(() => stream.emit('error', new Error('the worker is ending'))).toThrow('the worker is ending');
    outliveReaders(logger);
    outliveReaders(logger);
    expect(stream.emit('error', new Error('the worker is ending'))).toBe(true);
    expect(stream.listenerCount('error')).toBe(1);
  });

  it('winston', () => {
    const logger = winston.createLogger({ silent: true });
    outliveReaders(logger);
    expect(logger.emit('error', new Error('write after end'))).toBe(true);
  });

  it.each<[string, unknown]>([
    ['console', console],
    ['none', false],
    ['lines of its own', { info() {}, warn() {}, error() {} }],
    ['one that shows nothing', new Proxy({}, { get: () => undefined, getPrototypeOf: () => JSON.parse('{') })],
  ])('and one without a stream is left alone: %s', (_what, logger) => {
    expect(() => outliveReaders(logger)).not.toThrow();
  });
});
