import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import { blockAfter, blockMs } from './block.ts';
import { backToPage, sendPage, wantsPage } from './browser-page.ts';
import type { Config } from './config.ts';
import { readForm } from './form.ts';
import { otherOrigin } from './origin.ts';
import type { Switches, SwitchName } from './switches.ts';

/** A path that takes a form. */
interface Form {
  readonly field: string;
  /** What to send, for whoever sent something else. */
  readonly hint: string;
  /** The methods of the path, for Allow. */
  readonly methods: string;
  /** Does it, or throws a message for people. */
  act(value: string, response: ServerResponse): void;
}

/** Serves what is not a probe: the same bytes, whatever framework called. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => void;

export function createPages(config: Config, switches: Switches, version: string): Pages {
  const { deployEnv, release, serverName } = config;
  const title = config.ikubernetes ? 'iKubernetes demoapp v1.0' : `Probez demoapp v${version}`;
  const pages: Readonly<Record<string, (request: IncomingMessage) => string>> = {
    '/': (request) =>
      `${title} !! ClientIP: ${clientIp(request)}, ServerName: ${serverName}, ServerIP: ${serverIp()}!\n`,
    '/hostname': () => `ServerName: ${serverName}\n`,
    '/configs': () => `DEPLOYENV: ${deployEnv}\nRELEASE: ${release}\n`,
    '/user-agent': (request) => `User-Agent: ${request.headers['user-agent'] ?? ''}\n`,
  };
  const switchForm = (field: SwitchName): Form => ({
    field,
    hint: `${field}=OK, or ${field}=FAIL`,
    methods: 'GET, HEAD, POST',
    act: (value) => switches.set(field, value),
  });
  const block: Form | undefined = config.block
    ? {
        field: 'ms',
        hint: 'ms=5000 for five seconds',
        methods: 'POST',
        act: (value, response) => blockAfter(response, blockMs(value)),
      }
    : undefined;

  // The original has none.
  const forPeople = (request: IncomingMessage): boolean => !config.ikubernetes && wantsPage(request);

  return (request, response) => {
    const path = pathOf(request);
    const toggled = switches.byPath.get(path);
    const form = toggled === undefined ? (path === '/block' ? block : undefined) : switchForm(toggled.field);
    if (form !== undefined && request.method === 'POST') {
      const other = otherOrigin(request);
      if (other !== undefined)
        return send(response, 403, `posted from ${other}; allowed: from this app itself, or without a browser\n`);
      readForm(request, form.field, form.hint)
        .then((value) => form.act(value, response))
        .then(
          () => (forPeople(request) && toggled !== undefined ? backToPage(response) : send(response, 200, '')),
          (error: unknown) => send(response, 400, `${error instanceof Error ? error.message : error}\n`),
        );
      return;
    }
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    const allowed = page === undefined ? form?.methods : 'GET, HEAD';
    if (allowed === undefined) return send(response, 404, 'not found\n');
    if (page === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return send(response, 405, 'method not allowed\n', { Allow: allowed });
    }
    if (path === '/' && forPeople(request)) sendPage(request, response, switches, title);
    else send(response, 200, page(request));
  };
}

/** The path without its query. */
export const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';

/** Node itself leaves out the body of an answer to HEAD. */
export function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...headers, 'Content-Length': length, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(body);
}

/** A client that comes over IPv4 to a socket of both families shows as ::ffff:10.0.0.1. */
const clientIp = (request: IncomingMessage): string => (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

/** The Pod's address: behind a sidecar the connection itself would only show 127.0.0.1. */
function serverIp(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
