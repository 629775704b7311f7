// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { createRoutes, createTriage, matchRoute, type RouteOptions } from '../../src/http/routes.ts';
import { splitTarget } from '../../src/http/target.ts';

const routes = createRoutes({
  paths: { liveness: ['/livez', '/health/live'], startup: [] },
  groups: { '/health': { checks: ['x'] } },
});

describe('matching', () => {
  it.each([
    ['/livez', '/livez', ''],
    ['/livez/', '/livez', ''],
    ['//livez', '/livez', ''],
    ['/livez//', '/livez', ''],
    ['/%6Civez', '/livez', ''],
    ['/livez?x', '/livez', ''],
    ['/livez#x', '/livez', ''],
    ['http://host:80/livez?x', '/livez', ''],
    ['HTTPS://host/livez', '/livez', ''],
    ['/livez/a/b', '/livez', 'a/b'],
    ['/livez/a%2Fb', '/livez', 'a%2Fb'],
    ['/livez/%zz', '/livez', '%zz'],
    ['/health', '/health', ''],
    ['/health/live', '/health/live', ''],
    ['/health/other', '/health', 'other'],
    ['/health//live', '/health/live', ''],
  ])('%s', (url, path, rest) => {
    const match = matchRoute(routes, splitTarget(url).path);
    expect([match?.route.path, match?.rest]).toEqual([path, rest]);
  });

  it.each([
    '/',
    '',
    '*',
    '/livezz',
    '/live',
    '/Livez',
    '/livez%',
    '/livez%zz',
    '/livez%2fa',
    '/x/livez',
    '/x/../livez',
    'livez',
    'http://host',
    'http:/livez',
    '/startupz',
    'host:80',
    '/%',
  ])('%s is the app’s', (url) => {
    expect(matchRoute(routes, splitTarget(url).path)).toBeUndefined();
  });
});

describe('the root', () => {
  const rooted = createRoutes({ paths: { readiness: ['/readyz', '/'] }, groups: { '/lbz': { checks: ['x'] } } });
  const mayMatch = createTriage(rooted);

  it.each(['/', '//', '/?', '/?verbose', '/#x', 'http://host', 'http://host/', 'http://host?verbose'])(
    'is %s',
    (url) => {
      expect(mayMatch(url)).toBe(true);
      expect(matchRoute(rooted, splitTarget(url).path)?.route.path).toBe('/');
    },
  );

  it.each(['/x', '/x/', '//x', '/%2F', '/%', '', '*', 'x', '?verbose', 'host:80'])('is not %s', (url) => {
    expect(matchRoute(rooted, splitTarget(url).path)).toBeUndefined();
  });

  it('leaves the others alone, and is named like its probe', () => {
    expect(matchRoute(rooted, '/readyz/a')?.rest).toBe('a');
    expect(rooted.map(({ path, name }) => [path, name])).toContainEqual(['/', 'readyz']);
  });

  it('under a prefix is the prefix alone', () => {
    const under = createRoutes({ prefix: '/probes', paths: { readiness: '/' } });
    expect(matchRoute(under, '/probes/')?.route.path).toBe('/probes');
    expect(matchRoute(under, '/probes/x')).toBeUndefined();
    expect(matchRoute(under, '/probes/livez')?.route.path).toBe('/probes/livez');
  });
});

describe('what is refused, quoted', () => {
  it.each<[string, RouteOptions, string]>([
    [
      'no slash',
      { paths: { liveness: 'livez' } },
      'paths.liveness is "livez"; allowed: "/", or a path such as "/livez"',
    ],
    ['no path at all', { paths: { liveness: '' } }, 'paths.liveness is ""; allowed: "/", or a path such as "/livez"'],
    [
      'the root twice',
      { paths: { liveness: '/' }, groups: { '/': { checks: ['a'] } } },
      'a path of groups is "/", which another endpoint uses already',
    ],
    [
      'the root under a prefix that is a path',
      { prefix: '/health', paths: { liveness: '/' }, groups: { '/': { checks: ['a'] } } },
      'a path of groups is "/", which another endpoint uses already',
    ],
    ['a trailing slash', { paths: { liveness: '/livez/' } }, 'paths.liveness is "/livez/"'],
    ['a query', { paths: { readiness: '/readyz?x' } }, 'paths.readiness is "/readyz?x"'],
    ['a space', { paths: { readiness: '/ready z' } }, 'paths.readiness is "/ready z"'],
    [
      'the same path twice',
      { paths: { liveness: '/health', readiness: '/health' } },
      'paths.readiness is "/health", which another endpoint uses already',
    ],
    ['a bad prefix', { prefix: 'internal' }, 'prefix is "internal"'],
    ['a status that passes', { failureStatus: 200 }, 'failureStatus for liveness is 200; allowed: 400 to 599'],
    ['a status that is none', { failureStatus: { readiness: 0 } }, 'failureStatus for readiness is 0'],
    ['a status below', { failureStatus: 399 }, 'failureStatus for liveness is 399'],
    ['a status above', { failureStatus: 600 }, 'failureStatus for liveness is 600'],
    ['half a status', { failureStatus: 500.5 }, 'failureStatus for liveness is 500.5'],
    ['a path that only ends like one', { paths: { liveness: 'x/livez' } }, 'paths.liveness is "x/livez"'],
    [
      'a name that is none among others',
      { groups: { '/lbz': { checks: ['a', ''] } } },
      'checks of group "/lbz" is ["a", ""]',
    ],
    [
      'a group without checks',
      { groups: { '/lbz': { checks: [] } } },
      'checks of group "/lbz" is []; allowed: a list of check names',
    ],
    [
      'a group on a probe',
      { groups: { '/livez': { checks: ['a'] } } },
      'a path of groups is "/livez", which another endpoint uses already',
    ],
  ])('%s', (_name, options, message) => {
    expect(() => createRoutes(options)).toThrow(message);
    expect(() => createRoutes(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  it.each([
    [{ paths: { live: '/x' } }, 'paths: unknown option "live"; allowed: liveness, readiness, startup'],
    [{ groups: { '/lbz': null } }, 'the options object of group "/lbz" is null; allowed: an object'],
    [
      { groups: { '/lbz': { checks: ['a'], rule: 'liveness' } } },
      'group "/lbz": unknown option "rule"; did you mean "rules"?',
    ],
    [{ groups: ['/lbz'] }, 'groups is ["/lbz"]; allowed: an object of groups by path'],
    [{ paths: null }, 'the options object of paths is null; allowed: an object'],
    [{ paths: { liveness: null } }, 'paths.liveness is null; allowed: "/", or a path such as "/livez"'],
    [{ paths: { liveness: 5 } }, 'paths.liveness is 5; allowed: "/", or a path such as "/livez"'],
    [{ failureStatus: '503' }, 'failureStatus for liveness is "503"'],
    [{ failureStatus: null }, 'the options object of failureStatus is null'],
    [
      { groups: { '/lbz': { checks: ['a'], rules: 'x' } } },
      'rules of group "/lbz" is "x"; allowed: "liveness", "readiness", "startup"',
    ],
  ])('what types forbid: %j', (options, message) => {
    // Reflect stands in for JavaScript, which has no types to forbid it.
    expect(() => Reflect.apply(createRoutes, undefined, [options])).toThrow(message);
  });
});

it('the first and the last status of a failure are allowed, and a path of several segments', () => {
  const [live, ready] = createRoutes({
    failureStatus: { liveness: 400, readiness: 599 },
    paths: { liveness: '/a/b/c' },
  });
  expect([live?.failureStatus, ready?.failureStatus, live?.name]).toEqual([400, 599, 'c']);
});

it('prefix goes before everything', () => {
  expect(createRoutes({ prefix: '/internal' }).map((route) => route.path)).toEqual([
    '/internal/livez',
    '/internal/readyz',
    '/internal/startupz',
  ]);
  expect(createRoutes({ prefix: '/' }).map((route) => route.path)).toEqual(['/livez', '/readyz', '/startupz']);
});
