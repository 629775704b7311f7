import { Controller, Get } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { baseOf, urls } from './app.mjs';
import { AppController, decorate, moduleOf } from './nest.mjs';

/** @nestjs/terminus as its README and Nest's recipe set it up, on Nest's default platform, Express. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  class HealthController {
    constructor(health, indicators) {
      this.health = health;
      this.indicators = checks.map(({ name, run }) => async () => {
        const indicator = indicators.check(name);
        await run();
        return indicator.up();
      });
    }

    live() {
      return this.health.check([]);
    }

    ready() {
      return this.health.check(this.indicators);
    }
  }
  Controller('health')(HealthController);
  Reflect.defineMetadata('design:paramtypes', [HealthCheckService, HealthIndicatorService], HealthController);
  decorate([Get('live'), HealthCheck()], HealthController.prototype, 'live');
  decorate([Get('ready'), HealthCheck()], HealthController.prototype, 'ready');

  const imports = [shutdown ? TerminusModule.forRoot({ gracefulShutdownTimeoutMs: 1000 }) : TerminusModule];
  const app = await NestFactory.create(moduleOf({ controllers: [HealthController, AppController], imports }), {
    logger: false,
  });
  if (shutdown) app.enableShutdownHooks();
  await app.listen(port, '127.0.0.1');
  return urls(baseOf(app.getHttpServer()), { live: '/health/live', ready: '/health/ready' });
}
