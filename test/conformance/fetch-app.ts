// Serves every scenario of the suite with the runtime's own server, and asks each case with a Request; test/matrix bundles and starts it in Bun, Deno and Node.
import { type FetchRequest, probes } from '@probez/fetch';
import { CASES, type Case } from './cases.ts';
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios.ts';

/** A handler of `fetch`, and what the host hands over beside the request. */
type Fetch = (request: Request, peer?: unknown) => Response | Promise<Response>;

/** What this prints, line by line. */
export type Said =
  | { readonly scenario: string; readonly port: number }
  | {
      /** Which of `CASES`. */ readonly asked: number;
      readonly status: number;
      readonly body: string;
      readonly headers: [string, string][];
    }
  | { readonly done: true };

declare const Bun: { serve(options: { port: number; hostname: string; fetch: Fetch }): { port: number } };
declare const Deno: {
  serve(options: { port: number; hostname: string; onListen(): void }, fetch: Fetch): { addr: { port: number } };
};

const say = (said: Said): void => console.log(JSON.stringify(said));
const app = ({ method }: FetchRequest): Response =>
  new Response(`app ${method}`, { headers: { 'X-App': '1', 'Content-Type': 'text/plain' } });

async function serve(fetch: Fetch): Promise<number> {
  const hostname = '127.0.0.1';
  if ('Bun' in globalThis) return Bun.serve({ port: 0, hostname, fetch }).port;
  if ('Deno' in globalThis) return Deno.serve({ port: 0, hostname, onListen() {} }, fetch).addr.port;
  const srvx = await import('srvx');
  const server = await srvx.serve({ port: 0, hostname, silent: true, gracefulShutdown: false, fetch }).ready();
  return Number(new URL(server.url ?? '').port);
}

async function handlerOf({ health, options, mountAt }: Scenario): Promise<Fetch> {
  const prefix = mountAt === undefined ? {} : { prefix: mountAt };
  return probes(await health(), { ...options, ...prefix, fallback: app });
}

/** A target as a `Request` can have it: one origin, no fragment, and nothing that its URL parser would write anew. */
const asRequest = ({ send, headers = {} }: Case): Request | undefined => {
  const [method = '', target = ''] = [send.slice(0, send.indexOf(' ')), send.slice(send.indexOf(' ') + 1)];
  if (!target.startsWith('/')) return undefined;
  const request = new Request(`http://127.0.0.1${target}`, { method, headers });
  return request.url === `http://127.0.0.1${target}` ? request : undefined;
};

async function ask(name: ScenarioName, fetch: Fetch): Promise<void> {
  for (const [asked, one] of CASES.entries()) {
    const request = one.in === name ? asRequest(one) : undefined;
    if (request === undefined) continue;
    const response = await fetch(request, { remoteAddr: { hostname: '127.0.0.1' } });
    const { status, headers } = response;
    // Whether a HEAD of the app's has a body is the host's to see to.
    const body = one.type === 'app' && request.method === 'HEAD' ? '' : await response.text();
    say({ asked, status, body, headers: [...headers] });
  }
}

for (const [name, scenario] of Object.entries<Scenario>(SCENARIOS)) {
  const fetch = await handlerOf(scenario);
  await ask(name as ScenarioName, fetch);
  say({ scenario: name, port: await serve(fetch) });
}
say({ done: true });
