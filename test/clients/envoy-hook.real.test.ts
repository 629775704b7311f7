import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { listen } from '../support/listen.ts';
import { missing } from '../support/missing.ts';
import { portOf } from '../support/raw-http.ts';
import { read } from './example.ts';

const documents = parseAllDocuments(read('kubernetes/11-sidecar-proxy/envoy.yaml')).map((document) => document.toJS());
const [proxy] = documents.find(({ kind }) => kind === 'Pod').spec.initContainers;

describe.skipIf(missing('bash'))('the preStop hook of scenario 11 with Envoy, run by bash', () => {
  const asked: string[] = [];
  let status = 200;
  const admin = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(request.method === 'POST' ? status : 405).end('OK\n');
  });
  let close: () => Promise<void>;
  beforeAll(async () => {
    close = await listen(admin);
  });
  afterAll(() => close());

  async function hook(port: number): Promise<unknown> {
    const [program, ...args]: string[] = proxy.lifecycle.preStop.exec.command;
    const child = spawn(
      program ?? '',
      args.map((one) => one.replace('127.0.0.1/9901', `127.0.0.1/${port}`)),
      { stdio: 'ignore' },
    );
    return (await once(child, 'exit'))[0];
  }

  it('posts to the admin interface, and succeeds when that says 200', async () => {
    expect(await hook(portOf(admin))).toBe(0);
    expect(asked).toEqual(['POST /drain_listeners?graceful']);
  });

  it('fails when that says anything else, or nobody is there', async () => {
    status = 404;
    expect(await hook(portOf(admin))).not.toBe(0);
    expect(await hook(1)).not.toBe(0);
  });
});
