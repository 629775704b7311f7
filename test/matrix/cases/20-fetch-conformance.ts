import { build } from 'esbuild';
import { type Case as Asked, CASES, ourHeaders } from '../../conformance/cases.ts';
import type { Said } from '../../conformance/fetch-app.ts';
import { startCommand } from '../../shutdown/process.ts';
import { ROOT } from '../../support/packages.ts';
import { exchange } from '../../support/raw-http.ts';
import type { Case, Runtime } from '../case.ts';

/** What an answer says, without what HTTP servers add by themselves. */
interface Told {
  readonly status: number;
  readonly body: string;
  readonly headers: readonly (readonly [string, string])[];
}

const OURS = /^(allow|cache-control|content-length|content-type|vary|x-content-type-options)$/i;
const methodOf = ({ send }: Asked): string => send.slice(0, send.indexOf(' '));

function textOf({ status, body, headers }: Told, own: boolean): string {
  const lines = headers
    .filter(([name]) => !own || OURS.test(name))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`);
  return [status, JSON.stringify(body), ...(own ? lines.sort() : [])].join(' | ');
}

const wanted = (one: Asked): string =>
  textOf({ ...one, body: methodOf(one) === 'HEAD' ? '' : one.body, headers: ourHeaders(one) }, one.type !== 'app');

function compare(how: string, one: Asked, told: Told | undefined): string[] {
  const seen = told === undefined ? 'no answer' : textOf(told, one.type !== 'app');
  return seen === wanted(one)
    ? []
    : [`${how} ${one.send.slice(0, 80)} (${one.in}): expected ${wanted(one)}, got ${seen}`];
}

const bytesOf = ({ send, headers = {} }: Asked): string =>
  `${send} HTTP/1.1\r\n${Object.entries({ Host: 'localhost', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

const serverOf = ({ kind }: Runtime): string => ({ node: 'srvx', bun: 'Bun.serve', deno: 'Deno.serve' })[kind];

export default {
  title: '@probez/fetch: the conformance suite, with a `Request` and over sockets',
  async run(place) {
    await place.install('@probez/fetch', '@probez/node', ...(place.runtime.kind === 'node' ? ['srvx'] : []));
    await build({
      entryPoints: [`${ROOT}test/conformance/fetch-app.ts`],
      outfile: `${place.folder}/app.mjs`,
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['@probez/*', 'srvx'],
    });
    const running = startCommand([...place.runtime.command, 'app.mjs'], { cwd: place.folder });
    try {
      await running.line('"done":true');
      const said: readonly Said[] = running.lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line));
      const wrong: string[] = [];
      let asked = 0;
      for (const each of said) {
        if ('asked' in each) {
          const one = CASES[each.asked];
          if (one === undefined) throw new Error(`no case ${each.asked}`);
          asked += 1;
          wrong.push(...compare('Request', one, each));
        } else if ('scenario' in each) {
          for (const one of CASES.filter(({ in: scenario }) => scenario === each.scenario)) {
            const [told] = await exchange({ port: each.port }, bytesOf(one), [methodOf(one)]).catch(() => []);
            asked += 1;
            wrong.push(...compare('socket', one, told));
          }
        }
      }
      if (asked <= CASES.length) throw new Error(`only ${asked} were asked, of ${CASES.length} twice`);
      if (wrong.length > 0) throw new Error(`${wrong.length} of ${asked}:\n${wrong.join('\n')}`);
      return `${asked} cases, ${serverOf(place.runtime)}`;
    } finally {
      running.child.kill('SIGKILL');
      await running.ended;
    }
  },
} satisfies Case;
