import { createHealth, middleware } from '@probez/fetch';
import { expect, it } from 'vitest';

const own = new Response('app');
const next = async () => own;
const livez = new Request('http://service/livez');
const other = new Request('http://service/other');

it.each([
  ['Hono', { req: { raw: livez }, env: {} }, { req: { raw: other }, env: {} }],
  ['h3', { req: livez }, { req: other }],
  ['React Router and Astro', { request: livez }, { request: other }],
])('%s: answers probes, and passes on what is none', async (_host, probe, rest) => {
  const answer = middleware(createHealth({ logger: false }));
  expect(await (await answer(probe, next)).text()).toBe('ok');
  expect(await answer(rest, next)).toBe(own);
});

it('says nothing where the host gives nothing back', async () => {
  expect(await middleware(createHealth({ logger: false }))({ request: other }, async () => undefined)).toBeUndefined();
});
