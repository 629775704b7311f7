import { type Case, expectText, inNode, outputOf } from '../case.ts';

export default {
  title: 'the isolated probe port; where it is not Node, it is not isolated, and says so',
  async run(place) {
    await place.install('@probez/node');
    place.write(
      'app.mjs',
      `import { createHealth, serveProbes } from '@probez/node';
      const health = createHealth({ checks: [{ name: 'a', run: () => true }] });
      await health.start();
      const { port, isolated } = await serveProbes(health, { port: 0, host: '127.0.0.1', isolated: true });
      console.log(isolated ? 'isolated' : 'not isolated', await (await fetch('http://127.0.0.1:' + port + '/readyz')).text());
      process.exit(0);`,
    );
    const ended = await place.run('app.mjs');
    if (inNode(place.runtime)) {
      expectText(outputOf(ended), /^isolated ok$/m);
      return undefined;
    }
    expectText(outputOf(ended), /^not isolated ok$/m);
    expectText(
      ended.stdout + ended.stderr,
      /isolated: true works in Node only; on (Bun|Deno) [\d.]+ the main thread answers the probes/,
    );
    return 'main thread';
  },
} satisfies Case;
