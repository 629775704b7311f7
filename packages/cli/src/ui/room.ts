import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { podScript, roomStyle } from '../ui-files.ts';
import { createBacklog } from './backlog.ts';
import { admit } from './gate.ts';
import { LIVE_POLICY, livePage } from './page.ts';
import { createStreams } from './streams.ts';

/** What can be done to a Pod: what kubectl does, and what a node does to it. */
export const ACTS = ['delete', 'SIGKILL', 'SIGSTOP', 'SIGCONT'] as const;
export type Act = (typeof ACTS)[number];

export interface RoomOptions {
  readonly name: string;
  readonly containers: readonly string[];
  /** What the terminal shows. */
  readonly told: () => string;
  /** Seconds since the Pod was added. */
  readonly now: () => number;
  /** Does it, or says why not. */
  readonly act: (what: Act, container: string) => string | undefined;
}

/** The control room: a page for a browser on this machine. */
export interface Room {
  readonly url: string;
  /** A line of the event log. */
  push(line: string): void;
  /** The Pod is over. Open pages stay, and can look back. */
  close(): Promise<void>;
}

const ALLOWED = `allowed: {"what": one of ${ACTS.join(', ')}, "container": a name}`;
const MOST_LINES = 20_000;
const MOST_CHARACTERS = 4_000_000;
const MOST_WATCHERS = 20;
const MOST_BODY = 1_000;
const CLOSE_MS = 500;

/** Listens on loopback only, on a random port and under a secret token that the command prints. */
export async function openRoom({ name, containers, told, now, act }: RoomOptions): Promise<Room> {
  const token = randomBytes(16).toString('base64url');
  const backlog = createBacklog(MOST_LINES, MOST_CHARACTERS);
  const streams = createStreams();
  const server = createServer((request, response) => void answer(request, response));
  const port = await listen(server);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const admission = admit({ method, url, headers }, { token, port });
    if ('refused' in admission) return say(response, admission.refused, `${REFUSALS[admission.refused]}\n`);
    switch (admission.part) {
      case 'events':
        if (streams.count() >= MOST_WATCHERS)
          return say(response, 503, `${MOST_WATCHERS} browsers watch already; allowed: ${MOST_WATCHERS}\n`);
        response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8' });
        return streams.open(response, now(), backlog.lines());
      case 'do':
        return obey(request, response);
      case 'room.css':
        return say(response, 200, roomStyle(), 'text/css');
      case 'room.js':
        return say(response, 200, podScript(), 'text/javascript');
      default:
        return say(response, 200, livePage({ name, containers, told: told() }), 'text/html');
    }
  }

  async function obey(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
    const body = await bodyOf(request);
    const order = orderOf(isForm ? formOf(body) : jsonOf(body));
    const trouble = order === undefined ? ALLOWED : act(order.what, order.container);
    const status = order === undefined ? 400 : trouble === undefined ? 200 : 409;
    if (!isForm || trouble !== undefined) return say(response, status, `${trouble ?? 'done'}\n`);
    response.writeHead(303, { ...HEADERS, Location: './', 'Content-Length': 0 });
    response.end();
  }

  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    push(line) {
      backlog.add(line);
      streams.push(line);
    },
    async close() {
      streams.end();
      await close(server);
    },
  };
}

const REFUSALS = {
  403: 'forbidden: open the address that probez has printed',
  404: 'not found',
  405: 'method not allowed',
} as const;

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': LIVE_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // With none at all, browsers call a form's origin "null".
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
} as const;

function say(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, {
    ...HEADERS,
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** `undefined` where it is too long to be an order. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  try {
    for await (const chunk of request.setEncoding('utf8')) {
      text += chunk;
      if (text.length > MOST_BODY) return undefined;
    }
  } catch {
    return undefined;
  }
  return text;
}

const formOf = (body = ''): unknown => Object.fromEntries(new URLSearchParams(body));

function jsonOf(body = ''): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function orderOf(given: unknown): { readonly what: Act; readonly container: string } | undefined {
  if (typeof given !== 'object' || given === null || !('what' in given) || !('container' in given)) return undefined;
  const what = ACTS.find((one) => one === given.what);
  return what === undefined || typeof given.container !== 'string' ? undefined : { what, container: given.container };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
