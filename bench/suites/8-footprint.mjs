import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installedPeer, installedProbez } from '../lib/install-size.mjs';
import { attempt } from '../lib/kubelet.mjs';
import { grown, packageSizes } from '../lib/package-sizes.mjs';
import { pinned, SERVER_CORE } from '../lib/pin.mjs';
import { entryOf } from '../lib/probez.mjs';
import { exact, median, ratio, spread } from '../lib/stats.mjs';
import { start } from '../lib/target.mjs';

/** Which of ours somebody would take where they now have which other. */
const RIVALS = [
  ['@probez/express', '@godaddy/terminus'],
  ['@probez/express', '@cloudnative/health-connect'],
  ['@probez/koa', '@godaddy/terminus'],
  ['@probez/fastify', '@fastify/under-pressure'],
  ['@probez/node', '@godaddy/terminus'],
  ['@probez/node', 'lightship'],
  ['@probez/nest', '@nestjs/terminus'],
];

const BENCH = fileURLToPath(new URL('..', import.meta.url));

const PEERS = [
  '@godaddy/terminus',
  'lightship',
  '@nestjs/terminus',
  '@fastify/under-pressure',
  '@cloudnative/health-connect',
];
/** Installed by the user anyway, whichever health library they take. */
const FRAMEWORK_OF = { '@nestjs/terminus': ['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs'] };

/** @param {import('../lib/result.mjs').Settings} settings @returns {Promise<import('../lib/result.mjs').Result>} */
export async function run({ quick }) {
  // Milliseconds are not compared between runs, so the quick one has none.
  const imports = quick ? [] : await importTimes(15);
  const installs = await installSizes();
  const packages = await packageSizes();
  const memory = quick ? [] : await memoryUse();
  return {
    tables: [
      ...(quick
        ? []
        : [
            {
              caption: 'Import, in a process of its own that has loaded node:http and one small package before',
              columns: [
                { key: 'library', label: 'library', unit: 'text' },
                { key: 'ms', label: 'import', unit: 'ms' },
              ],
              rows: imports.map(({ library, taken }) => ({ library, ms: spread(taken) })),
            },
          ]),
      {
        caption: 'Installed, everything counted; the framework itself apart',
        columns: [
          { key: 'library', label: 'library', unit: 'text' },
          { key: 'bytes', label: 'bytes in files', unit: 'kB' },
          { key: 'onDisk', label: 'on disk, as du counts', unit: 'kB' },
          { key: 'packages', label: 'packages', unit: 'count' },
          { key: 'thirdParty', label: 'packages of others', unit: 'text' },
        ],
        rows: installs.map((row) => ({ ...row, thirdParty: names(row.thirdParty) })),
      },
      {
        caption: 'Each package as it would be published, everything counted, beside the last release',
        columns: [
          { key: 'name', label: 'package', unit: 'text' },
          { key: 'files', label: 'files', unit: 'count' },
          { key: 'bytes', label: 'bytes', unit: 'kB' },
          { key: 'released', label: 'last release', unit: 'kB' },
          { key: 'growth', label: 'growth', unit: 'text' },
        ],
        rows: packages,
      },
      ...(quick
        ? []
        : [
            {
              caption: 'Resident memory of a server after half a second and after collecting garbage',
              columns: [
                { key: 'server', label: 'server', unit: 'text' },
                { key: 'rss', label: 'memory', unit: 'MB' },
                { key: 'startMs', label: 'ready to answer after', unit: 'ms' },
              ],
              rows: memory.map((row) => ({ ...row, rss: spread(row.taken) })),
            },
          ]),
    ],
    figures: [
      ...RIVALS.flatMap(([ours, theirs]) => {
        const rival = imports.find(({ library }) => library === theirs);
        const own = imports.find(({ library }) => library === ours);
        if (rival === undefined || own === undefined) return [];
        const what = `import of ${ours}, against ${theirs}`;
        // Each import has a process of its own, and each of a round is one pair.
        const [us, them] = [own, rival].map(({ taken }) => taken.map((ms) => [ms]));
        return [{ id: `import.${ours}.${theirs}`, what, value: ratio(us, them) }];
      }),
      ...memory.slice(1).flatMap(({ server, taken }) => {
        const bare = memory[0].taken;
        const value = ratio(
          taken.map((rss) => [rss]),
          bare.map((rss) => [rss]),
        );
        return server.startsWith('Probez')
          ? [{ id: `memory.${server}`, what: `resident memory of a server with ${server}, against none`, value }]
          : [];
      }),
      ...RIVALS.flatMap(([ours, theirs]) => {
        const own = installs.find(({ library }) => library.startsWith(`${ours} `));
        const rival = installs.find(({ library }) => library === theirs);
        if (own === undefined || rival === undefined) return [];
        const what = `installed size of ${ours}, against ${theirs}`;
        return [{ id: `size.${ours}.${theirs}`, what, value: exact(own.bytes / rival.bytes) }];
      }),
    ],
    notes: grown(packages),
  };
}

const names = (list) =>
  list.length <= 4 ? list.join(', ') || 'none' : `${list.slice(0, 3).join(', ')} and ${list.length - 3} more`;

async function importTimes(rounds) {
  const cases = [
    { library: 'an empty module', specifier: new URL('../lib/empty.mjs', import.meta.url).href },
    ...['core', 'node', 'express', 'fastify', 'koa', 'fetch'].map((name) => ({
      library: `@probez/${name}`,
      specifier: entryOf(name).href,
    })),
    ...PEERS.map((library) => ({ library, specifier: import.meta.resolve(library) })),
  ];
  const taken = new Map(cases.map(({ library }) => [library, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { library, specifier } of cases) taken.get(library).push(await importTime(specifier));
  }
  return cases.map(({ library }) => ({ library, taken: taken.get(library) }));
}

/** The server is there already: a health library is no reason to load node:http, and its price is not ours. */
async function importTime(specifier) {
  const code = `await import('node:http'); await import('@probez/bench/warm');
    const start = performance.now(); await import(${JSON.stringify(specifier)}); console.log(performance.now() - start); process.exit()`;
  const [command, args] = pinned(SERVER_CORE, process.execPath, ['--input-type=module', '-e', code]);
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: BENCH, timeout: 30_000 }, (error, stdout) =>
      error ? reject(error) : resolve(Number(stdout)),
    );
  });
}

async function installSizes() {
  return [
    ...(await Promise.all(
      ['node', 'express', 'fastify', 'koa', 'nest'].map(async (name) => ({
        library: `@probez/${name} with ${name === 'node' ? 'core' : 'core and node'}`,
        ...(await installedProbez([...new Set(['core', 'node', name])])),
      })),
    )),
    ...PEERS.map((library) => ({ library, ...installedPeer(library, FRAMEWORK_OF[library] ?? []) })),
  ];
}

async function memoryUse() {
  const cases = [
    { server: 'no health endpoint', id: 'node-bare' },
    { server: 'hand-written', id: 'node-hand' },
    { server: 'Probez', id: 'node-probez' },
    { server: 'Probez, 1,000 checks', id: 'node-probez', options: { checks: 1000 } },
    { server: 'Probez, isolated', id: 'node-probez-isolated' },
    { server: 'Probez, isolated, 1,000 checks', id: 'node-probez-isolated', options: { checks: 1000 } },
    { server: '@godaddy/terminus', id: 'node-terminus' },
    { server: '@godaddy/terminus, 1,000 checks', id: 'node-terminus', options: { checks: 1000 } },
    { server: 'lightship', id: 'node-lightship' },
  ];
  const rows = [];
  for (const { server, id, options } of cases) {
    const rss = [];
    const startMs = [];
    for (let round = 0; round < 6; round += 1) {
      const target = await start(id, options);
      try {
        await attempt(target.ready);
        await new Promise((resolve) => setTimeout(resolve, 500));
        rss.push((await target.ask('memory')).rss);
        startMs.push(target.startedMs);
      } finally {
        await target.stop();
      }
    }
    rows.push({ server, taken: rss, startMs: median(startMs) });
  }
  return rows;
}
