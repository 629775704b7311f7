import {
  Client,
  credentials,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { grpcCheck } from '@probez/checks';
import { expect, test } from 'vitest';
import { runOnce } from './support/suite.ts';

const same = (bytes: Buffer): Buffer => bytes;
const definition = {
  Check: {
    path: '/grpc.health.v1.Health/Check',
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  },
};

type Check = handleUnaryCall<Buffer, Buffer>;

async function serve(check: Check | undefined) {
  const server = new Server();
  const implementation: UntypedServiceImplementation = { Check: check ?? (() => {}) };
  if (check !== undefined) server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    client,
    server,
    close() {
      client.close();
      server.forceShutdown();
    },
  };
}

test.each([
  ['serving', [0x08, 1], 'pass', undefined],
  ['not serving', [0x08, 2], 'fail', 'answered NOT_SERVING'],
  ['unknown, which is left out of the message', [], 'fail', 'answered UNKNOWN'],
  ['a service that is not known', [0x08, 3], 'fail', 'answered SERVICE_UNKNOWN'],
] as const)('%s', async (_what, bytes, status, said) => {
  const asked: string[] = [];
  const peer = await serve((call, callback) => {
    asked.push(call.request.toString('hex'));
    callback(null, Buffer.from(bytes));
  });
  try {
    const result = await runOnce(grpcCheck(peer.client, { service: 'orders.v1' }));
    expect(result).toMatchObject({ status });
    if (said !== undefined) {
      expect(result).toMatchObject({
        reason: expect.stringMatching(new RegExp(`^gRPC orders\\.v1 at 127\\.0\\.0\\.1:\\d+: ${said}$`)),
      });
    }
    expect(asked).toEqual([`0a09${Buffer.from('orders.v1').toString('hex')}`]);
  } finally {
    peer.close();
  }
});

test('a long name, a server without a health service, a server that is away', async () => {
  const long = 's'.repeat(300);
  const peer = await serve((call, callback) => {
    const name = call.request.subarray(3).toString();
    if (name === long) callback(null, Buffer.from([0x08, 1]));
    else callback({ code: 5, details: 'unknown service' });
  });
  expect(await runOnce(grpcCheck(peer.client, { service: long }))).toMatchObject({ status: 'pass' });
  expect(await runOnce(grpcCheck(peer.client, { service: 'x' }))).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining(
      'NOT_FOUND: unknown service; the server does not know this service: check its name',
    ),
  });
  peer.server.forceShutdown();
  expect(await runOnce(grpcCheck(peer.client))).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining('the server cannot be reached: is it running?'),
  });
  peer.close();
  const bare = await serve(undefined);
  expect(await runOnce(grpcCheck(bare.client))).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining('the server has no health service (grpc.health.v1): add one'),
  });
  bare.close();
});

test('a server that never answers: the abort cancels the call', async () => {
  let cancelled = false;
  let arrived = false;
  const peer = await serve((call) => {
    arrived = true;
    call.on('cancelled', () => {
      cancelled = true;
    });
  });
  const controller = new AbortController();
  const run = runOnce(grpcCheck(peer.client), controller.signal);
  run.catch(() => {});
  const until = async (done: () => boolean) => {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await until(() => arrived);
  controller.abort(new Error('timed out'));
  await expect(run).rejects.toThrow('timed out');
  await until(() => cancelled);
  peer.close();
});
