import { type Case, inNode, outputOf } from '../case.ts';

export default {
  title: 'vitest 4, with the fake clock',
  on: inNode,
  async run(place) {
    await place.install('@probez/node', '@probez/core', 'vitest@4');
    place.write(
      'a.test.mjs',
      `import { createHandler, createHealth } from '@probez/node';
      import { createFakeClock } from '@probez/core/testing';
      import { expect, test } from 'vitest';
      test('ready', async () => {
        const health = createHealth({ logger: false, clock: createFakeClock(), checks: [{ name: 'a', run: () => true }] });
        await health.start();
        expect(createHandler(health)({ method: 'GET', url: '/readyz', headers: {} }).status).toBe(200);
        await health.stop();
      });`,
    );
    outputOf(await place.exec('npx', 'vitest', 'run'));
    return undefined;
  },
} satisfies Case;
