/** What docs/benchmarks.md says and shows of each suite: its words, and those figures that somebody compares. The terminal gets all of them. */

/**
 * @typedef {import('./result.mjs').Table} Table
 * @typedef {import('./result.mjs').Row} Row
 * @typedef {{ tables: readonly Table[], figures: readonly import('./result.mjs').Figure[] }} Measured
 * @typedef {object} Shown
 * @property {string} title
 * @property {string} about what was measured, and what its reader has to know
 * @property {(measured: Measured) => readonly Table[]} tables
 */

/** @type {Readonly<Record<string, Shown>>} by the number of the suite */
const SHOWN = {
  1: {
    title: 'What a liveness probe costs in each framework',
    about:
      'Processor time of a probe without checks, over 32 keep-alive connections. "In front" is a `node:http` listener with the app as its `fallback`. lightship answers from a Fastify server of its own, @nestjs/terminus from Nest on Express.',
    tables: byFramework('', 'against', 'cost'),
  },
  2: {
    title: 'Readiness with 5 checks of 5 ms: executions of checks against probes',
    about:
      'Processor time of a probe with 10 probers, as in suite 1. The others, except lightship, run all five checks for every probe; Probez runs none for it, and pays for that in suite 9. @fastify/under-pressure can poll too (`healthCheckInterval`).',
    tables: byFramework('', 'against', 'cost'),
  },
  3: {
    title: 'Cost against the number of checks',
    about: '`/readyz` on `node:http`. A probe reads a verdict that was made when something changed.',
    tables: () => [], // its chart has all three figures
  },
  4: {
    title: "What a request of the app's own pays",
    about:
      'Processor time of `GET /hello` with five checks mounted, where the app without the library costs 1. In the row "nothing" both sides are the same app: as small a difference means nothing.',
    tables: byFramework('', 'mounted', 'paid'),
  },
  5: {
    title: 'Probes while the event loop is blocked',
    about:
      "Failed liveness probes of 80, one every 50 ms, while the loop is blocked for that share of every 2 s. As a kubelet's, a probe fails after 1 s. A port of its own (lightship) does not help, a thread of its own (`isolated: true`) does.",
    tables: ({ tables }) => tables.map((table) => pivot(table, 'library', 'blocked', 'failed')),
  },
  6: {
    title: 'A hung check under 1,000 probes',
    about:
      '500 readiness probes at a time, with one check that never settles. Probez answers 503; the others wait for the check. @fastify/under-pressure runs it before the app listens, and the process ends after 10 s. The `withTimeout` of @nestjs/terminus is for its own indicators.',
    tables: ({ tables }) => pick(tables, 'library', 'answered', 'pending'),
  },
  7: {
    title: 'Rolling restart behind HAProxy under load',
    about:
      '2 instances, restarted one after the other under 8 keep-alive clients, without retries. HAProxy asks readiness every 500 ms and takes an instance out at the first failure. With its defaults Probez answers for 5 s more.',
    tables: ({ tables }) => pick(tables, 'library', 'failed', 'goneMs'),
  },
  8: {
    title: 'Import time, install size and memory',
    about:
      'Imports in a process that has loaded `node:http` and a small package; installed bytes with all that the package brings, the framework apart; resident memory of a server on `node:http` after collecting garbage.',
    tables: ({ tables, figures }) => [rivals(figures), ...pick(tables, 'server', 'rss')],
  },
  9: {
    title: 'Time until an outage is seen, and until it is over',
    about:
      'From the moment the dependency fails to the moment the Pod is out of service, and back, in virtual time, 60 outages each. Checks run on request in the hand-written handler and in all peers but lightship. While a check fails, Probez runs it again after 2 s, then 4 s, 8 s, up to its period.',
    tables: ({ tables }) =>
      tables.map((table) => ({
        ...table,
        rows: table.rows.map((row) => ({ ...row, label: String(row.label).replace(/:.*/, '') })),
      })),
  },
  10: {
    title: 'Tools: simulated Pod-hours a second, lint against parsing',
    about:
      'There is no peer that simulates a kubelet. Linting parses the file with the same library, so it cannot be cheaper.',
    tables: ({ tables }) => [...pick(tables, 'what', 'perSecond'), ...pick(tables, 'what', 'against')],
  },
  11: {
    title: 'The status page with 50 watchers',
    about:
      '20 checks that pass and one that changes ten times a second. Those who see the same are rendered for once, at most twice a second.',
    tables: ({ tables }) => tables,
  },
  micro: {
    title: 'Micro-benchmarks',
    about: 'From a request to a response, nothing written: the best of short batches in one process.',
    tables: ({ tables }) => pick(tables, 'what', 'ns').slice(0, 1),
  },
};

/** @param {string} id the number of a suite */
export function shownOf(id) {
  const shown = SHOWN[id];
  if (shown === undefined) throw new Error(`bench/lib/shown.mjs knows no suite ${id}`);
  return shown;
}

/** The tables that have these columns, without the others and without rows that would be empty. @param {readonly Table[]} tables @param {readonly string[]} keys @returns {readonly Table[]} */
function pick(tables, ...keys) {
  return tables
    .map((table) => ({
      caption: table.caption,
      columns: keys.flatMap((key) => table.columns.filter((column) => column.key === key)),
      rows: table.rows.filter((row) => keys.slice(1).some((key) => row[key] !== undefined)),
    }))
    .filter(({ columns }) => columns.length === keys.length);
}

/** Tables like each other, one for each framework, as one: a framework is a column. @param {string} caption @param {string} label @param {string} cell */
function byFramework(caption, label, cell) {
  return (/** @type {Measured} */ { tables }) => {
    const unit = tables[0]?.columns.find(({ key }) => key === cell)?.unit ?? 'text';
    const rows = tables.flatMap((table) =>
      table.rows.map(({ library, [cell]: value }) => ({
        library: String(library).replace(/ in front of .*/, ' in front of the framework'),
        framework: / in ([^,]+)/.exec(table.caption)?.[1],
        [cell]: value,
      })),
    );
    const columns = [
      { key: 'library', label, unit: /** @type {const} */ ('text') },
      { key: cell, label: cell, unit },
    ];
    return [pivot({ caption, columns, rows }, 'library', 'framework', cell)];
  };
}

/** A table whose rows are those of one column, and whose columns are what stands in another. @param {Table} table @param {string} row @param {string} column @param {string} cell @returns {Table} */
function pivot(table, row, column, cell) {
  const unit = table.columns.find(({ key }) => key === cell)?.unit ?? 'text';
  const label = table.columns.find(({ key }) => key === row)?.label ?? '';
  /** @type {Map<string, Record<string, import('./result.mjs').Cell>>} */
  const rows = new Map();
  for (const each of table.rows) {
    if (each[cell] === undefined) continue;
    const name = String(each[row]);
    rows.set(name, { ...rows.get(name), [row]: name, [String(each[column])]: each[cell] });
  }
  const names = [...new Set(table.rows.map((each) => String(each[column])))];
  return {
    caption: table.caption,
    columns: [{ key: row, label, unit: 'text' }, ...names.map((name) => ({ key: name, label: name, unit }))],
    rows: [...rows.values()],
  };
}

/** What each package of ours costs against what people have in its place. @param {readonly import('./result.mjs').Figure[]} figures @returns {Table} */
function rivals(figures) {
  /** @type {Map<string, Record<string, import('./result.mjs').Cell>>} */
  const rows = new Map();
  for (const { id, value } of figures) {
    const [what = '', ours = '', against = ''] = id.split('.');
    if (what !== 'import' && what !== 'size') continue;
    rows.set(`${ours} ${against}`, { ...rows.get(`${ours} ${against}`), ours, against, [what]: value });
  }
  return {
    caption: 'Import and installed size',
    columns: [
      { key: 'ours', label: 'with all it needs', unit: 'text' },
      { key: 'against', label: 'against', unit: 'text' },
      { key: 'import', label: 'import', unit: 'ratio' },
      { key: 'size', label: 'installed size', unit: 'ratio' },
    ],
    rows: [...rows.values()],
  };
}
