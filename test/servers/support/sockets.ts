import { readFileSync } from 'node:fs';

const ESTABLISHED = '01';

/**
 * The established connections of a server on loopback, as the kernel sees them from the server's side: one entry per
 * connection, its client's port. The same ports before and after mean that nobody reconnected in between.
 */
export function connectionsOf(port: number): readonly number[] {
  const found: number[] = [];
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const row of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const [, local = '', remote = '', state] = row.trim().split(/\s+/);
      if (state === ESTABLISHED && portOf(local) === port) found.push(portOf(remote));
    }
  }
  return found.sort((a, b) => a - b);
}

const portOf = (address: string): number => Number.parseInt(address.split(':')[1] ?? '', 16);
