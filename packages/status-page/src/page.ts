import type { AccessOptions, Health, ProbeRequest } from '@probez/core';
import { hasMethods, knownKeys, refuse, whole } from '@probez/core/internal';
import { createPageAccess, headerOf } from './access.ts';
import { SCRIPT, STYLE } from './assets.ts';
import { createHistory } from './history.ts';
import { type Links, renderPage } from './render.ts';
import { createStreams, type Sink } from './streams.ts';
import { viewOf } from './view.ts';
import { wordsFor } from './words.ts';

/** Options of `statusPage`. */
export interface StatusPageOptions extends AccessOptions {
  /**
   * The path of the page, as the framework passes it on: without a mount path. Begins with a slash and does not end with one.
   * @default '/status'
   */
  readonly path?: string | undefined;
  /**
   * How many open pages are kept up to date at the same time, from 1 to 10,000. A further page asks again once a minute.
   * @default 100
   */
  readonly maxStreams?: number | undefined;
}

/** What to write: a body, or a stream that is opened with where it goes to. */
export interface PageResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Begins the stream; the returned function is called when the client has gone. */
  readonly open?: (sink: Sink) => () => void;
}

/** Answers what is the page's; `undefined` means: the request is the app's. */
export type Page = (request: ProbeRequest) => PageResponse | undefined;

/** Nothing from another host, nothing inline, and no frame around it. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** The page behind every way to mount it. Listens to the health from now on; starts nothing. */
export function createPage(health: Health, options: StatusPageOptions = {}): Page {
  if (!hasMethods(health, ['snapshot', 'subscribe', 'subscribeRuns']))
    refuse('health', health, 'the health that createHealth() returned');
  knownKeys('statusPage', options, ['path', 'maxStreams', 'details', 'token']);
  const { path = '/status', maxStreams = 100, details, token } = options;
  if (typeof path !== 'string' || !/^(?:\/[^/?#%\s\p{Cc}]+)+$/u.test(path))
    refuse('path', path, 'a path such as "/status", beginning with a slash and not ending with one');
  const mayKnow = createPageAccess({ details, token });
  const history = createHistory(health);
  const streams = createStreams(health, history, whole('maxStreams', maxStreams, 1, 10_000));

  return (request) => {
    const [target = '', query = ''] = splitAt(request.url ?? '', '?');
    if (!target.startsWith(path)) return undefined;
    const part = target.slice(path.length);
    if (!PARTS.has(part)) return undefined;
    const head = request.method === 'HEAD';
    if (!head && request.method !== 'GET') return plain(405, 'method not allowed\n', { Allow: 'GET, HEAD' });
    const asked = new URLSearchParams(query);
    const response = answer(request, part, asked);
    return head ? { status: response.status, headers: response.headers, body: '' } : response;
  };

  function answer(request: ProbeRequest, part: string, asked: URLSearchParams): PageResponse {
    if (part === '/page.css') return respond(200, STYLE, 'text/css; charset=utf-8');
    if (part === '/page.js') return respond(200, SCRIPT, 'text/javascript; charset=utf-8');
    const language = asked.get('lang') ?? undefined;
    const words = wordsFor(language, headerOf(request.headers, 'accept-language'));
    const open = mayKnow(request);
    if (part === '/events') return stream((sink) => streams.open(words, open, sink));
    if (asked.has('unlock') && !open && token !== undefined)
      return plain(401, 'The password is the token.\n', {
        'WWW-Authenticate': 'Basic realm="status page", charset="UTF-8"',
      });
    const base = part === '/' ? '' : `${path.slice(path.lastIndexOf('/') + 1)}/`;
    const other = words.language === 'en' ? 'zh' : 'en';
    const self = part === '/' ? '' : path.slice(path.lastIndexOf('/') + 1);
    const links: Links = {
      style: `${base}page.css`,
      script: `${base}page.js`,
      events: `${base}events?lang=${words.language}`,
      unlock: token === undefined ? undefined : `${self}?unlock&lang=${words.language}`,
      otherLanguage: `${self}?lang=${other}`,
    };
    return respond(200, renderPage(viewOf(health, history, open), words, links), 'text/html; charset=utf-8');
  }
}

const PARTS: ReadonlySet<string> = new Set(['', '/', '/events', '/page.css', '/page.js']);

const encoder = new TextEncoder();

function respond(
  status: number,
  body: string,
  type: string,
  more: Readonly<Record<string, string>> = {},
): PageResponse {
  const length = String(encoder.encode(body).length);
  return { status, headers: { ...HEADERS, ...more, 'Content-Type': type, 'Content-Length': length }, body };
}

const plain = (status: number, body: string, more: Readonly<Record<string, string>>): PageResponse =>
  respond(status, body, 'text/plain; charset=utf-8', more);

function stream(open: (sink: Sink) => (() => void) | undefined): PageResponse {
  return {
    status: 200,
    headers: { ...HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
    body: '',
    open(sink) {
      const close = open(sink);
      if (close !== undefined) return close;
      // No room: the client asks again in a minute.
      sink.write('retry: 60000\n\n');
      sink.end();
      return () => {};
    },
  };
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const index = text.indexOf(mark);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
