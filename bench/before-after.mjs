// npm run bench:before-after -- [commit]: what a change of the core costs, beside the core at a commit, in one run.
import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { coreAt } from './lib/at-commit.mjs';
import { entryOf } from './lib/probez.mjs';
import { median } from './lib/stats.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 15);
const PERIOD_MS = 10_000;
const ENOUGH = 1.1;

/** Both in one process, in turns, the best turn of each: a turn can be slowed down by the machine, and never sped up. */
async function compare(commit) {
  const before = coreAt(commit);
  try {
    const sides = {
      before: await import(pathToFileURL(before.entry).href),
      after: await import(entryOf('core').href),
    };
    const rows = [];
    for (const [what, unit, measure] of CASES) {
      const taken = { before: [], after: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        const order = round % 2 === 0 ? ['before', 'after'] : ['after', 'before'];
        for (const side of order) taken[side].push(await measure(sides[side]));
      }
      const best = (side) => Math.min(...taken[side]);
      rows.push({
        what,
        unit,
        before: best('before'),
        after: best('after'),
        'median before': median(taken.before),
        'median after': median(taken.after),
      });
    }
    const memory = (entry) =>
      Number(
        execFileSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), '--memory', entry], {
          encoding: 'utf8',
        }),
      );
    const bytes = { before: memory(before.entry), after: memory(fileURLToPath(entryOf('core'))) };
    rows.push({ what: 'memory of a check, of 1,000 polled ones', unit: 'bytes', ...bytes });
    console.table(rows.map((row) => ({ ...rounded(row), ratio: Number((row.after / row.before).toFixed(2)) })));
    const worse = rows.filter((row) => row.after / row.before > ENOUGH);
    console.log(
      worse.length === 0
        ? `None is worse than ${ENOUGH} x.`
        : `Worse than ${ENOUGH} x: ${worse.map(({ what }) => what).join('; ')}`,
    );
    process.exitCode = worse.length === 0 ? 0 : 1;
  } finally {
    before.remove();
  }
}

const CASES = [
  ...[1, 100, 1_000].map((count) => [`a run of a check, of ${count}`, 'ns', (core) => timeRuns(core, count)]),
  ...[1, 1_000].map((count) => [
    `a probe that passes, ${count} checks`,
    'ns',
    (core) => timeProbe(core, count, '/readyz'),
  ]),
  ['a probe that fails, 100 checks', 'ns', (core) => timeProbe(core, 100, '/readyz', false)],
  ['a probe for JSON, 50 checks', 'ns', (core) => timeProbe(core, 50, '/readyz?format=json')],
  ['1,000 pushed checks flap together, each', 'ns', (core) => timeFlaps(core)],
  ['1,000 polled checks flap together, each', 'ns', (core) => timeRuns(core, 1_000, true)],
  ['one of 20 checks flaps', 'ns', (core) => timeOneFlap(core, 20)],
  ['one of 1,000 checks flaps', 'ns', (core) => timeOneFlap(core, 1_000)],
  ['creating 1,000 checks and starting them, each', 'ns', (core) => timeStart(core)],
];

/** A clock whose timers fire when told to. */
function createPushedClock() {
  let timers = new Set();
  let now = 0;
  return {
    now: () => now,
    time: () => now,
    random: () => 0.5,
    setTimer(ms, callback) {
      // Time-outs and expiries never come: every check here settles at once.
      if (ms < PERIOD_MS / 8 || ms > PERIOD_MS) return () => {};
      timers.add(callback);
      return () => timers.delete(callback);
    },
    async push() {
      now += PERIOD_MS;
      const due = timers;
      timers = new Set();
      for (const callback of due) callback();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const checksOf = (count, run) =>
  Array.from({ length: count }, (_, index) => ({
    name: `check-${index}`,
    periodMs: PERIOD_MS,
    timeoutMs: 1_000,
    recheckMs: PERIOD_MS,
    run,
  }));

async function timeRuns({ createHealth }, count, flapping = false) {
  const clock = createPushedClock();
  let ok = true;
  const health = createHealth({ clock, logger: false, checks: checksOf(count, () => ok) });
  await health.start();
  const perRun = [];
  for (let period = 0; period < Math.max(6, 3_000 / count); period += 1) {
    if (flapping) ok = !ok;
    const startedAt = performance.now();
    await clock.push();
    perRun.push(((performance.now() - startedAt) * 1e6) / count);
  }
  await health.stop();
  return Math.min(...perRun);
}

async function timeProbe({ createHealth, createHandler }, count, url, ok = true) {
  const health = createHealth({ logger: false, checks: checksOf(count, () => ok) });
  await health.start();
  const handler = createHandler(health);
  const request = { method: 'GET', url, headers: { accept: '*/*' } };
  const time = () => {
    const startedAt = performance.now();
    for (let probe = 0; probe < 5_000; probe += 1) handler(request);
    return ((performance.now() - startedAt) * 1e6) / 5_000;
  };
  const taken = Array.from({ length: url.includes('json') ? 3 : 8 }, time);
  await health.stop();
  return Math.min(...taken);
}

function pushed(count) {
  const pushes = [];
  const checks = Array.from({ length: count }, (_, index) => ({
    name: `check-${index}`,
    attach: (push) => void pushes.push(push),
  }));
  return { pushes, checks };
}

async function timeFlaps({ createHealth }) {
  const { pushes, checks } = pushed(1_000);
  const health = createHealth({ logger: false, checks });
  await health.start();
  const taken = [];
  for (let round = 0; round < 10; round += 1) {
    const startedAt = performance.now();
    for (const push of pushes) push(round % 2 === 0);
    await undefined;
    health.verdict('readiness');
    taken.push(((performance.now() - startedAt) * 1e6) / 1_000);
  }
  await health.stop();
  return Math.min(...taken);
}

async function timeOneFlap({ createHealth }, count) {
  const { pushes, checks } = pushed(count);
  const health = createHealth({ logger: false, checks });
  await health.start();
  for (const push of pushes) push(true);
  await undefined;
  const taken = [];
  for (let round = 0; round < 10; round += 1) {
    const startedAt = performance.now();
    for (let flap = 0; flap < 200; flap += 1) {
      pushes[flap % count]((Math.floor(flap / count) + round) % 2 === 0);
      await undefined;
    }
    taken.push(((performance.now() - startedAt) * 1e6) / 200);
  }
  await health.stop();
  return Math.min(...taken);
}

async function timeStart({ createHealth }) {
  const clock = createPushedClock();
  const startedAt = performance.now();
  const health = createHealth({ clock, logger: false, checks: checksOf(1_000, () => true) });
  await health.start();
  const taken = ((performance.now() - startedAt) * 1e6) / 1_000;
  await health.stop();
  return taken;
}

async function tellMemory(entry) {
  const { createHealth } = await import(pathToFileURL(entry).href);
  const used = async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return process.memoryUsage().heapUsed;
  };
  const make = async () => {
    const health = createHealth({ logger: false, checks: checksOf(1_000, () => true) });
    await health.start();
    health.verdict('readiness');
    return health;
  };
  await (await make()).stop();
  const base = await used();
  const health = await make();
  const bytes = ((await used()) - base) / 1_000;
  await health.stop();
  console.log(Math.round(bytes));
}

const rounded = (row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Math.round(value) : value]),
  );

if (process.argv[2] === '--memory') {
  await tellMemory(process.argv[3]);
} else {
  await compare(process.argv[2] ?? 'aae795a');
}
