/** A request, as every framework can tell it. */
export interface ProbeRequest {
  /** `GET` and `HEAD` are probes; others are refused, or left to the app. */
  readonly method?: string | undefined;
  /** The request target as the framework passes it on, without a mount path. */
  readonly url?: string | undefined;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The peer's address, for `details`. */
  readonly remoteAddress?: string | undefined;
}

/** The part of the Fetch API's `Headers` that the handler needs. @see https://fetch.spec.whatwg.org/#headers-class */
export interface HeadersLike {
  get(name: string): string | null;
  forEach(callback: (value: string, name: string) => void): void;
}

/** A request as an adapter hands it over: the headers may be a record or a `Headers`, whatever the framework has. */
export interface AdapterRequest extends Omit<ProbeRequest, 'headers'> {
  /** By lower-case name, or a `Headers`. */
  readonly headers: ProbeRequest['headers'] | HeadersLike;
}

/** The response to send. `headers` is the complete list; `body` is empty for HEAD. */
export interface ProbeResponse {
  /** 200, `failureStatus`, 404 (no such check) or 405 (neither GET nor HEAD). */
  readonly status: number;
  /** By name, in the spelling to send. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text or JSON, in UTF-8. */
  readonly body: string;
}

/** The request with its headers as a record. A request that has them so is passed on untouched: nothing is read in advance. */
export function withRecord(request: AdapterRequest): ProbeRequest {
  if (hasRecord(request)) return request;
  const { method, url, remoteAddress, headers } = request;
  const record: Record<string, string> = {};
  if (isHeaders(headers)) {
    headers.forEach((value, name) => {
      record[name.toLowerCase()] = value;
    });
  }
  return { method, url, remoteAddress, headers: record };
}

const hasRecord = (request: AdapterRequest): request is ProbeRequest => !isHeaders(request.headers);

/** A record may hold a header named `get`, but its value is no function. */
const isHeaders = (headers: AdapterRequest['headers'] | undefined): headers is HeadersLike =>
  typeof headers?.get === 'function' && typeof headers.forEach === 'function';
