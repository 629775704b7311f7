import http from 'node:http';
import net from 'node:net';

/** How a run of clients went. */
export interface Tally {
  requests: number;
  failed: number;
  /** What went wrong, counted. */
  readonly errors: Record<string, number>;
}

/** Clients that go on asking until they are told to stop. */
export interface Load {
  readonly tally: Tally;
  /** Has every client finish the request that it is at. */
  stop(): Promise<Tally>;
}

export interface Client {
  readonly path: string;
  readonly expected: string;
  /** The pause between a response and the next request. */
  pauseMs(): number;
}

export const quick = (pauseMs: () => number): Client => ({ path: '/', expected: 'hello\n', pauseMs });
export const slow: Client = { path: '/slow?ms=1500', expected: 'slow\n', pauseMs: () => 0 };

/** Every client has one keep-alive connection of its own, made to where `port` says at that moment. */
export function startLoad(clients: readonly Client[], port: () => number): Load {
  const tally: Tally = { requests: 0, failed: 0, errors: {} };
  let stopped = false;
  const running = clients.map(async (client) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    Reflect.set(agent, 'createConnection', () => net.connect({ port: port(), host: '127.0.0.1', noDelay: true }));
    while (!stopped) {
      const error = await ask(agent, client);
      tally.requests += 1;
      if (error !== undefined) {
        tally.failed += 1;
        tally.errors[error] = (tally.errors[error] ?? 0) + 1;
      }
      await new Promise((resolve) => setTimeout(resolve, client.pauseMs()));
    }
    agent.destroy();
  });
  return {
    tally,
    async stop() {
      stopped = true;
      await Promise.all(running);
      return tally;
    },
  };
}

/** Resolves with what went wrong, or nothing. */
function ask(agent: http.Agent, { path, expected }: Client): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = http.get({ host: 'localhost', path, agent, timeout: 20_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('error', (error) => resolve(`in the body: ${codeOf(error)}`));
      response.once('end', () => {
        if (response.statusCode !== 200) resolve(`status ${response.statusCode}`);
        else resolve(body === expected ? undefined : `body ${JSON.stringify(body)}`);
      });
    });
    request.once('timeout', () => request.destroy(new Error('no answer within 20 s')));
    request.once('error', (error) => resolve(codeOf(error)));
  });
}

const codeOf = (error: Error): string => ('code' in error ? `${error.code}: ${error.message}` : error.message);
