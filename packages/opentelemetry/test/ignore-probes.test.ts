import { createHandler, createHealth, type ProbeOptions } from '@probez/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ignoreProbes } from '../src/index.ts';

describe('ignoreProbes', () => {
  it.each([
    ['/livez', true],
    ['/readyz', true],
    ['/startupz', true],
    ['/readyz?verbose', true],
    ['/readyz?exclude=db&exclude=mq', true],
    ['/readyz/', true],
    ['/readyz/postgres', true],
    ['/readyz/shard/7?verbose', true],
    ['//readyz', true],
    ['/ready%7A', true],
    ['http://10.0.0.1:8080/readyz', true],
    ['/', false],
    ['', false],
    ['/orders', false],
    ['/orders?next=/readyz', false],
    ['/readyzz', false],
    ['/readyz-report', false],
    ['/api/readyz', false],
    ['/%', false],
    ['*', false],
  ])('%s: %s', (url, expected) => {
    const ignore = ignoreProbes();
    expect(ignore(url)).toBe(expected);
    expect(ignore({ url, method: 'GET' })).toBe(expected);
    expect(ignore({ url })).toBe(expected);
  });

  it.each<[string, Parameters<typeof ignoreProbes>[0], string, string, boolean]>([
    ['405 of ours', {}, 'POST', '/livez', true],
    ['the app is asked', { methods: 'pass' }, 'POST', '/livez', false],
    ['HEAD stays ours', { methods: 'pass' }, 'HEAD', '/livez', true],
    ['own paths', { paths: { readiness: ['/health', '/ready'] } }, 'GET', '/health/db', true],
    ['a default replaced', { paths: { readiness: '/health' } }, 'GET', '/readyz', false],
    ['a probe switched off', { paths: { startup: [] } }, 'GET', '/startupz', false],
    ['a prefix', { prefix: '/api' }, 'GET', '/api/livez', true],
    ['a prefix, without it', { prefix: '/api' }, 'GET', '/livez', false],
    ['a group', { groups: { '/lbz': { checks: ['db'] } } }, 'GET', '/lbz?verbose', true],
    ['a list of paths', ['/up', '/ready'], 'GET', '/up/', true],
    ['a list of paths, without the defaults', ['/up'], 'GET', '/livez', false],
    ['an empty list', [], 'GET', '/livez', false],
    ["a handler's paths", createHandler(createHealth(), { prefix: '/x' }).paths, 'GET', '/x/livez', true],
    ['a handler', createHandler(createHealth(), { prefix: '/x' }), 'GET', '/x/livez', true],
  ])('%s', (_, where, method, url, expected) => {
    expect(ignoreProbes(where)({ method, url })).toBe(expected);
  });

  it("takes the very options that Fastify's plugin or node:http's listener was given", () => {
    const options = { health: createHealth(), logLevel: 'silent', fallback: () => {}, paths: { liveness: '/up' } };
    const ignore = ignoreProbes(options);
    expect([ignore('/up'), ignore('/livez')]).toEqual([true, false]);
    expect(Object.keys(options)).toContain('health');
  });

  it.each([undefined, null, 5, {}, { url: 5 }, { url: '/x', method: null }])(
    'never throws: %j is no probe',
    (request) => {
      expect(Reflect.apply(ignoreProbes(), undefined, [request])).toBe(false);
    },
  );

  it('prefers the URL that no router has cut', () => {
    const ignore = ignoreProbes({ prefix: '/api' });
    expect(ignore({ method: 'GET', url: '/livez', originalUrl: '/api/livez' })).toBe(true);
    expect(ignore({ method: 'GET', url: '/api/livez', originalUrl: '/v2/api/livez' })).toBe(false);
  });

  it('takes a route with several methods: it is a probe if all of them are', () => {
    const ignore = ignoreProbes({ methods: 'pass' });
    expect(ignore({ method: ['GET', 'HEAD'], url: '/livez' })).toBe(true);
    expect(ignore({ method: ['GET', 'POST'], url: '/livez' })).toBe(false);
  });

  it('agrees with the handler about every request', () => {
    const options: ProbeOptions = { prefix: '/a', methods: 'pass', groups: { '/lbz': { checks: ['db'] } } };
    const handler = createHandler(createHealth({ logger: false, checks: [{ name: 'db', run: () => {} }] }), options);
    const ignore = ignoreProbes(options);
    const part = fc.constantFrom(
      '/',
      'a',
      '/a',
      '/livez',
      '/readyz',
      '/lbz',
      '/db',
      '?',
      '#',
      '%',
      '%61',
      '=',
      'http:',
      'é',
    );
    const url = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(url, fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS'), (target, method) => {
        expect(ignore({ url: target, method })).toBe(handler({ url: target, method, headers: {} }) !== undefined);
      }),
    );
  });

  it.each([
    [null, 'ignoreProbes was given null; allowed: the options of probes, or a list of paths'],
    ['/livez', 'ignoreProbes was given "/livez"; allowed: the options of probes, or a list of paths'],
    [{ path: '/livez' }, 'unknown option "path"; did you mean "paths"?'],
    [['livez'], 'paths.liveness is "livez"; allowed: "/", or a path such as "/livez"'],
  ])('refuses %j', (where, message) => {
    expect(() => Reflect.apply(ignoreProbes, undefined, [where])).toThrow(message);
  });
});
