import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { attemptGrpc } from '@probez/kubelet/attempt';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { script } from './run-script.ts';

/** The lines of JavaScript that verify.sh gives to containers, run by the real Node: a cluster would find their mistakes late. */

const skip = missing('bash', 'gawk', 'mawk');

const sourced = (command: string): string =>
  spawnSync('bash', ['-c', `here=.; for file in verify/*.sh; do . "$file"; done; ${command}`], {
    cwd: dirname(script),
    encoding: 'utf8',
  }).stdout ?? '';

const lines: Readonly<Record<string, string>> = {
  ECHO: sourced('printf %s "$ECHO"'),
  'starts_after 6000': sourced('starts_after 6000'),
  'listens_on 9100': sourced('listens_on 9100'),
  GRPC: sourced('printf %s "$GRPC"'),
  STUBBORN: sourced('printf %s "$STUBBORN"'),
  LOAD: sourced('printf %s "$LOAD"'),
};
const line = (name: string): string => lines[name] ?? '';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts a line with other ports than the manifests'. */
async function start(name: string, ports: readonly number[], env: Readonly<Record<string, string>> = {}) {
  const free = await Promise.all(ports.map(() => freePort()));
  const source = ports.reduce(
    (text, port, index) => text.replace(`listen(${port}`, `listen(${free[index]}`),
    line(name),
  );
  const child = spawn(process.execPath, ['-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  children.push(child);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    ended,
    output: () => output,
    url: (index = 0) => `http://127.0.0.1:${free[index]}`,
    port: (index = 0) => free[index] ?? 0,
  };
}

async function until<T>(look: () => T | Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await Promise.resolve()
      .then(look)
      .catch(() => undefined);
    if (value !== undefined && good(value)) return value;
    if (tries > 400) throw new Error(`never: last seen ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const statusOf = async (url: string, method = 'GET') => (await fetch(url, { method })).status;

describe.skipIf(skip)('the lines of JavaScript of verify.sh', () => {
  it.each(Object.keys(lines))('%s may stand in JSON, in YAML and in a shell', (name) => {
    expect(line(name).length).toBeGreaterThan(40);
    expect(line(name)).not.toMatch(/["\\\n`$]/);
  });

  it('ECHO prints what it is asked', async () => {
    const { output, url, port, child, ended } = await start('ECHO', [8080]);
    await until(
      () => statusOf(`${url()}/livez`),
      (status) => status === 200,
    );
    await fetch(`${url()}/readyz`, { headers: { 'X-Probe': 'readiness', 'User-Agent': 'kube-probe/1.33' } });
    await until(output, (text) =>
      text.includes(`/readyz host=127.0.0.1:${port()} user-agent=kube-probe/1.33 x-probe=readiness\n`),
    );
    expect(output()).toContain('x-probe=undefined');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('starts_after passes /startupz after its time, and the others at once', async () => {
    const { output, url } = await start('starts_after 6000', [8080]);
    await until(
      () => statusOf(`${url()}/readyz`),
      (status) => status === 200,
    );
    expect(await statusOf(`${url()}/startupz`)).toBe(503);
    await until(
      () => statusOf(`${url()}/startupz`),
      (status) => status === 200,
    );
    expect(output()).toMatch(/^\/readyz 200\n\/startupz 503\n/);
  });

  it('GRPC speaks grpc.health.v1, with and without a service', async () => {
    const { url, port } = await start('GRPC', [50051, 8080]);
    const check = (service: string) =>
      attemptGrpc({ host: '127.0.0.1', port: port(0), service, timeoutMs: 15_000 }).then(({ result }) => result);
    await until(
      () => check(''),
      (result) => result === 'success',
    );
    expect(await check('orders')).toBe('success');
    await fetch(`${url(1)}/down`, { method: 'POST' });
    expect(await check('orders')).toBe('failure');
    expect(await check('')).toBe('success');
    await fetch(`${url(1)}/up`, { method: 'POST' });
    expect(await check('orders')).toBe('success');
  });

  it('STUBBORN fails /livez after a POST, and does not end at SIGTERM', async () => {
    const { url, child, output } = await start('STUBBORN', [8080]);
    await until(
      () => statusOf(`${url()}/livez`),
      (status) => status === 200,
    );
    expect(await statusOf(`${url()}/livez`, 'POST')).toBe(200);
    expect(await statusOf(`${url()}/livez`)).toBe(503);
    expect(await statusOf(`${url()}/readyz`)).toBe(200);
    child.kill('SIGTERM');
    await until(output, (text) => text.includes('SIGTERM\n'));
    expect(await statusOf(`${url()}/readyz`)).toBe(200);
  });

  it('listens_on takes a while to end', async () => {
    const { url, child, ended } = await start('listens_on 9100', [9100]);
    await until(
      () => statusOf(url()),
      (status) => status === 200,
    );
    child.kill('SIGTERM');
    expect(await statusOf(url())).toBe(200);
    expect(await ended).toBe(0);
  });

  it('LOAD counts what fails, and says why', async () => {
    let status = 200;
    const server = createServer((_request, response) => response.writeHead(status).end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    const { output } = await start('LOAD', [], { TARGET: `http://127.0.0.1:${address.port}/configs` });
    await until(output, (text) => /[1-9]\d* requests, 0 failed \{\}\n/.test(text));
    status = 503;
    await until(output, (text) => /requests, [1-9]\d* failed \{"503":\d+\}\n/.test(text));
    server.closeAllConnections();
    server.close();
    await until(output, (text) => /"ECONNREFUSED":\d+/.test(text));
  });

  it('the client’s line prints status and body, or why there is none', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/hang') return;
      let form = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        form += chunk;
      });
      request.on('end', () =>
        response.writeHead(202).end(`${request.method} ${request.headers['content-type']} ${form}`),
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    const url = `http://127.0.0.1:${address.port}`;
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const ask = async (args: string) => {
      const child = spawn(
        'bash',
        ['-c', `for file in verify/*.sh; do . "$file"; done; k() { shift 3; "$@"; }; ${args}`],
        {
          cwd: dirname(script),
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      await new Promise((resolve) => child.once('close', resolve));
      return text;
    };
    expect(await ask(`http GET ${url}/x`)).toBe('202 GET undefined \n');
    expect(await ask(`http POST ${url}/livez livez=FAIL`)).toBe(
      '202 POST application/x-www-form-urlencoded;charset=UTF-8 livez=FAIL\n',
    );
    expect(await ask(`http GET http://127.0.0.1:${await freePort()}/`)).toBe('unreachable ECONNREFUSED\n');
    expect(await ask(`http GET ${url}/hang`)).toBe('unreachable TimeoutError\n');
    connections = 0;
    expect(await ask(`http_times 3 GET ${url}/x`)).toBe('202 GET undefined \n'.repeat(3));
    // Each may be answered by another Pod of a Service.
    expect(connections).toBe(3);
    server.closeAllConnections();
    server.close();
  });

  it('a command that fails in the cluster is no answer of the app', () => {
    const said = sourced(
      'ERRORS=$(mktemp); k() { echo "error: container not found" >&2; return 1; }; http GET http://x/',
    );
    expect(said).toBe('kubectl exec in the Pod "client" failed: error: container not found\n');
  });
});

describe.skipIf(skip)('the counting of events', () => {
  // As kubectl prints them: a count or none, and a message that may have several lines.
  const listed =
    "printf '\\t3\\tLiveness probe failed: cat\\n\\n\\t\\tStopping container app\\n\\t2\\tLiveness probe failed: 503\\n'";
  const awks = ['awk', 'gawk', 'mawk', 'original-awk', 'busybox'].filter(
    (name) => spawnSync(name, ['--help']).error === undefined,
  );

  it.each(awks)('is the same with %s', (name) => {
    const count = (text: string) =>
      sourced(
        `look() { ${listed}; }; awk() { ${name === 'busybox' ? 'busybox awk' : `command ${name}`} "$@"; }; count_events pod Reason '${text}'`,
      );
    expect(count('')).toBe('6\n');
    expect(count('Liveness probe failed')).toBe('5\n');
    expect(count('503')).toBe('2\n');
    expect(count('nothing')).toBe('0\n');
  });

  it('has no result when the API server has no answer', () => {
    expect(sourced('look() { return 1; }; count_events pod Reason ""; echo $?')).toBe('1\n');
  });
});
