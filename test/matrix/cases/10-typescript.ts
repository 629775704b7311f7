import { type Case, once, outputOf } from '../case.ts';

const VERSIONS = ['5.4', '5.9', '6', '7'];
const CODE = `
import { createHealth, gracefulShutdown, probes } from '@probez/express';
import { createFakeClock } from '@probez/express/testing';
import { createFakeClock as same } from '@probez/core/testing';
import { postgresCheck } from '@probez/checks';
import express from 'express';
import { Pool } from 'pg';

const pool = new Pool();
const health = createHealth({ clock: Math.random() < 0.5 ? createFakeClock() : same(), checks: [postgresCheck(pool), { name: 'a', run: ({ signal }) => !signal.aborted }] });
const app = express();
app.use(probes(health));
gracefulShutdown(app.listen(3000), { health });
`;

export default {
  title: `TypeScript ${VERSIONS.join(', ')}: node16, nodenext, bundler, and node10 where there is one`,
  on: once,
  async run(place) {
    await place.install(
      '@probez/express',
      '@probez/checks',
      '@probez/core',
      'express',
      '@types/express',
      '@types/node@20',
      'pg',
      '@types/pg',
    );
    place.write('sample.ts', CODE);
    for (const version of VERSIONS) {
      await place.install(`typescript@~${version.includes('.') ? version : `${version}.0`}`);
      const old = version.startsWith('5.') ? [['commonjs', 'node10']] : []; // gone, or on its way out, in newer compilers
      for (const [module, resolution] of [
        ['node16', 'node16'],
        ['nodenext', 'nodenext'],
        ['esnext', 'bundler'],
        ...old,
      ]) {
        const options = ['--module', module ?? '', '--moduleResolution', resolution ?? '', '--types', 'node'];
        const strict = [
          '--strict',
          '--exactOptionalPropertyTypes',
          '--noEmit',
          '--target',
          'es2022',
          '--esModuleInterop',
        ];
        outputOf(await place.exec('npx', 'tsc', ...options, ...strict, '--skipLibCheck', 'sample.ts'));
      }
    }
    return undefined;
  },
} satisfies Case;
