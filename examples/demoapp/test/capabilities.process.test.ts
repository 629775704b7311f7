import { createServer } from 'node:net';
import { attemptGrpc } from '@probez/kubelet/attempt';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ask, type DemoApp, FORM, launch, post, start } from './demoapp.ts';

/** The app, until the end of what is done with it. */
async function using(env: Readonly<Record<string, string>>, act: (app: DemoApp) => Promise<void>): Promise<void> {
  const app = await start(env);
  try {
    await act(app);
  } finally {
    app.child.kill('SIGKILL');
    await app.exited;
  }
}

const send = (app: DemoApp, path: string, body: string) => ask(app.port, { method: 'POST', path, headers: FORM, body });

describe.each(['express', 'fastify', 'koa'])('%s', (FRAMEWORK) => {
  it('POST /exit is answered, and ends the process with that code, without a drain', () =>
    using({ FRAMEWORK, CHAOS: 'exit' }, async (app) => {
      expect(await send(app, '/exit', 'code=42')).toMatchObject({ status: 200, body: '' });
      expect(await app.exited).toEqual([42, null]);
      expect(app.output()).not.toContain('drain');
    }));

  it('POST /crash is answered, and ends the process with its stack and 1', () =>
    using({ FRAMEWORK, CHAOS: 'all' }, async (app) => {
      expect((await send(app, '/crash', 'ms=1')).status).toBe(200);
      expect(await app.exited).toEqual([1, null]);
      expect(app.output()).toContain('Error: a crash that was asked for\n    at ');
    }));

  it('a drain: requests that hang are waited for, WebSockets get 1001, event streams end', () =>
    using({ FRAMEWORK, CHAOS: 'hang', DRAIN_DELAY_MS: '500' }, async (app) => {
      const socket = new WebSocket(`ws://127.0.0.1:${app.port}/ws`);
      await new Promise((resolve) => socket.once('open', resolve));
      const closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, String(reason)])));
      const events = await fetch(`http://127.0.0.1:${app.port}/events`);
      const hung = send(app, '/hang', 'ms=3000');
      let over = false;
      void hung.then(() => {
        over = true;
      });
      const hangs = async () => (await ask(app.port, { path: '/chaos' })).body.includes('requests=1');
      await expect.poll(async () => over || (await hangs())).toBe(true);
      app.child.kill('SIGTERM');
      // To its end, and not cut off: that would reject.
      expect(await events.text()).toContain('retry: 2000');
      expect(await closed).toEqual([1001, 'the server is shutting down']);
      expect(await hung).toMatchObject({ status: 200, body: '' });
      expect(await app.exited).toEqual([0, null]);
    }));
});

describe('GRPC_PORT', () => {
  const portOf = (app: DemoApp) => Number(/gRPC health service is on port (\d+)/.exec(app.output())?.[1]);
  const check = async (port: number, service: string) =>
    (await attemptGrpc({ host: '127.0.0.1', port, service, timeoutMs: 20_000 })).result;

  it('answers as the probes do, and goes with the rest', () =>
    using({ GRPC_PORT: '0', DRAIN_DELAY_MS: '0' }, async (app) => {
      await expect.poll(() => portOf(app)).toBeGreaterThan(0);
      expect(await check(portOf(app), '')).toBe('success');
      await post(app.port, 'readyz', 'FAIL');
      expect([await check(portOf(app), ''), await check(portOf(app), 'liveness')]).toEqual(['failure', 'success']);
      app.child.kill('SIGTERM');
      expect(await app.exited).toEqual([0, null]);
    }));

  it.each([{}, { PROBE_PORT: '0', ISOLATED: 'true' }])('in use: says so, and exits with 1 (%j)', async (env) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const app = launch({ ...env, GRPC_PORT: String(port) });
    expect(await app.exited).toEqual([1, null]);
    expect(app.output()).toContain(`demoapp: GRPC_PORT is "${port}", and cannot be had on 127.0.0.1: `);
    taken.close();
  });

  it('the app’s own port in use ends the gRPC server, too', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const app = launch({ PORT: String(typeof address === 'object' ? address?.port : ''), GRPC_PORT: '0' });
    expect(await app.exited).toEqual([1, null]);
    taken.close();
  });
});
