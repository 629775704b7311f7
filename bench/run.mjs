// npm run bench: see docs/benchmarks.md
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const LATEST = new URL('results/latest.json', import.meta.url);
const PAGE = new URL('../docs/benchmarks.md', import.meta.url);
const PICTURES = new URL('../docs/images/benchmarks/', import.meta.url);
const SUITES = {
  1: '1-probe-cost',
  2: '2-executions',
  3: '3-scale',
  4: '4-app-traffic',
  5: '5-blocked-loop',
  6: '6-hung-check',
  7: '7-rolling-restart',
  8: '8-footprint',
  9: '9-outage',
  10: '10-tools',
  11: '11-status-page',
  micro: 'micro',
};
const HELP = `npm run bench                 everything, about 20 minutes; writes bench/results/latest.json, docs/benchmarks.md and its charts
npm run bench -- --quick      the main ratios in about a minute, against bench/results/latest.json; writes nothing
npm run bench -- --only 3,8   some of the suites, 1 to 11 and micro, without writing anything
npm run bench -- --only 7 --write   writes what it has measured into the results of the run before
npm run bench -- --render     prints nothing new: writes docs/benchmarks.md and its charts again from bench/results/latest.json
npm run bench:micro           the micro-benchmarks alone
`;

const options = readOptions();
if (options.help) {
  process.stdout.write(HELP);
} else if (options.render) {
  await writePage(readLatest());
} else {
  prepare();
  await bench(options);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        micro: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        render: { type: 'boolean', default: false },
      },
    });
    const only = values.micro ? ['micro'] : values.only?.split(',');
    const unknown = only?.find((id) => !(id in SUITES));
    if (unknown !== undefined) {
      throw new Error(`--only names ${JSON.stringify(unknown)}; allowed: ${Object.keys(SUITES).join(', ')}`);
    }
    return { ...values, only };
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exit(2);
  }
}

/** The peers are installed apart from the project, and only for who wants to measure. */
function prepare() {
  if (!existsSync(new URL('node_modules/.package-lock.json', import.meta.url))) {
    console.log('Installing the libraries to compare with, once, into bench/node_modules ...');
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: HERE, stdio: 'inherit' });
  }
}

/** @param {{ quick: boolean, only?: readonly string[], write: boolean }} options */
async function bench({ quick, only, write }) {
  const { LOAD_CORE, pinSelf } = await import('./lib/pin.mjs');
  const { busyness, describeRun } = await import('./lib/machine.mjs');
  const { QUIET, toText } = await import('./lib/report.mjs');
  const { worseThan } = await import('./lib/compare.mjs');
  // What measures, and probes, stays off the server's core.
  pinSelf(LOAD_CORE);
  const startedAt = performance.now();
  const before = existsSync(LATEST) ? readLatest() : undefined;
  const machine = { ...describeRun(), loadBefore: busyness() };
  /** @type {import('./lib/report.mjs').Report['suites']} */
  const suites = {};
  const broken = [];
  const writing = !quick && (only === undefined || write);
  /** @returns {import('./lib/report.mjs').Report} */
  const reportOf = () => ({
    machine,
    command: 'npm run bench',
    seconds: (performance.now() - startedAt) / 1000,
    suites,
  });
  for (const [id, file] of Object.entries(SUITES)) {
    if (only !== undefined && !only.includes(id)) continue;
    // What is not compared between runs.
    if (quick && only === undefined && ['7', '10', '11', 'micro'].includes(id)) continue;
    process.stderr.write(`${file} ...`);
    const suiteStartedAt = performance.now();
    try {
      const { run } = await import(`./suites/${file}.mjs`);
      suites[id] = { measured: machine.date, ...(await run({ quick })) };
      // After each: a run that is cut short has not been for nothing.
      if (writing) await keep({ ...reportOf(), suites: { ...before?.suites, ...suites } });
    } catch (error) {
      // One peer that breaks must not cost the other eleven minutes.
      broken.push(`${file}: ${error instanceof Error ? error.stack : error}`);
    }
    process.stderr.write(` ${((performance.now() - suiteStartedAt) / 1000).toFixed(1)} s\n`);
  }
  const report = reportOf();
  console.log(toText(report));
  if (machine.loadBefore > QUIET) {
    console.log(`The machine was not quiet (load average ${machine.loadBefore}): take this as a sketch.`);
  }
  if (quick) {
    console.log(`\n${comparison(worseThan(report, before), before)}`);
  } else if (writing) {
    if (only === undefined && broken.length === 0) await keep(report);
    console.log('\nWritten to bench/results/latest.json, docs/benchmarks.md and docs/images/benchmarks.');
  }
  for (const each of broken) console.error(`\nbench: a suite has failed. ${each}`);
  // Timers of a suite that failed half way must not keep us.
  process.exit(broken.length > 0 ? 1 : 0);
}

/** What got worse is information: it fails nothing. */
function comparison(worse, before) {
  if (before === undefined) return 'There is no bench/results/latest.json to compare with.';
  const when = `on ${before.machine.date} (${before.machine.commit})`;
  if (worse.length === 0) return `Nothing is clearly worse than ${when}.`;
  return `Worse than ${when}, for your information:\n  ${worse.join('\n  ')}`;
}

/** @param {import('./lib/report.mjs').Report} report */
async function keep(report) {
  mkdirSync(new URL('.', LATEST), { recursive: true });
  writeFileSync(LATEST, `${JSON.stringify(rounded(report), null, 2)}\n`);
  await writePage(readLatest());
}

/** @returns {import('./lib/report.mjs').Report} */
function readLatest() {
  return JSON.parse(readFileSync(LATEST, 'utf8'));
}

/** @param {import('./lib/report.mjs').Report} report */
async function writePage(report) {
  const { insert, toMarkdown } = await import('./lib/report.mjs');
  const { chartsOf } = await import('./lib/charts.mjs');
  const charts = chartsOf(report);
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  for (const chart of charts.values())
    for (const { file, svg } of [chart, chart.narrow]) writeFileSync(new URL(file, PICTURES), svg);
  writeFileSync(PAGE, insert(readFileSync(PAGE, 'utf8'), toMarkdown(report, charts)));
}

/** Four digits are more than any of these measurements has. @template T @param {T} value @returns {T} */
function rounded(value) {
  return JSON.parse(
    JSON.stringify(value, (_key, each) => (typeof each === 'number' ? Number(each.toPrecision(5)) : each)),
  );
}
