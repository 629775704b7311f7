import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endAll, portOf, type Running } from '../shutdown/process.ts';
import { LINES, removeCopies, startNest } from './lines.ts';

const APP = fileURLToPath(new URL('fixtures/app.mjs', import.meta.url));
const WAYS = LINES.flatMap((line) => ['express', 'fastify'].map((platform) => [line, platform] as const));

describe.each(WAYS)('NestJS %s on %s', (line, platform) => {
  let app: Running;
  let port: number;
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return {
      status: response.status,
      body: await response.text(),
      helmet: response.headers.has('x-dns-prefetch-control'),
    };
  };

  beforeAll(async () => {
    app = startNest(line, APP, { PLATFORM: platform });
    port = await portOf(app);
  });
  afterAll(() => {
    endAll();
    removeCopies();
  });

  it('answers probes in front of guards, pipes, interceptors, the global prefix, versioning and helmet', async () => {
    expect(await ask('/livez')).toEqual({ status: 200, body: 'ok', helmet: false });
    expect(app.lines.join('\n')).not.toContain('asked:');
    // They are there: the application's own page meets them.
    expect(await ask('/api/v1/things')).toMatchObject({ status: 403, helmet: true });
    await app.line('asked: guard');
    // The application's own page of that name is not in the way, nor is it taken.
    expect(await ask('/api/v1/livez')).toMatchObject({ status: 403, helmet: true });
  });

  it('is hidden from Swagger', async () => {
    expect(await app.line('documented:')).toBe('documented: /api/v1/livez /api/v1/things');
  });

  it('takes indicators of @nestjs/terminus as they are, those that return and those that throw', async () => {
    const told = async () => {
      const { checks }: { readonly checks: Record<string, readonly { readonly output?: string }[]> } = JSON.parse(
        (await ask('/startupz?format=json')).body,
      );
      return Object.entries(checks).map(([name, [each]]) => ({ name, ...each }));
    };
    await expect.poll(told).toEqual([
      expect.objectContaining({
        name: 'memory',
        status: 'fail',
        output: expect.stringContaining('Used heap exceeded the set threshold'),
      }),
      expect.objectContaining({
        name: 'database',
        status: 'fail',
        output: expect.stringContaining('no route to host'),
      }),
    ]);
    expect((await ask('/startupz')).status).toBe(503);
    expect(await ask('/readyz/heap')).toMatchObject({ status: 200, body: 'ok' });
  });
});
