import { type Case, inNode, outputOf } from '../case.ts';

export default {
  title: 'Jest 30, in its CommonJS mode',
  on: inNode,
  async run(place) {
    await place.install('@probez/node', 'jest@30');
    place.write(
      'a.test.js',
      `const { createHandler, createHealth } = require('@probez/node');
      test('ready', async () => {
        const health = createHealth({ logger: false, checks: [{ name: 'a', run: () => true }] });
        await health.start();
        expect(createHandler(health)({ method: 'GET', url: '/readyz', headers: {} }).status).toBe(200);
        await health.stop();
      });`,
    );
    outputOf(await place.exec('npx', 'jest', '--ci'));
    return undefined;
  },
} satisfies Case;
