import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import { type Chaos, chaosText, refusalOf } from './chaos/chaos.ts';
import type { Config } from './config.ts';
import { createEvents, tooManyEvents } from './events.ts';
import { fieldOf, readForm } from './form.ts';
import type { Metrics } from './metrics.ts';
import { otherOrigin } from './origin.ts';
import { backToPage, sendFarewell, sendPage, wantsPage } from './page/browser-page.ts';
import { pathOf } from './path.ts';
import type { Switches, SwitchName } from './switches.ts';
import { shownVersion } from './version.ts';

/** A path that takes a form. */
interface Form {
  /** The methods of the path, for Allow. */
  readonly methods: string;
  /** Why it takes none here. */
  readonly refusal?: string | undefined;
  /** Whether the process is gone afterwards. */
  readonly ends?: boolean | undefined;
  /** Does it, or throws a message for people. The answer waits for it. */
  act(form: URLSearchParams, response: ServerResponse): void | Promise<void>;
}

/** Serves what is not a probe: the same bytes, whatever framework called. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => void;

export interface PagesParts {
  readonly config: Config;
  readonly switches: Switches;
  readonly chaos: Chaos;
  readonly metrics: Metrics;
  /** What the app calls its version. */
  readonly version: string;
}

export function createPages({ config, switches, chaos, metrics, version }: PagesParts): Pages {
  const { deployEnv, release, serverName, color, ikubernetes } = config;
  const title = ikubernetes ? 'iKubernetes demoapp v1.0' : `Probez demoapp ${shownVersion(version)}`;
  const text =
    (make: (request: IncomingMessage) => string): Pages =>
    (request, response) =>
      send(response, 200, make(request));
  const events = createEvents(serverName);
  const original: Readonly<Record<string, Pages>> = {
    '/': text(
      (request) => `${title} !! ClientIP: ${clientIp(request)}, ServerName: ${serverName}, ServerIP: ${serverIp()}!\n`,
    ),
    '/hostname': text(() => `ServerName: ${serverName}\n`),
    '/configs': text(() => `DEPLOYENV: ${deployEnv}\nRELEASE: ${release}\n`),
    '/user-agent': text((request) => `User-Agent: ${request.headers['user-agent'] ?? ''}\n`),
  };
  const pages: Readonly<Record<string, Pages>> = ikubernetes
    ? original
    : {
        ...original,
        '/version': text(() => `VERSION: ${version}\nCOLOR: ${color ?? 'none'}\n`),
        '/chaos': text(({ headers: { host = '' } }) => chaosText(chaos, `http://${host}/`)),
        '/events': (request, response) => {
          if (!events.open(request, response)) send(response, 503, tooManyEvents);
        },
        '/metrics': (_request, response) => {
          metrics.text().then(
            (body) => send(response, 200, body, { 'Content-Type': metrics.contentType }),
            (error: unknown) => send(response, 500, `${error}\n`),
          );
        },
      };

  function formOf(path: string): Form | undefined {
    const field = switches.byPath.get(path)?.field;
    if (field !== undefined) return switchForm(switches, field);
    const possible = chaos.byPath.get(path);
    // Not there at all: in the original, and a block that nobody asked for, as ever.
    if (possible === undefined || ((ikubernetes || possible.name === 'block') && !possible.allowed)) return undefined;
    const { name, allowed, trouble } = possible;
    return {
      methods: 'POST',
      refusal: allowed ? undefined : refusalOf(name),
      ends: trouble.ends,
      act: (form, response) => trouble.act(form, response),
    };
  }

  // The original has none.
  const forPeople = (request: IncomingMessage): boolean => !ikubernetes && wantsPage(request);

  function posted({ act, ends, refusal }: Form, request: IncomingMessage, response: ServerResponse): void {
    const other = otherOrigin(request);
    const why =
      other === undefined ? refusal : `posted from ${other}; allowed: from this app itself, or without a browser\n`;
    if (why !== undefined) {
      send(response, 403, why);
      return;
    }
    const done = (): void => {
      if (!forPeople(request)) send(response, 200, '');
      else if (ends === true) sendFarewell(request, response, title);
      else backToPage(response);
    };
    readForm(request)
      .then((form) => act(form, response))
      .then(done, (error: unknown) => send(response, 400, `${error instanceof Error ? error.message : error}\n`));
  }

  return (request, response) => {
    const path = pathOf(request);
    const form = formOf(path);
    if (form !== undefined && request.method === 'POST') return posted(form, request, response);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    const allowed = page === undefined ? form?.methods : 'GET, HEAD';
    if (allowed === undefined) return send(response, 404, 'not found\n');
    if (page === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return send(response, 405, 'method not allowed\n', { Allow: allowed });
    }
    if (path === '/' && forPeople(request)) sendPage(request, response, { switches, chaos, title, color });
    else page(request, response);
  };
}

const switchForm = (switches: Switches, field: SwitchName): Form => ({
  methods: 'GET, HEAD, POST',
  act: (form) => switches.set(field, fieldOf(form, field, `${field}=OK, or ${field}=FAIL`)),
});

/** Node itself leaves out the body of an answer to HEAD. */
export function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, {
    ...headers,
    'Content-Length': length,
    'Content-Type': headers['Content-Type'] ?? 'text/plain; charset=utf-8',
  });
  response.end(body);
}

/** A client that comes over IPv4 to a socket of both families shows as ::ffff:10.0.0.1. */
const clientIp = (request: IncomingMessage): string => (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

/** The Pod's address: behind a sidecar the connection itself would only show 127.0.0.1. */
function serverIp(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
