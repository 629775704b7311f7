import type { Host } from '../host.ts';

const version = (line: number, platform: 'express' | 'fastify') => [
  '@probez/nest',
  `@nestjs/common@${line}`,
  `@nestjs/core@${line}`,
  `@nestjs/platform-${platform}@${line}`,
  'reflect-metadata',
  'rxjs@7',
];

export default {
  title: 'NestJS',
  versions: {
    '11 on Express': version(11, 'express'),
    '11 on Fastify': version(11, 'fastify'),
    '12 on Express': version(12, 'express'),
    '12 on Fastify': version(12, 'fastify'),
  },
  files: (of) => ({
    'app.mjs': `
import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
${of.endsWith('Fastify') ? "import { FastifyAdapter } from '@nestjs/platform-fastify';" : ''}
import { gracefulShutdown, ProbezModule } from '@probez/nest';
import { answer, drain, ping, port } from './control.mjs';

class Answers {
  get(path) { return answer('/' + path); }
  root() { return answer('/'); }
}
Controller()(Answers);
Get()(Answers.prototype, 'root', Object.getOwnPropertyDescriptor(Answers.prototype, 'root'));
Get(':path')(Answers.prototype, 'get', Object.getOwnPropertyDescriptor(Answers.prototype, 'get'));
Param('path')(Answers.prototype, 'get', 0);

class AppModule {}
Module({ imports: [ProbezModule.forRoot({ checks: [ping] })], controllers: [Answers] })(AppModule);

const app = await NestFactory.create(AppModule${of.endsWith('Fastify') ? ', new FastifyAdapter()' : ''});
await app.listen(port);
gracefulShutdown(app, drain);
`,
  }),
} satisfies Host;
