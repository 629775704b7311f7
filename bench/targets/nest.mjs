import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';

/** Decorators by hand, as TypeScript would apply them to `prototype[method]`. */
export function decorate(decorators, prototype, method) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method);
  for (const decorator of decorators.reverse()) decorator(prototype, method, descriptor);
}

/** The app's own routes. */
export class AppController {
  hello() {
    return { hello: 'world' };
  }

  async slow() {
    await sleep(1500);
    return { hello: 'world' };
  }
}
Controller()(AppController);
decorate([Get('hello')], AppController.prototype, 'hello');
decorate([Get('slow')], AppController.prototype, 'slow');

/** @param {import('@nestjs/common').ModuleMetadata} metadata */
export function moduleOf(metadata) {
  class AppModule {}
  Module(metadata)(AppModule);
  return AppModule;
}
