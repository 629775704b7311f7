import { createHandler, createHealth } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RUNS } from '../support/properties.ts';
import { fuzzRequest, HEADER_VALUES } from './requests.ts';

/** A request is quickly answered. */
const REQUESTS = 10 * RUNS;

it(`the handler takes ${REQUESTS.toLocaleString('en')} requests of any kind`, async () => {
  const clock = createFakeClock();
  const health = createHealth({
    logger: false,
    clock,
    checks: [
      { name: 'ping', probes: ['liveness', 'readiness', 'startup'], run: () => true },
      { name: 'db/main', run: () => ({ status: 'warn', reason: 'slow' }) },
      { name: 'bad', run: () => Promise.reject(new Error('boom')) },
    ],
  });
  await health.start();
  const handler = createHandler(health, { groups: { '/lbz': { checks: ['ping', 'none'] } }, token: 't0ken' });
  const pass = createHandler(health, { methods: 'pass', prefix: '/p' });
  const seen = new Map<string, number>();
  const encoder = new TextEncoder();

  fc.assert(
    fc.property(fuzzRequest, ({ method, target, headers }) => {
      const request = { method, url: target, headers };
      const response = handler(request);
      const kind = String(response?.status);
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (!/^\/?\/?(?:http|\/|%)/i.test(target)) expect(pass(request)).toBeUndefined();
      if (response === undefined) return;
      const { status, headers: ours, body } = response;
      if (![200, 404, 405, 503].includes(status)) throw new Error(`status ${status}`);
      for (const [name, value] of Object.entries(ours)) {
        if (HEADER_VALUES[name.toLowerCase()]?.test(value) !== true) throw new Error(`${name}: ${value}`);
      }
      if (body !== '' && encoder.encode(body).length !== Number(ours['Content-Length'])) throw new Error('length');
      if (method === 'HEAD' && body !== '') throw new Error('HEAD with a body');
      // Nothing that a terminal, a log or a page would act on, and nothing that breaks out of its line.
      if (/[^\n\P{Cc}]|[\u2028\u2029\u202e\p{Cs}]/u.test(body))
        throw new Error(`control characters: ${JSON.stringify(body)}`);
      const type = ours['Content-Type'] ?? '';
      if (type.startsWith('application/') && body !== '') JSON.parse(body);
      else if (!/^(?:ok|no such check\n|method not allowed\n|internal server error: [^\n]+\n)$/.test(body)) lines(body);
    }),
    { numRuns: REQUESTS },
  );
  // All kinds were met, so that the property is not true of nothing.
  for (const kind of ['undefined', '200', '404', '405', '503'])
    expect(seen.get(kind), kind).toBeGreaterThan(REQUESTS / 100);
});

const LINE =
  /^(?:\[[+-]](?:ping|db\/main|bad|none|shutdown|startup-probe) (?:ok|excluded: ok|(?:failed|warn|unknown): reason withheld)|warn: some health checks cannot be excluded: no matches for ".*"(?: and \d+ more)?|(?:livez|readyz|startupz|lbz) check (?:passed|failed))$/;

function lines(body: string): void {
  if (body === '') return;
  for (const line of body.slice(0, -1).split('\n'))
    if (!LINE.test(line)) throw new Error(`line ${JSON.stringify(line)}`);
}
