import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { http1, request } from '../hosts/clients.ts';
import { openPlaces, type Places } from '../matrix/place.ts';
import { runtimes } from '../matrix/runtimes.ts';
import { type Running, startCommand } from '../shutdown/process.ts';
import { freePorts } from '../support/free-port.ts';
import { ROOT } from '../support/packages.ts';

// npm run test:coming-from: what each library's own small app does at SIGTERM; writes the table of docs/coming-from.md.
// npm run test:coming-from -- lightship: some of them; writes nothing.
const APPS = fileURLToPath(new URL('apps', import.meta.url));
const PAGE = `${ROOT}docs/coming-from.md`;
const words = process.argv.slice(2);
const LIMIT_MS = 20_000;

/** What the apps share: `/slow` takes 2 s, all else no time. */
const ANSWER = `
export const port = Number(process.env.PORT);
export const probePort = Number(process.env.PROBE_PORT);
export async function text(path) {
  if (path !== '/slow') return 'app';
  console.log('slow has begun');
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return 'slow';
}
export const answer = async (request, response) => void response.send(await text(request.path));
`;

async function row(name: string, places: Places): Promise<readonly string[]> {
  const code = readFileSync(`${APPS}/${name}.mjs`, 'utf8');
  const wanted = (/^\/\/ npm install (.*)$/m.exec(code)?.[1] ?? '').split(' ');
  const node = runtimes().find((runtime) => runtime.name === 'Node 24');
  if (node === undefined) throw new Error('no Node 24');
  const place = places.open(node);
  place.write('answer.mjs', ANSWER);
  place.write('app.mjs', code);
  await place.install(...wanted);
  const [port = 0, probePort = 0] = await freePorts(2);
  const running = startCommand([...node.command, 'app.mjs'], {
    cwd: place.folder,
    env: { NODE_ENV: 'production', PORT: String(port), PROBE_PORT: String(probePort) },
  });
  try {
    const [library = ''] = wanted;
    const { version }: { version: string } = JSON.parse(
      readFileSync(`${place.folder}/node_modules/${library}/package.json`, 'utf8'),
    );
    return [
      `${library} ${version}`,
      ...(await observe(running, port, code.includes('probePort') ? probePort : port, code)),
    ];
  } finally {
    running.child.kill('SIGKILL');
    await running.ended;
  }
}

async function observe(running: Running, port: number, probePort: number, code: string): Promise<readonly string[]> {
  const [ready, live] = probePort === port ? ['/readyz', '/livez'] : ['/ready', '/live'];
  const until = Date.now() + LIMIT_MS;
  while ((await http1.ask(port, '/')) !== '200 app') {
    if (Date.now() > until) throw new Error(`it does not serve\n${running.lines.join('\n')}`);
    await wait(100);
  }
  const idle = new Agent({ keepAlive: true, maxSockets: 1 });
  await request(port, '/', idle);
  const slow = http1.ask(port, '/slow');
  await running.line('slow has begun');
  const from = performance.now();
  running.child.kill('SIGTERM');
  await wait(500);
  const probe = async (path: string): Promise<string> =>
    code.includes(path.slice(1)) || path === '/ready' || path === '/live' || code.includes('@probez')
      ? short(await http1.ask(probePort, path))
      : 'none';
  const [readiness, liveness, fresh] = [await probe(ready), await probe(live), short(await http1.ask(port, '/'))];
  const end = await Promise.race([running.ended, wait(LIMIT_MS, undefined)]);
  const seconds = ((performance.now() - from) / 1_000).toFixed(1);
  idle.destroy();
  return [
    readiness,
    liveness,
    fresh,
    short(await slow),
    end === undefined ? `still there after ${seconds} s` : `${end} after ${seconds} s`,
  ];
}

/** Status, or that there was none. */
const short = (said: string): string => {
  if (/ECONNREFUSED/.test(said)) return 'refused';
  return /^\d{3} /.test(said) ? said.slice(0, 3) : 'cut';
};

const places = await openPlaces();
try {
  const rows: (readonly string[])[] = [];
  const names = readdirSync(APPS).map((file) => file.replace('.mjs', ''));
  for (const name of ['probez', ...names.filter((each) => each !== 'probez').sort()]) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    const cells = await row(name, places);
    console.log(cells.join(' | '));
    rows.push(cells);
  }
  if (words.length === 0) write(rows);
} finally {
  await places.close();
}

/** Libraries of which the same was seen share a row. */
function grouped(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const libraries = new Map<string, string[]>();
  for (const [library = '', ...seen] of rows) {
    const key = seen.join(' | ');
    libraries.set(key, [...(libraries.get(key) ?? []), library]);
  }
  return Array.from(libraries, ([seen, names]) => [names.join(', '), seen]);
}

function write(rows: readonly (readonly string[])[]): void {
  const head = ['', 'readiness', 'liveness', 'a new request', 'the request in flight', 'exit'];
  const table = [head, head.map(() => '---'), ...grouped(rows)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf('|  | readiness |'), page.indexOf('\n\n', page.indexOf('|  | readiness |'))];
  if (from < 0) throw new Error('the page has no table');
  writeFileSync(PAGE, page.slice(0, from) + table + page.slice(to));
}
