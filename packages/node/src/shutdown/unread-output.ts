import { hasMethods, peek } from '@probez/core/internal';

const ignore = (): void => {};

/**
 * From now on errors of the log's streams are ignored. `node app.js | pino-pretty` ends its reader with the same Ctrl-C, a closed
 * terminal answers EIO, a hook may end the logger before our last line: each error would end the process and cut what it serves.
 * @see https://nodejs.org/api/process.html#a-note-on-process-io
 */
export function outliveReaders(logger: unknown): void {
  for (const stream of [process.stdout, process.stderr, ...streamsOf(logger)]) {
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }
}

/** Where a logger writes, as far as it can be seen: winston's is a stream itself, pino keeps its own under a symbol, or several of them. */
function streamsOf(logger: unknown): Emitter[] {
  const own = symbolsOf(logger).filter(({ description }) => description === 'pino.stream');
  const streams = own.map((key) => peek(logger, key));
  const several = streams.flatMap((stream) => {
    const list = peek(stream, 'streams');
    return Array.isArray(list) ? list.map((one: unknown) => peek(one, 'stream')) : [];
  });
  return [logger, ...streams, ...several].filter(isEmitter);
}

/** Its own and those of what it descends from: a child of a logger has its parent's. */
function symbolsOf(value: unknown): symbol[] {
  const symbols: symbol[] = [];
  try {
    for (let at = value; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at))
      symbols.push(...Object.getOwnPropertySymbols(at));
  } catch {
    // A proxy that does not want to be looked at.
  }
  return symbols;
}

interface Emitter {
  listeners(event: 'error'): unknown[];
  on(event: 'error', listener: () => void): unknown;
}

const isEmitter = (value: unknown): value is Emitter => hasMethods(value, ['listeners', 'on', 'emit', 'write']);
