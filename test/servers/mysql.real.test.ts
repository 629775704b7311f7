import { mysqlCheck } from '@probez/checks';
import mysql from 'mysql2';
import mysqlPromise from 'mysql2/promise';
import { describe } from 'vitest';
import { missing } from '../support/missing.ts';
import { mariadbServer, startServer, USER } from './support/servers.ts';
import { type Driver, serverSuite } from './support/suite.ts';

const words = {
  refused:
    /^MySQL at 127\.0\.0\.1:\d+: Access denied for user 'app'@'127\.0\.0\.1' .*; check the user and the password$/,
  silent: /^timed out after 500 ms: MySQL at 127\.0\.0\.1:\d+ does not answer select 1$/,
  gone: /^MySQL at 127\.0\.0\.1:\d+: .*(ECONNREFUSED|closed|ECONNRESET|lost)/i,
};

const drivers: readonly Driver[] = [
  {
    name: 'mysql2/promise pool',
    attach(port, password) {
      const pool = mysqlPromise.createPool({ host: '127.0.0.1', port, user: USER, password, connectionLimit: 3 });
      return { check: mysqlCheck(pool), close: () => pool.end() };
    },
    ...words,
  },
  {
    name: 'mysql2 pool',
    attach(port, password) {
      const pool = mysql.createPool({ host: '127.0.0.1', port, user: USER, password, connectionLimit: 3 });
      return { check: mysqlCheck(pool), close: () => pool.promise().end() };
    },
    ...words,
  },
];

describe.skipIf(missing('mariadbd', 'mariadb-install-db', 'setpriv'))('MariaDB', () => {
  for (const driver of drivers) serverSuite(driver, () => startServer(mariadbServer), mariadbServer.version);
});
