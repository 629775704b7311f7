import { type AdapterRequest, createHandler, type Health, type ProbeOptions, ProbezError } from '@probez/core';
import { warnAtTheEdge } from './edge.ts';
import { addressOf, type Peer } from './peer.ts';

/** The part of a `Request` that the probes need. */
export type FetchRequest = Pick<Request, 'url' | 'method' | 'headers'>;

/**
 * A request as the handler takes it. Every request of the app passes here, so nothing is read in advance.
 */
class FetchProbeRequest implements AdapterRequest {
  readonly #request: FetchRequest;
  readonly #peer: Peer;

  constructor(request: FetchRequest, peer: Peer) {
    this.#request = request;
    this.#peer = peer;
  }

  get method(): string {
    return this.#request.method;
  }

  /** Without the origin: what follows is the request's target as it was sent. */
  get url(): string {
    const { url } = this.#request;
    return url.slice(url.indexOf('/', url.indexOf('://') + 3));
  }

  get headers(): AdapterRequest['headers'] {
    return this.#request.headers;
  }

  get remoteAddress(): string | undefined {
    return addressOf(this.#request, this.#peer);
  }
}

/** Options of the fetch handler: those of every adapter, and `fallback`. */
export interface FetchProbeOptions<
  Asked extends FetchRequest = Request,
  Rest extends readonly unknown[] = readonly unknown[],
> extends ProbeOptions {
  /**
   * Handles every request that is not a probe; it gets all arguments of the handler.
   * @default none: the handler returns `undefined` for such a request
   */
  readonly fallback?: ((request: Asked, ...rest: Rest) => Response | Promise<Response>) | undefined;
}

/**
 * Returns a function that answers probes, and returns `undefined` for a request that is not a probe. Pass the framework's second
 * argument on as `peer` if your `details` function needs `remoteAddress`.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function probes(
  health: Health,
  options?: ProbeOptions & { readonly fallback?: undefined },
): (request: FetchRequest, peer?: Peer) => Response | undefined;
/**
 * A complete `fetch` handler: `Bun.serve({ fetch: probes(health, { fallback: app.fetch }) })`, `Deno.serve(probes(health, { fallback }))`.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function probes<Asked extends FetchRequest = Request, Rest extends readonly unknown[] = readonly unknown[]>(
  health: Health,
  options: FetchProbeOptions<Asked, Rest>,
): (request: Asked, ...rest: Rest) => Response | Promise<Response>;
export function probes(
  health: Health,
  options: FetchProbeOptions<FetchRequest> = {},
): (request: FetchRequest, ...rest: readonly unknown[]) => Response | Promise<Response> | undefined {
  warnAtTheEdge();
  const handler = createHandler(health, options, ['fallback']);
  const { fallback } = options;
  if (fallback !== undefined && typeof fallback !== 'function')
    throw new ProbezError(
      'INVALID_OPTION',
      `fallback is of type ${typeof fallback}; allowed: a function of the request`,
    );
  return (request, ...rest) => {
    const answer = handler(new FetchProbeRequest(request, rest[0]));
    if (answer === undefined) return fallback?.(request, ...rest);
    const { status, headers, body } = answer;
    // An empty body is what HEAD wants; a text would bring a Content-Length of its own in some hosts.
    return new Response(body === '' ? null : body, { status, headers });
  };
}
