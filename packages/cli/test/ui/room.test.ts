import { IncomingMessage, request, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { shortened } from '../../src/run/view.ts';
import { createBacklog } from '../../src/ui/backlog.ts';
import { type Act, openRoom, type Room } from '../../src/ui/room.ts';
import { createStreams, MOST_UNREAD } from '../../src/ui/streams.ts';

async function opened(act: (what: Act, container: string) => string | undefined = () => undefined): Promise<Room> {
  const room = await openRoom({
    name: 'web',
    containers: ['app', '<b>'],
    told: () => 'it <runs>',
    now: () => 12.5,
    act,
  });
  onTestFinished(() => room.close());
  return room;
}

const order = (room: Room, body: string) => fetch(`${room.url}do`, { method: 'POST', body });

/** What a stream has told until there is this in it. */
async function told(room: Room, until: string, meanwhile = () => {}): Promise<string> {
  const gone = new AbortController();
  const { body } = await fetch(`${room.url}events`, { signal: gone.signal });
  meanwhile();
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.includes(until)) break;
  }
  gone.abort();
  return text;
}

it('listens on loopback, below a token that nobody guesses', async () => {
  const [one, other] = [await opened(), await opened()];
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/$/);
  expect(new URL(one.url).pathname).not.toBe(new URL(other.url).pathname);
  expect((await fetch(new URL('/', one.url))).status).toBe(404);
});

it('has a page, a style and a script, and allows them and nothing else', async () => {
  const room = await opened();
  for (const [part, type] of [
    ['', 'text/html'],
    ['room.css', 'text/css'],
    ['room.js', 'text/javascript'],
  ]) {
    const answer = await fetch(`${room.url}${part}`);
    expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(await answer.text()).not.toMatch(/^(?:import|export) /m);
  }
});

it('tells who comes all that was, then what comes, then that it is over', async () => {
  const room = await opened();
  room.push('{"t":0,"kind":"log"}\n');
  room.push('{"t":1,"kind":"note","text":"one"}\n');
  expect(await told(room, 'one')).toBe(
    'retry: 1000\n\nevent: start\ndata: 12.5\n\nevent: lines\ndata: [{"t":0,"kind":"log"},{"t":1,"kind":"note","text":"one"}]\n\n',
  );
  const later = await told(room, 'two', () => room.push('{"t":2,"kind":"note","text":"two"}\n'));
  expect(later).toContain('event: lines\ndata: [{"t":2,"kind":"note","text":"two"}]\n\n');
  expect(await told(room, 'over', () => void room.close())).toContain('event: over');
});

it('does what it is told, and says why where it cannot', async () => {
  const act = vi.fn((what: Act) => (what === 'delete' ? undefined : 'container "app" does not run'));
  const room = await opened(act);
  expect((await order(room, '{"what":"delete","container":"app"}')).status).toBe(200);
  const refused = await order(room, '{"what":"SIGKILL","container":"app"}');
  expect([refused.status, await refused.text()]).toEqual([409, 'container "app" does not run\n']);
  expect(act.mock.calls).toEqual([
    ['delete', 'app'],
    ['SIGKILL', 'app'],
  ]);
});

it.each([
  '',
  'delete',
  'null',
  '[]',
  '{"what":"delete"}',
  '{"what":"SIGTERM","container":"app"}',
  '{"what":"constructor","container":"app"}',
  '{"what":"delete","container":7}',
  `{"what":"delete","container":"${'a'.repeat(2_000)}"}`,
])('refuses %.40s', async (body) => {
  const act = vi.fn(() => undefined);
  const answer = await order(await opened(act), body);
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining('delete, SIGKILL, SIGSTOP, SIGCONT'),
  ]);
  expect(act).not.toHaveBeenCalled();
});

it('refuses a name that was made to point here', async () => {
  const { port, pathname } = new URL((await opened()).url);
  const status = await new Promise((resolve) => {
    request({ port, path: pathname, host: '127.0.0.1', headers: { host: `evil.example:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(403);
});

it('keeps so many lines, the first one, and what the API showed last', () => {
  const backlog = createBacklog(10, 1_000_000);
  backlog.add('head');
  backlog.add('{"kind":"status","t":0}');
  for (let t = 1; t <= 1_000; t += 1) backlog.add(`line ${t}`);
  const [head, status, ...rest] = backlog.lines();
  expect([head, status]).toEqual(['head', '{"kind":"status","t":0}']);
  expect(rest.length).toBeLessThanOrEqual(10);
  expect(rest.at(-1)).toBe('line 1000');
});

describe('a form, for who has no JavaScript', () => {
  const form = (room: Room, body: string, headers: Record<string, string> = {}) =>
    fetch(`${room.url}do`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    });

  it('does the same, and leads back', async () => {
    const act = vi.fn((what: Act) => (what === 'delete' ? undefined : 'container "app" does not run'));
    const room = await opened(act);
    const answer = await form(room, 'container=app&what=delete', { Origin: new URL(room.url).origin });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, './']);
    expect((await form(room, 'container=app&what=SIGKILL')).status).toBe(409);
    expect((await form(room, 'what=delete')).status).toBe(400);
    for (const Origin of ['http://evil.example', 'null', 'http://127.0.0.1:1'])
      expect((await form(room, 'container=app&what=delete', { Origin })).status).toBe(403);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('names and what was told stay text', async () => {
    const text = await (await fetch((await opened()).url)).text();
    expect(text).toContain('<option>&lt;b&gt;</option>');
    expect(text).toContain('<noscript><pre>it &lt;runs&gt;</pre></noscript>');
  });
});

it('a wrong token sees nothing and does nothing', async () => {
  const act = vi.fn(() => undefined);
  const { url } = await opened(act);
  const wrong = url.replace(/.(?=\/$)/, (last) => (last === 'A' ? 'B' : 'A'));
  for (const part of ['', 'events', 'room.js']) expect((await fetch(wrong + part)).status).toBe(404);
  expect((await fetch(`${wrong}do`, { method: 'POST', body: '{"what":"delete","container":"app"}' })).status).toBe(404);
  expect(act).not.toHaveBeenCalled();
});

it('has room for twenty, and forgets those who go', async () => {
  const room = await opened();
  const gone = new AbortController();
  const all = await Promise.all(Array.from({ length: 20 }, () => fetch(`${room.url}events`, { signal: gone.signal })));
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
  const refused = await fetch(`${room.url}events`);
  expect([refused.status, await refused.text()]).toEqual([503, '20 browsers watch already; allowed: 20\n']);
  gone.abort();
  await expect
    .poll(async () => {
      const again = new AbortController();
      const { status } = await fetch(`${room.url}events`, { signal: again.signal });
      again.abort();
      return status;
    })
    .toBe(200);
});

it('lets go of one who does not read, and goes on', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const streams = createStreams();
  // Without a socket everything waits.
  const [idle, other] = [1, 2].map(() => new ServerResponse(new IncomingMessage(new Socket())));
  if (idle === undefined || other === undefined) throw new Error('no response');
  streams.open(idle, 0, []);
  const push = (line: string) => {
    streams.push(line);
    vi.advanceTimersByTime(100);
  };
  push(`"${'x'.repeat(MOST_UNREAD)}"`);
  expect([idle.destroyed, streams.count()]).toEqual([false, 1]);
  push('1');
  expect([idle.destroyed, streams.count()]).toEqual([true, 0]);
  streams.open(other, 0, []);
  push('2');
  expect([other.destroyed, streams.count()]).toEqual([false, 1]);
  streams.end();
  streams.end();
  expect(other.writableEnded).toBe(true);
});

it('closes while it streams to one who does not read', async () => {
  const room = await opened();
  const { port, pathname } = new URL(room.url);
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(`GET ${pathname}events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await new Promise((resolve) => socket.once('readable', resolve));
  for (let index = 0; index < 100; index += 1)
    room.push(JSON.stringify({ t: 1, kind: 'note', text: 'x'.repeat(400_000) }));
  await room.close();
});

it('of huge logs the last part is kept', () => {
  const backlog = createBacklog(1_000, 10_000);
  backlog.add('head');
  for (let t = 1; t <= 500; t += 1) backlog.add(`${t} `.padEnd(1_000, 'x'));
  const lines = backlog.lines();
  expect(lines[0]).toBe('head');
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.join('').length).toBeLessThanOrEqual(10_004);
  expect(lines.at(-1)).toMatch(/^500 /);
});

it('a line of a gigabyte is shortened, and its length told', () => {
  const seen: string[] = [];
  const view = shortened({
    note: () => {},
    record: () => {},
    close: () => {},
    output: (_container, _stream, line) => seen.push(line),
  });
  view.output('app', 'stdout', 'short');
  view.output('app', 'stdout', 'x'.repeat(1_000_000));
  expect(seen).toEqual(['short', `${'x'.repeat(4_000)}… (1000000 characters)`]);
});
