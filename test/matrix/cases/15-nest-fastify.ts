import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Case, once, outputOf } from '../case.ts';

const CODE = `
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHealth, probes } from '@probez/fastify';
export async function main(module: new () => object) {
  const health = createHealth();
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter());
  await app.register(probes, { health });
}
`;

export default {
  title: 'Nest 11 on Fastify beside @probez/fastify: one Fastify, and it compiles',
  on: once,
  async run(place) {
    const nest = ['@nestjs/common@11', '@nestjs/core@11', '@nestjs/platform-fastify@11', 'reflect-metadata', 'rxjs'];
    await place.install(...nest, '@probez/fastify', 'typescript@~5.9', '@types/node@20');
    const found = readdirSync(join(place.folder, 'node_modules'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => /(?:^|node_modules\/)fastify\/fastify\.js$/.test(path),
    );
    if (found.length !== 1) throw new Error(`Fastify is there ${found.length} times: ${found.join(', ')}`);
    place.write('sample.ts', CODE);
    const options = [
      '--module',
      'nodenext',
      '--strict',
      '--noEmit',
      '--skipLibCheck',
      '--types',
      'node',
      '--target',
      'es2022',
    ];
    outputOf(await place.exec('npx', 'tsc', ...options, 'sample.ts'));
    return undefined;
  },
} satisfies Case;
