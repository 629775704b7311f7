import {
  type AdapterRequest,
  createHandler,
  type Health,
  type ProbeHandler,
  type ProbeOptions,
  type ProbeResponse,
} from '@probez/core';

/** An indicator's result in the format of `@nestjs/terminus`. */
interface Indicator {
  readonly status: 'up' | 'down';
  readonly message?: string;
}

/** The JSON answer, in the format of `@nestjs/terminus`. */
export interface TerminusAnswer {
  /** `shutting_down` while draining. */
  readonly status: 'ok' | 'error' | 'shutting_down';
  /** Checks that are up. */
  readonly info: Readonly<Record<string, Indicator>>;
  /** Checks that are down. */
  readonly error: Readonly<Record<string, Indicator>>;
  /** All checks. */
  readonly details: Readonly<Record<string, Indicator>>;
}

/** One entry of the IETF draft's `checks`. */
interface Told {
  readonly status: string;
  readonly output?: string;
}

/** Answers the path with readiness in the shape of `@nestjs/terminus`; the rules of the probes hold: who may see reasons, which methods. */
export function createTerminusHandler(health: Health, path: string, options: ProbeOptions): ProbeHandler {
  const { details, token, methods, prefix = '' } = options;
  const handler = createHandler(health, {
    paths: { liveness: [], readiness: path, startup: [] },
    prefix,
    details,
    token,
    methods,
  });
  const answer = (request: AdapterRequest): ProbeResponse | undefined => {
    const response = handler(new AsJson(request));
    if (response?.headers['Content-Type'] !== 'application/json') return response;
    const body = JSON.stringify(terminusAnswer(JSON.parse(response.body), health.draining));
    const length = String(new TextEncoder().encode(body).length);
    return {
      ...response,
      headers: { ...response.headers, 'Content-Length': length },
      body: request.method === 'HEAD' ? '' : body,
    };
  };
  return Object.assign(answer, { paths: handler.paths });
}

/** A request for the JSON that the answer is made of: always GET, so that there is a body. Reads nothing before it is asked for it. */
class AsJson implements AdapterRequest {
  readonly #request: AdapterRequest;

  constructor(request: AdapterRequest) {
    this.#request = request;
  }

  get method(): string | undefined {
    const { method } = this.#request;
    return method === 'HEAD' ? 'GET' : method;
  }

  get url(): string | undefined {
    return this.#request.url;
  }

  get headers(): AdapterRequest['headers'] {
    const { headers } = this.#request;
    const record: Record<string, string | string[] | undefined> = {};
    if (typeof headers.forEach === 'function') {
      headers.forEach((value, name) => {
        record[name] = value;
      });
    } else Object.assign(record, headers);
    return { ...record, accept: 'application/json' };
  }

  get remoteAddress(): string | undefined {
    return this.#request.remoteAddress;
  }
}

function terminusAnswer(
  { status, checks }: { readonly status: string; readonly checks: Readonly<Record<string, readonly Told[]>> },
  draining: boolean,
): TerminusAnswer {
  const details = Object.entries(checks).map(([name, entries]) => [name, indicatorOf(entries)] as const);
  const only = (wanted: Indicator['status']) =>
    Object.fromEntries(details.filter(([, each]) => each.status === wanted));
  const failed = status === 'fail' ? 'error' : 'ok';
  return {
    status: draining ? 'shutting_down' : failed,
    info: only('up'),
    error: only('down'),
    details: Object.fromEntries(details),
  };
}

function indicatorOf(entries: readonly Told[]): Indicator {
  const down = entries.some(({ status }) => status === 'fail');
  const message = entries.find(({ output }) => output !== undefined)?.output;
  return { status: down ? 'down' : 'up', ...(message === undefined ? {} : { message }) };
}
