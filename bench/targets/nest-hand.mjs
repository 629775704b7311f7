import { Controller, Get, HttpException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { baseOf, runAll, urls } from './app.mjs';
import { AppController, decorate, moduleOf } from './nest.mjs';

/** What a user of Nest would write instead: a controller. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  class HealthController {
    live() {
      return 'ok';
    }

    async ready() {
      try {
        await runAll(checks);
      } catch {
        throw new HttpException('not ready', 503);
      }
      return 'ok';
    }
  }
  Controller()(HealthController);
  decorate([Get('livez')], HealthController.prototype, 'live');
  decorate([Get('readyz')], HealthController.prototype, 'ready');

  const app = await NestFactory.create(moduleOf({ controllers: [HealthController, AppController] }), { logger: false });
  if (shutdown) app.enableShutdownHooks();
  await app.listen(port, '127.0.0.1');
  return urls(baseOf(app.getHttpServer()), { live: '/livez', ready: '/readyz' });
}
