import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { gracefulShutdown } from '@probez/nest';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
await app.listen(process.env.PORT ?? 3000, '0.0.0.0');
Logger.log(`listening on port ${app.getHttpServer().address().port}`, 'Main');
gracefulShutdown(app); // instead of app.enableShutdownHooks(): drains first, then closes the modules
