import type { ServerResponse } from 'node:http';

/** Browsers that watch. Lines are sent together, a few times a second, however many there are. */
export interface Streams {
  open(response: ServerResponse, seconds: number, lines: readonly string[]): void;
  push(line: string): void;
  count(): number;
  /** Tells all that it is over. */
  end(): void;
}

const PAUSE_MS = 100;
const CHUNK = 500;
/** A browser that does not read must not fill the memory: it is disconnected, and connects again. More than the whole backlog has. */
export const MOST_UNREAD = 32 * 1024 * 1024;

export function createStreams(): Streams {
  const watchers = new Set<ServerResponse>();
  let pending: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    timer = undefined;
    const text = linesEvent(pending);
    pending = [];
    for (const watcher of watchers) send(watcher, text);
  };

  const send = (watcher: ServerResponse, text: string): void => {
    if (watcher.writableLength <= MOST_UNREAD) return void watcher.write(text);
    watchers.delete(watcher);
    watcher.destroy();
  };

  return {
    open(response, seconds, lines) {
      // Those that wait are in `lines`, too: the others get them now.
      if (timer !== undefined) {
        clearTimeout(timer);
        flush();
      }
      response.write(`retry: 1000\n\nevent: start\ndata: ${seconds}\n\n`);
      for (let from = 0; from < lines.length; from += CHUNK)
        response.write(linesEvent(lines.slice(from, from + CHUNK)));
      watchers.add(response);
      response.once('close', () => watchers.delete(response));
    },
    count: () => watchers.size,
    push(line) {
      if (watchers.size === 0) return;
      pending.push(line);
      timer ??= setTimeout(flush, PAUSE_MS);
    },
    end() {
      clearTimeout(timer);
      flush();
      for (const watcher of watchers) watcher.end('event: over\ndata: {}\n\n');
      watchers.clear();
    },
  };
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: one line of data, as JSON has no line breaks. */
const linesEvent = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `event: lines\ndata: [${lines.map((line) => line.trimEnd()).join(',')}]\n\n`;
