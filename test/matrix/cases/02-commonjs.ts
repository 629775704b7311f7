import { COMMON, INSTALLED, SAID } from '../app.ts';
import { type Case, expectText, outputOf } from '../case.ts';

export default {
  title: 'the same app in CommonJS',
  async run(place) {
    await place.install(...INSTALLED);
    place.write('app.cjs', COMMON);
    return expectText(outputOf(await place.run('app.cjs')), SAID);
  },
} satisfies Case;
