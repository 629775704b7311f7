import {
  type ClientReadableStream,
  credentials,
  makeClientConstructor,
  Server,
  ServerCredentials,
  status,
} from '@grpc/grpc-js';
import { createHealth, type Health, manualCheck } from '@probez/core';
import { type GrpcHealth, type GrpcHealthOptions, grpcHealth } from '@probez/grpc';
import { service } from 'grpc-health-check';
import { describe, expect, it, onTestFinished } from 'vitest';

interface Running {
  readonly health: Health;
  readonly answers: GrpcHealth;
  readonly server: Server;
  readonly port: number;
  check(name?: string): Promise<string>;
  list(): Promise<Record<string, { readonly status: string }>>;
  watch(name?: string): { readonly told: string[]; readonly call: ClientReadableStream<unknown>; ended(): boolean };
}

const HealthClient = makeClientConstructor(service, 'grpc.health.v1.Health');

async function serve(health: Health, options?: GrpcHealthOptions): Promise<Running> {
  const answers = grpcHealth(health, options);
  const server = new Server();
  answers.addToServer(server);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  const client = new HealthClient(`127.0.0.1:${port}`, credentials.createInsecure());
  onTestFinished(async () => {
    client.close();
    server.forceShutdown();
    await health.stop();
  });
  const unary = <Answer>(method: string, request: object): Promise<Answer> =>
    new Promise((resolve, reject) =>
      client[method]?.call(client, request, (error: Error | null, answer: Answer) =>
        error === null ? resolve(answer) : reject(error),
      ),
    );
  return {
    health,
    answers,
    server,
    port,
    check: async (name = '') => (await unary<{ readonly status: string }>('check', { service: name })).status,
    list: async () =>
      (await unary<{ readonly statuses: Record<string, { readonly status: string }> }>('list', {})).statuses,
    watch(name = '') {
      const told: string[] = [];
      let over = false;
      const call: ClientReadableStream<unknown> = client.watch?.call(client, { service: name });
      call.on('data', (answer: { readonly status: string }) => told.push(answer.status));
      call.on('error', () => {
        over = true;
      });
      call.on('end', () => {
        over = true;
      });
      return { told, call, ended: () => over };
    },
  };
}

const started = async (health: Health): Promise<Health> => {
  await health.start();
  return health;
};

describe('Check', () => {
  it('answers by the verdict of each probe and of each service', async () => {
    const database = manualCheck({ name: 'database' });
    const search = manualCheck({ name: 'search' });
    search.fail('down');
    const health = createHealth({ logger: false, checks: [database, { ...search, critical: false }] });
    const { check } = await serve(await started(health), {
      services: { 'shop.Cart': 'readiness', search: { checks: ['search'] }, data: { checks: ['database'] } },
    });
    const all = ['', 'readiness', 'liveness', 'startup', 'shop.Cart', 'search', 'data'];
    const answers = async () =>
      Object.fromEntries(await Promise.all(all.map(async (name) => [name, await check(name)])));
    expect(await answers()).toEqual(Object.fromEntries(all.map((name) => [name, 'SERVING'])));
    database.fail('gone');
    expect(await answers()).toEqual({
      '': 'NOT_SERVING',
      readiness: 'NOT_SERVING',
      liveness: 'SERVING',
      startup: 'SERVING',
      'shop.Cart': 'NOT_SERVING',
      search: 'SERVING',
      data: 'NOT_SERVING',
    });
    await expect(check('nobody')).rejects.toMatchObject({
      code: status.NOT_FOUND,
      details: 'unknown service "nobody"',
    });
  });

  it('is not serving from the first moment of the drain, and alive', async () => {
    const { health, check } = await serve(await started(createHealth({ logger: false })));
    expect(await check()).toBe('SERVING');
    health.drain();
    expect(await check()).toBe('NOT_SERVING');
    expect(await check('liveness')).toBe('SERVING');
  });
});

it('List tells every service', async () => {
  const { list } = await serve(await started(createHealth({ logger: false })), { services: { cart: 'readiness' } });
  expect(Object.keys(await list()).sort()).toEqual(['', 'cart', 'liveness', 'readiness', 'startup']);
});

describe('Watch', () => {
  it('tells the status, and each change once', async () => {
    const check = manualCheck({ name: 'a' });
    const { health, watch } = await serve(await started(createHealth({ logger: false, checks: [check] })), {
      services: { group: { checks: ['a'] } },
    });
    const overall = watch();
    const group = watch('group');
    const unknown = watch('nobody');
    await expect
      .poll(() => [overall.told, group.told, unknown.told])
      .toEqual([['SERVING'], ['SERVING'], ['SERVICE_UNKNOWN']]);
    check.fail('down');
    check.fail('still down');
    await expect.poll(() => overall.told).toEqual(['SERVING', 'NOT_SERVING']);
    await expect.poll(() => group.told).toEqual(['SERVING', 'NOT_SERVING']);
    check.pass();
    await expect.poll(() => overall.told).toEqual(['SERVING', 'NOT_SERVING', 'SERVING']);
    health.drain();
    await expect.poll(() => overall.told).toEqual(['SERVING', 'NOT_SERVING', 'SERVING', 'NOT_SERVING']);
    expect(unknown.told).toEqual(['SERVICE_UNKNOWN']);
  });

  it('is forgotten when the client goes', async () => {
    const health = createHealth({ logger: false });
    const listeners = new Set<unknown>();
    const counted: Health = {
      ...health,
      subscribe(listener) {
        const end = health.subscribe(listener);
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
          end();
        };
      },
    };
    const { watch } = await serve(counted);
    const streams = [watch(), watch()];
    await expect.poll(() => streams.map(({ told }) => told.length)).toEqual([1, 1]);
    expect(listeners.size).toBe(1);
    for (const { call } of streams) call.cancel();
    await expect.poll(() => listeners.size).toBe(0);
  });

  it('does not hold up a server that is told to close', async () => {
    const { answers, server, watch } = await serve(createHealth({ logger: false }));
    const stream = watch();
    await expect.poll(() => stream.told).toHaveLength(1);
    await new Promise<void>((resolve, reject) =>
      answers.target(server).tryShutdown((error) => (error ? reject(error) : resolve())),
    );
    await expect.poll(() => stream.ended()).toBe(true);
  });
});

describe('bad options', () => {
  it.each<[unknown, string]>([
    [null, 'the options object of grpcHealth is null'],
    [{ service: {} }, 'grpcHealth: unknown option "service"; did you mean "services"?'],
    [{ services: [] }, 'services is []; allowed: an object of probes or groups by service name'],
    [{ services: { a: 'ready' } }, 'service "a" is "ready"; allowed: "liveness", "readiness" or "startup"'],
    [{ services: { a: { checks: [] } } }, 'checks of service "a" is []; allowed: a list of check names'],
    [{ services: { a: { check: ['x'] } } }, 'service "a": unknown option "check"; did you mean "checks"?'],
    [
      { services: { a: { checks: ['x'], rules: 'ready' } } },
      'rules of service "a" is "ready"; allowed: "liveness", "readiness" or "startup"',
    ],
  ])('%j', (options, message) => {
    // What a caller without types may write.
    expect(() => Reflect.apply(grpcHealth, undefined, [createHealth({ logger: false }), options])).toThrow(message);
  });

  it('what is no health, and what is no server', () => {
    expect(() => Reflect.apply(grpcHealth, undefined, [{}])).toThrow(
      'health is {}; allowed: the health that createHealth() returned',
    );
    const answers = grpcHealth(createHealth({ logger: false }));
    expect(() => Reflect.apply(answers.target, undefined, [{}])).toThrow(
      'server is {}; allowed: a Server of @grpc/grpc-js',
    );
  });
});
