import { Logger, Module, type OnModuleDestroy } from '@nestjs/common';
import { Pool } from 'pg';

/** The pool that everything shares; a test puts one of its own in its place. */
@Module({ providers: [{ provide: Pool, useFactory: openPool }], exports: [Pool] })
export class DatabaseModule implements OnModuleDestroy {
  constructor(private readonly pool: Pool) {}

  /** Nest calls this when no request is in flight any more. */
  async onModuleDestroy() {
    await this.pool.end();
  }
}

function openPool() {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 2_000 });
  // Without a listener, an idle connection that breaks would end the process.
  pool.on('error', (error) => Logger.warn(`idle connection: ${error.message}`, 'Database'));
  return pool;
}
