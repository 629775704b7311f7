import { onTestFinished } from 'vitest';
import { listen } from '../../../test/support/listen.ts';
import { readConfig } from '../src/config.ts';
import { expressApp } from '../src/frameworks/express.ts';
import { fastifyApp } from '../src/frameworks/fastify.ts';
import { koaApp } from '../src/frameworks/koa.ts';
import { createParts } from '../src/parts.ts';
import { serveWebSockets } from '../src/websocket.ts';
import { type Answer, type Ask, ask, FORM } from './demoapp.ts';

const FRAMEWORKS = { express: expressApp, fastify: fastifyApp, koa: koaApp };
export type Framework = keyof typeof FRAMEWORKS;
export const frameworks: readonly Framework[] = ['express', 'fastify', 'koa'];

/** The demo app in this process. */
export interface Opened {
  readonly port: number;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, body: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  ask(asked: Ask): Promise<Answer>;
}

export async function open(
  env: Readonly<Record<string, string>> = {},
  framework: Framework = 'express',
): Promise<Opened> {
  const parts = createParts(readConfig(env), false, '1.2.3');
  const { server } = await FRAMEWORKS[framework](parts);
  serveWebSockets(server);
  onTestFinished(await listen(server));
  await parts.health.start();
  onTestFinished(() => void parts.health.stop());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    ask: (asked) => ask(port, asked),
    get: (path, headers = {}) => ask(port, { path, headers }),
    post: (path, body, headers = {}) => ask(port, { method: 'POST', path, headers: { ...FORM, ...headers }, body }),
  };
}
