/**
 * The status page where a `Request` comes in and a `Response` goes out.
 * @module
 */

import type { Health } from '@probez/core';
import { createPage, type PageResponse, type StatusPageOptions } from './page.ts';

export type { StatusPageOptions } from './page.ts';

/**
 * The status page for frameworks and runtimes with the Fetch API's `Request` and `Response`. The returned function returns
 * `undefined` for a request that is not the page's.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function statusPage(
  health: Health,
  options: StatusPageOptions = {},
): (request: Pick<Request, 'url' | 'method' | 'headers'>) => Response | undefined {
  const page = createPage(health, options);
  return ({ url, method, headers }) => {
    const target = url.slice(url.indexOf('/', url.indexOf('://') + 3));
    const answer = page({ method, url: target, headers: Object.fromEntries(headers) });
    return answer === undefined ? undefined : new Response(bodyOf(answer), answer);
  };
}

function bodyOf({ body, open }: PageResponse): string | null | ReadableStream<Uint8Array> {
  if (open === undefined) return body === '' ? null : body;
  const encoder = new TextEncoder();
  let close: (() => void) | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let over = false;
      const end = (): void => {
        if (!over) controller.close();
        over = true;
      };
      close = open({
        write(text) {
          // A client that does not read must not fill the memory: its stream is closed, and it may connect again.
          if (over) return;
          if ((controller.desiredSize ?? 0) < MOST_WAITING) {
            end();
            close?.();
          } else controller.enqueue(encoder.encode(text));
        },
        end,
      });
    },
    cancel: () => close?.(),
  });
}

/** Messages that nobody has read, below zero. */
const MOST_WAITING = -100;
