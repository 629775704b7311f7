import { postgresCheck } from '@probez/checks';
import pg from 'pg';
import postgres from 'postgres';
import { describe } from 'vitest';
import { missing } from '../support/missing.ts';
import { postgresServer, startServer, USER } from './support/servers.ts';
import { type Driver, serverSuite } from './support/suite.ts';

const drivers: readonly Driver[] = [
  {
    name: 'pg Pool',
    attach(port, password) {
      const pool = new pg.Pool({ host: '127.0.0.1', port, user: USER, password, database: 'postgres', max: 3 });
      pool.on('error', () => {}); // pg demands it: an idle connection that dies would end the process
      return { check: postgresCheck(pool), close: () => pool.end() };
    },
    refused:
      /^PostgreSQL at 127\.0\.0\.1:\d+: password authentication failed for user "app"; check the user and the password$/,
    silent: /^timed out after 500 ms: PostgreSQL at 127\.0\.0\.1:\d+ does not answer select 1$/,
    gone: /^PostgreSQL at 127\.0\.0\.1:\d+: .*(ECONNREFUSED|terminat|ECONNRESET)/,
  },
  {
    name: 'postgres (postgres.js)',
    attach(port, password) {
      const sql = postgres({
        host: '127.0.0.1',
        port,
        user: USER,
        password,
        database: 'postgres',
        max: 3,
        onnotice: () => {},
      });
      return { check: postgresCheck(sql), close: () => sql.end({ timeout: 0 }) };
    },
    refused:
      /^PostgreSQL at 127\.0\.0\.1:\d+: password authentication failed for user "app"; check the user and the password$/,
    silent:
      /^timed out after 500 ms: PostgreSQL at 127\.0\.0\.1:\d+ does not answer select 1, or all connections of the pool are in use$/,
    gone: /^PostgreSQL at 127\.0\.0\.1:\d+: .*(ECONNREFUSED|CONNECTION|ECONNRESET|terminat)/,
  },
];

describe.skipIf(missing('initdb', 'postgres', 'setpriv'))('PostgreSQL', () => {
  for (const driver of drivers) serverSuite(driver, () => startServer(postgresServer), postgresServer.version);
});
