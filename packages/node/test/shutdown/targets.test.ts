import http from 'node:http';
import { describe, expect, it } from 'vitest';
import { furtherServersOf, targetsOf } from '../../src/shutdown/targets.ts';

describe('targets', () => {
  const server = http.createServer();
  const app = { server, close: async () => {} };

  it('are servers, and apps that own one; each server counts once', () => {
    expect(targetsOf(server)).toEqual({ servers: [server], owners: [] });
    expect(targetsOf([server, app, server])).toEqual({ servers: [server], owners: [app] });
    expect(targetsOf([])).toEqual({ servers: [], owners: [] });
  });

  it('are refused where an app has not got its server yet', () => {
    expect(() => Reflect.apply(targetsOf, undefined, [{ server: null, close() {} }])).toThrow(
      'gracefulShutdown was given { server: null, close: a function }; allowed: a server of node:http',
    );
  });

  it("include Fastify's further servers, where it listens on several addresses", () => {
    const further = http.createServer();
    const fastify = { ...app, [Symbol('fastify.serverBindings')]: [further, 'no server'] };
    expect(furtherServersOf(fastify)).toEqual([further]);
    expect(furtherServersOf(app)).toEqual([]);
  });
});
