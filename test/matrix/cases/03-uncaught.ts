import { type Case, expectText } from '../case.ts';

export default {
  title: 'a misspelt option is named within the first kilobyte',
  async run(place) {
    await place.install('@probez/node');
    place.write('app.mjs', `import { createHealth } from '@probez/node'; createHealth({ ckecks: [] });`);
    place.write('app.cjs', `require('@probez/node').createHealth({ ckecks: [] });`);
    for (const file of ['app.mjs', 'app.cjs']) {
      const { code, stdout, stderr } = await place.run(file);
      if (code === 0) throw new Error('it went on');
      expectText((stderr + stdout).slice(0, 1024), /ckecks[\s\S]*checks/);
    }
    return undefined;
  },
} satisfies Case;
