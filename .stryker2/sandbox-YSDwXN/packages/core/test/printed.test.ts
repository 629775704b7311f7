// @ts-nocheck
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHandler, createHealth, manualCheck, type ProbeOptions } from '../src/index.ts';
import * as json from '../src/render/json.ts';
import * as text from '../src/render/text.ts';
import { fakeHealth } from './support.ts';

afterEach(() => vi.restoreAllMocks());

/** How often lines and JSON are printed from now on. */
function prints(): () => { lines: number; json: number; one: number } {
  const lines = vi.spyOn(text, 'renderLines');
  const one = vi.spyOn(text, 'renderOne');
  const documents = vi.spyOn(json, 'renderJson');
  const times = (spy: { mock: { calls: readonly unknown[] } }) => spy.mock.calls.length;
  return () => ({ lines: times(lines), json: times(documents), one: times(one) });
}

describe('everything is printed once, however many ask', () => {
  it.each<[string, Record<string, string>, Partial<ReturnType<ReturnType<typeof prints>>>]>([
    ['/readyz', {}, { lines: 1 }],
    ['/readyz?verbose', {}, { lines: 1 }],
    ['/readyz?verbose&exclude=nobody', {}, { lines: 1 }],
    ['/readyz?verbose&exclude=check-3', {}, { lines: 1 }],
    ['/readyz?exclude=check-4&exclude=nobody', {}, { lines: 1 }],
    ['/readyz?format=json', {}, { json: 1 }],
    ['/readyz', { accept: 'application/json' }, { json: 1 }],
    ['/readyz?format=json&exclude=nobody', {}, { json: 1 }],
    ['/readyz?format=json&exclude=check-3', {}, { json: 1 }],
    ['/readyz/check-3', {}, { one: 1 }],
    ['/readyz/check-4?format=json', {}, { json: 1 }],
    ['/lbz?verbose', {}, { lines: 1 }],
    ['/lbz?format=json', {}, { json: 1 }],
    ['/livez?verbose', {}, { lines: 1 }],
  ])('%s %j', async (url, headers, expected) => {
    const checks = Array.from({ length: 50 }, (_, index) =>
      manualCheck({ name: `check-${index}`, initial: index === 3 ? 'fail' : 'pass' }),
    );
    const { health } = fakeHealth({ checks });
    await health.start();
    const handler = createHandler(health, { groups: { '/lbz': { checks: ['check-3', 'check-4'] } } });
    const ask = (method: string) => handler({ method, url, headers });
    const printed = prints();
    const first = ask('GET');
    for (let probe = 0; probe < 100; probe += 1) {
      expect(ask('GET')).toEqual(first);
      expect(ask('HEAD')).toEqual({ ...first, body: '' });
    }
    expect(printed()).toEqual({ lines: 0, json: 0, one: 0, ...expected });
    // Until something changes: the same answer again would be yesterday's.
    checks[4]?.warn('slow');
    ask('GET');
    const { lines, json, one } = printed();
    expect(lines + json + one).toBeGreaterThan(1);
  });

  it('however they choose what is left out: each check once, each excluded check once more', async () => {
    const checks = Array.from({ length: 50 }, (_, index) => manualCheck({ name: `check-${index}`, initial: 'fail' }));
    const { health } = fakeHealth({ checks });
    await health.start();
    const handler = createHandler(health);
    const stringify = vi.spyOn(JSON, 'stringify');
    for (let probe = 0; probe < 500; probe += 1) {
      const out = `&exclude=check-${probe % 50}&exclude=check-${(probe * 7) % 49}`;
      const body = handler({ method: 'GET', url: `/readyz?format=json${out}`, headers: {} })?.body ?? '';
      expect(Object.keys(JSON.parse(body).checks)).toHaveLength(50);
    }
    const ofChecks = stringify.mock.calls.filter(
      ([value]) => typeof value === 'object' && value !== null && 'output' in value,
    );
    // The fifty, and for each answer the two that it leaves out.
    expect(ofChecks.length).toBeLessThanOrEqual(50 + 2 * 500);
  });

  it('but not the same for those who may know and those who may not', async () => {
    const { health } = fakeHealth({ checks: [manualCheck({ name: 'pg', initial: 'fail' })] });
    await health.start();
    const details: ProbeOptions['details'] = ({ remoteAddress }) => remoteAddress === '10.0.0.1';
    const handler = createHandler(health, { details });
    const bodies = (url: string) =>
      ['10.0.0.1', '10.0.0.2', '10.0.0.1'].map(
        (remoteAddress) => handler({ method: 'GET', url, headers: {}, remoteAddress })?.body ?? '',
      );
    for (const url of ['/readyz?format=json', '/readyz/pg', '/readyz/pg?format=json']) {
      const [known, unknown, again] = bodies(url);
      expect(unknown).toContain('withheld');
      expect(known).not.toContain('withheld');
      expect(again).toBe(known);
    }
  });

  it('a time that moves on is printed anew', async () => {
    const { health, clock } = fakeHealth({
      checks: [{ name: 'a', run: () => ({ status: 'pass', observedValue: 7 }) }],
    });
    await health.start();
    const handler = createHandler(health);
    const time = () =>
      JSON.parse(handler({ method: 'GET', url: '/readyz?format=json', headers: {} })?.body ?? '').checks.a[0].time;
    const before = time();
    await clock.advance(10_000);
    expect(Date.parse(time()) - Date.parse(before)).toBe(10_000);
  });
});

describe('a name that turns, hides or floods', () => {
  it.each<[string, string, string]>([
    ['turns the text', 'ok\u202egnol', 'ok\\u{202e}gnol'],
    ['isolates', 'a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
    ['is not to be seen', 'pg\u200b', 'pg\\u{200b}'],
    ['joins', 'a\u200db', 'a\\u{200d}b'],
    ['marks the byte order', '\ufeffpg', '\\u{feff}pg'],
    ['hides a soft hyphen', 'pg\u00ad', 'pg\\u{ad}'],
    ['tags', 'a\u{e0041}', 'a\\u{e0041}'],
  ])('%s: stands in lines, logs and events as what it is', async (_what, name, shown) => {
    const logged: string[] = [];
    const logger = {
      info: (line: string) => logged.push(line),
      warn: (line: string) => logged.push(line),
      error: (line: string) => logged.push(line),
    };
    const gate = manualCheck({ name });
    const { health } = fakeHealth({ checks: [gate], logger, expected: [] });
    await health.start();
    gate.fail('no');
    await undefined;
    const body = createHandler(health)({ method: 'GET', url: '/readyz', headers: {} })?.body;
    expect(body).toBe(`[-]${shown} failed: reason withheld\nreadyz check failed\n`);
    expect(logged).toEqual([
      `probez: check ${shown}: pass -> fail: no`,
      `probez: readiness: pass -> fail: ${shown}: no`,
    ]);
    // By its own name it is still found.
    expect(
      createHandler(health)({ method: 'GET', url: `/readyz/${encodeURIComponent(name)}`, headers: {} })?.status,
    ).toBe(503);
  });

  it('is refused where it is longer than anybody can want', () => {
    const name = 'x'.repeat(201);
    for (const make of [
      () => createHealth({ checks: [{ name, run: () => true }] }),
      () => createHealth({ expected: [name] }),
      () => createHandler(createHealth(), { groups: { '/lbz': { checks: [name] } } }),
    ])
      expect(make).toThrow(/200 characters/);
    createHealth({ checks: [{ name: 'x'.repeat(200), run: () => true }], expected: ['x'.repeat(200)] });
  });
});
