import { Module } from '@nestjs/common';
import { postgresCheck } from '@probez/checks';
import { ProbezModule } from '@probez/nest';
import { Pool } from 'pg';
import { AppController } from './app.controller.js';
import { DatabaseModule } from './database.module.js';

@Module({
  imports: [
    DatabaseModule,
    ProbezModule.forRootAsync({
      imports: [DatabaseModule],
      inject: [Pool],
      // All replicas use this database: while it is down, taking every one of them out of service would help nobody.
      useFactory: (pool: Pool) => ({ checks: [postgresCheck(pool, { shared: true })] }),
    }),
  ],
  controllers: [AppController],
})
export class AppModule {}
