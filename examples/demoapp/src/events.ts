import type { IncomingMessage, ServerResponse } from 'node:http';

const MOST = 100;
const PAUSE_MS = 1_000;
const MOST_SECONDS = 600;
const MOST_WAITING = 64 * 1024;

/** `/events`: server-sent events, one a second. `gracefulShutdown` ends such streams when closing begins. */
export interface Events {
  /** Answers with a stream; `false`: there are too many. */
  open(request: IncomingMessage, response: ServerResponse): boolean;
}

/** @param name who sends */
export function createEvents(name: string): Events {
  let open = 0;
  return {
    open({ method }, response) {
      if (open >= MOST) return false;
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      if (method === 'HEAD') {
        response.end();
        return true;
      }
      open += 1;
      response.write('retry: 2000\n\n');
      let count = 0;
      const timer = setInterval(() => {
        count += 1;
        response.write(`event: tick\ndata: ${JSON.stringify({ count, name })}\n\n`);
        // Nothing lasts for ever, and nobody who does not read fills the memory: an EventSource comes back.
        if (count >= MOST_SECONDS) response.end();
        else if (response.writableLength > MOST_WAITING) response.destroy();
      }, PAUSE_MS);
      for (const event of ['finish', 'close']) response.once(event, () => clearInterval(timer));
      response.once('close', () => {
        open -= 1;
      });
      return true;
    },
  };
}

/** What those hear for whom there is no room. */
export const tooManyEvents = `${MOST} streams are open already; allowed: ${MOST}\n`;
