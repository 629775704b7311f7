import { Controller, Get } from '@nestjs/common';
import { Pool } from 'pg';

@Controller()
export class AppController {
  constructor(private readonly pool: Pool) {}

  @Get()
  async now() {
    const { rows } = await this.pool.query('select now() as now');
    return rows[0];
  }
}
