import { createHealth, type ProbeRequest, probes } from '@probez/fetch';
import { describe, expect, it } from 'vitest';

const health = () => createHealth({ logger: false, checks: [] });
const livez = (init?: RequestInit) => new Request('http://service/livez', init);

describe('probes in fetch', () => {
  it('answers a probe and leaves the rest alone', async () => {
    const answer = probes(health());
    const response = answer(livez());
    expect(response?.status).toBe(200);
    expect(await response?.text()).toBe('ok');
    expect(answer(new Request('http://service/'))).toBeUndefined();
    expect(answer(new Request('http://service'))).toBeUndefined();
  });

  it('answers HEAD with the length and no body', () => {
    const response = probes(health())(livez({ method: 'HEAD' }));
    expect(response?.body).toBeNull();
    expect(response?.headers.get('content-length')).toBe('2');
  });

  it('hands all that the host gave to the fallback, and its answer back as it is', () => {
    const own = new Response('app');
    const asked: unknown[] = [];
    const answer = probes(health(), {
      fallback: (...all: readonly unknown[]) => {
        asked.push(...all);
        return own;
      },
    });
    const request = new Request('http://service/x');
    expect(answer(request, 'server', 3)).toBe(own);
    expect(asked).toEqual([request, 'server', 3]);
    expect(answer(livez())).not.toBe(own);
  });
});

describe("the peer's address", () => {
  const request = new Request('http://service/livez?format=json');
  const withIp = Object.assign(new Request(request), { ip: '10.0.0.10' });
  it.each<[string, Request, unknown, string | undefined]>([
    ['Deno.serve', request, { remoteAddr: { transport: 'tcp', hostname: '10.0.0.7', port: 1 } }, '10.0.0.7'],
    [
      'Bun.serve',
      request,
      { requestIP: (one: unknown) => (one === request ? { address: '10.0.0.8' } : null) },
      '10.0.0.8',
    ],
    ['Bun.serve after the client has gone', request, { requestIP: () => null }, undefined],
    ['@hono/node-server', request, { incoming: { socket: { remoteAddress: '10.0.0.9' } } }, '10.0.0.9'],
    ['srvx and h3', withIp, undefined, '10.0.0.10'],
    ['a host that tells nothing', request, undefined, undefined],
    ['bindings of a worker', request, { KV: {} }, undefined],
    ['Next.js', request, { params: Promise.resolve({}) }, undefined],
  ])('%s', (_host, asking, peer, address) => {
    const seen: (string | undefined)[] = [];
    const details = ({ remoteAddress }: ProbeRequest): boolean => seen.push(remoteAddress) > 0;
    probes(health(), { details })(asking, peer);
    expect(seen).toEqual([address]);
  });
});
