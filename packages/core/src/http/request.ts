/** A request, as every framework can tell it. */
export interface ProbeRequest {
  /** `GET` and `HEAD` are probes; others are refused, or left to the app. */
  readonly method?: string | undefined;
  /** The request target as the framework hands it: stripped of a mount path. */
  readonly url?: string | undefined;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The peer's address, for `details`. */
  readonly remoteAddress?: string | undefined;
}

/** What the handler needs of a `Headers`. @see https://fetch.spec.whatwg.org/#headers-class */
export interface HeadersLike {
  get(name: string): string | null;
  forEach(callback: (value: string, name: string) => void): void;
}

/** A request as an adapter hands it over: the headers may be a record or a `Headers`, whatever the framework has. */
export interface AdapterRequest extends Omit<ProbeRequest, 'headers'> {
  /** By lower-case name, or a `Headers`. */
  readonly headers: ProbeRequest['headers'] | HeadersLike;
}

/** What to write. `headers` are ours and complete; `body` is empty for HEAD. */
export interface ProbeResponse {
  /** 200, the failure status, 404 or 405. */
  readonly status: number;
  /** By the names that are written. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text or JSON, in UTF-8. */
  readonly body: string;
}

/** The request with its headers by name. What has them so is handed on as it is: nothing is read before somebody asks. */
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

/** A header that is called `get` has no function for its value. */
const isHeaders = (headers: AdapterRequest['headers'] | undefined): headers is HeadersLike =>
  typeof headers?.get === 'function' && typeof headers.forEach === 'function';
