import { expect, it } from 'vitest';
import { edgeName, warnAtTheEdge } from '../src/edge.ts';

it.each<[string, object, string | undefined]>([
  ['Cloudflare Workers', { navigator: { userAgent: 'Cloudflare-Workers' } }, 'Cloudflare-Workers'],
  ["Vercel's edge", { EdgeRuntime: 'vercel' }, 'vercel'],
  ['Node', { navigator: { userAgent: 'Node.js/22' } }, undefined],
  ['an old Node', {}, undefined],
  ['Deno', { navigator: { userAgent: 'Deno/2.9' } }, undefined],
])('%s', (_name, scope, expected) => expect(edgeName(scope)).toBe(expected));

it('is said once', () => {
  const lines: string[] = [];
  warnAtTheEdge(undefined, (line) => lines.push(line));
  for (let turn = 0; turn < 3; turn += 1) warnAtTheEdge('vercel', (line) => lines.push(line));
  expect(lines).toEqual([expect.stringContaining('edge isolate (vercel)')]);
});
