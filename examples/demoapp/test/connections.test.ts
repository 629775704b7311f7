import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { frameworks, open } from './in-process.ts';

/** What a raw request gets. */
const raw = (port: number, request: string) =>
  new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', reject).on('end', () => resolve(text));
  });

const opened = (socket: WebSocket) =>
  new Promise<number>((resolve) => {
    socket.once('open', () => resolve(101)).once('error', () => {});
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  });

describe.each(frameworks)('%s', (framework) => {
  it('GET /version, /configs and / tell one rollout from the next', async () => {
    const { get } = await open({ APP_VERSION: '2.0', APP_COLOR: 'green', RELEASE: 'Canary' }, framework);
    expect((await get('/version')).body).toBe('VERSION: 2.0\nCOLOR: green\n');
    expect((await get('/')).body).toMatch(/^Probez demoapp v2\.0 !! ClientIP: /);
    expect((await get('/', { accept: 'text/html' })).body).toContain(
      '<h1 class="colored green">Probez demoapp v2.0</h1>',
    );
    const plain = await open({}, framework);
    expect((await plain.get('/version')).body).toBe('VERSION: 1.2.3\nCOLOR: none\n');
  });

  it('GET /chaos: a line each', async () => {
    const { get, port } = await open({ CHAOS: 'exit' }, framework);
    const { body } = await get('/chaos', { host: `127.0.0.1:${port}` });
    expect(body).toContain(`exit     off; curl -d code=3 http://127.0.0.1:${port}/exit\n`);
    expect(body).toContain('crash    not allowed: needs CHAOS=crash\n');
    expect(body.trimEnd().split('\n')).toHaveLength(8);
  });

  it('GET /metrics: Node, the probes, the requests', async () => {
    const { get, post } = await open({}, framework);
    await post('/readyz', 'readyz=FAIL');
    await get('/readyz');
    const { status, headers, body } = await get('/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(body).toContain('health_probe_status{health_probe_name="readiness",health_probe_state="fail"} 1\n');
    expect(body).toContain('demoapp_requests_total{method="GET",status="503"} 1\n');
    expect(body).toContain('demoapp_requests_total{method="POST",status="200"} 1\n');
    expect(body).toContain('nodejs_eventloop_lag_seconds ');
  });

  it('GET /events: a stream, one event a second; HEAD opens none', async () => {
    const { ask, port } = await open({}, framework);
    expect(await ask({ method: 'HEAD', path: '/events' })).toMatchObject({ status: 200, body: '' });
    const leave = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${port}/events`, { signal: leave.signal });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk);
      if (text.includes('"count":2')) break;
    }
    expect(text).toMatch(
      /^retry: 2000\n\nevent: tick\ndata: \{"count":1,"name":".+"\}\n\nevent: tick\ndata: \{"count":2/,
    );
    leave.abort();
  });

  it('WebSocket /ws: an echo; elsewhere, from another origin and too much at once are refused', async () => {
    const { port } = await open({}, framework);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
    onTestFinished(() => socket.terminate());
    expect(await opened(socket)).toBe(101);
    const heard = new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
    socket.send('<b>hello</b>');
    expect(await heard).toBe('<b>hello</b>');
    const closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)));
    socket.send(Buffer.alloc(65 * 1024));
    expect(await closed).toBe(1009);
    const url = `ws://127.0.0.1:${port}`;
    expect(await opened(new WebSocket(`${url}/`))).toBe(404);
    expect(await opened(new WebSocket(`${url}/ws`, { origin: 'https://evil.example' }))).toBe(403);
    const own = new WebSocket(`${url}/ws?x=1`, { origin: `http://127.0.0.1:${port}` });
    onTestFinished(() => own.terminate());
    expect(await opened(own)).toBe(101);
  });

  it('an upgrade to something else is answered over HTTP/1, as by whoever knows of none: curl --http2', async () => {
    const { port, get } = await open({}, framework);
    const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n';
    expect(await raw(port, `GET /livez HTTP/1.1\r\nHost: x\r\n${offer}\r\n`)).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nOK$/,
    );
    const form = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n';
    expect(await raw(port, `POST /livez HTTP/1.1\r\nHost: x\r\n${offer}${form}\r\nlivez=FAIL`)).toMatch(
      /^HTTP\/1\.1 200 OK\r\n/,
    );
    expect((await get('/livez')).status).toBe(503);
  });
});

it('no more than a hundred WebSockets and streams', async () => {
  const { port, get } = await open();
  const sockets = Array.from({ length: 100 }, () => new WebSocket(`ws://127.0.0.1:${port}/ws`));
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate();
  });
  expect(new Set(await Promise.all(sockets.map(opened)))).toEqual(new Set([101]));
  expect(await opened(new WebSocket(`ws://127.0.0.1:${port}/ws`))).toBe(503);
  const leave = new AbortController();
  const url = `http://127.0.0.1:${port}/events`;
  const streams = await Promise.all(Array.from({ length: 100 }, () => fetch(url, { signal: leave.signal })));
  expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await get('/events')).toMatchObject({ status: 503, body: '100 streams are open already; allowed: 100\n' });
  leave.abort();
  await expect.poll(async () => (await fetch(url, { method: 'HEAD' })).status, { timeout: 30_000 }).toBe(200);
});

it('the original has none of it', async () => {
  const { get, post } = await open({ COMPAT: 'ikubernetes' });
  for (const path of ['/version', '/metrics', '/events', '/chaos', '/latency', '/exit'])
    expect(await get(path), path).toMatchObject({ status: 404, body: 'not found\n' });
  expect(await post('/exit', 'code=3')).toMatchObject({ status: 404, body: 'not found\n' });
});
