// npm install @nestjs/terminus @nestjs/common @nestjs/core @nestjs/platform-express reflect-metadata rxjs
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { answer, port } from './answer.mjs';

class Health {
  constructor(service) {
    this.service = service;
  }

  check() {
    return this.service.check([]);
  }
}
Controller()(Health);
Reflect.defineMetadata('design:paramtypes', [HealthCheckService], Health);
Get(['readyz', 'livez'])(Health.prototype, 'check', Object.getOwnPropertyDescriptor(Health.prototype, 'check'));

class AppModule {}
Module({ imports: [TerminusModule.forRoot({ gracefulShutdownTimeoutMs: 5_000 })], controllers: [Health] })(AppModule);

const app = await NestFactory.create(AppModule);
app.getHttpAdapter().get('/', answer);
app.getHttpAdapter().get('/slow', answer);
app.enableShutdownHooks();
await app.listen(port);
