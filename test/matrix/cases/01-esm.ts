import { ESM, INSTALLED, SAID } from '../app.ts';
import { type Case, expectText, outputOf } from '../case.ts';

export default {
  title: 'an ESM app: Express, Koa, Fastify, node:http',
  async run(place) {
    await place.install(...INSTALLED);
    place.write('app.mjs', ESM);
    return expectText(outputOf(await place.run('app.mjs')), SAID);
  },
} satisfies Case;
