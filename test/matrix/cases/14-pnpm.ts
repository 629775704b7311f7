import { type Case, expectText, inNode, outputOf } from '../case.ts';

export default {
  title: 'pnpm 10, where only the adapter is installed',
  on: inNode,
  async run(place) {
    outputOf(await place.exec('npx', '--yes', 'pnpm@10', 'add', '@probez/express', 'express'));
    place.write(
      'app.mjs',
      `import { createHandler, createHealth } from '@probez/express';
      import { createFakeClock } from '@probez/express/testing';
      const health = createHealth({ logger: false, clock: createFakeClock(), checks: [{ name: 'a', run: () => true }] });
      await health.start();
      console.log(createHandler(health)({ method: 'GET', url: '/readyz', headers: {} }).body);
      await health.stop();`,
    );
    return expectText(outputOf(await place.run('app.mjs')), 'ok');
  },
} satisfies Case;
