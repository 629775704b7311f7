import { request } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createBacklog } from '../../src/ui/backlog.ts';
import { type Act, openRoom, type Room } from '../../src/ui/room.ts';

async function opened(act: (what: Act, container: string) => string | undefined = () => undefined): Promise<Room> {
  const room = await openRoom({ name: 'web', now: () => 12.5, act });
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
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
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
  const backlog = createBacklog(10);
  backlog.add('head');
  backlog.add('{"kind":"status","t":0}');
  for (let t = 1; t <= 1_000; t += 1) backlog.add(`line ${t}`);
  const [head, status, ...rest] = backlog.lines();
  expect([head, status]).toEqual(['head', '{"kind":"status","t":0}']);
  expect(rest.length).toBeLessThanOrEqual(10);
  expect(rest.at(-1)).toBe('line 1000');
});
