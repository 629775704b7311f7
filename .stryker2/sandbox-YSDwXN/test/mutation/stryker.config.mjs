/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
// @ts-nocheck

export default {
  mutate: ['packages/core/src/**/*.ts', '!packages/core/src/{index,internal,types}.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.PROBEZ_MUTANTS ?? 2),
  ignorePatterns: [
    '*',
    '!packages',
    '!packages/core',
    '!packages/core/**',
    '!test',
    '!test/{core,faults,mutation,support}/**',
    '!tsconfig.json',
    '!package.json',
  ],
  // The same mutant need not be tried twice: what has been found out is kept.
  incremental: true,
  incrementalFile: 'reports/mutation.json',
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  tempDirName: '.stryker',
  // Generous: on a busy machine a slow test would count as a change that was noticed.
  timeoutMS: 30_000,
  timeoutFactor: 4,
  thresholds: { high: 95, low: 90, break: 90 },
};
