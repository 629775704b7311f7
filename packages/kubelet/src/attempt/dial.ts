import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { joinHostPort } from './go-text.ts';

/** Where a connection goes to: a host and port, or a Unix socket. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Path of a Unix socket to use instead of TCP. */
  readonly socketPath?: string | undefined;
}

/** errno -> the text of Go's syscall package. */
const systemTexts: Record<string, string> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  EHOSTDOWN: 'connect: host is down',
  ENETUNREACH: 'connect: network is unreachable',
  EADDRNOTAVAIL: 'connect: cannot assign requested address',
  EACCES: 'connect: permission denied',
  EPERM: 'connect: operation not permitted',
  EINVAL: 'connect: invalid argument',
  ECONNRESET: 'connect: connection reset by peer',
  ENOENT: 'connect: no such file or directory',
  ENOTSOCK: 'connect: socket operation on non-socket',
  EMFILE: 'socket: too many open files',
  ETIMEDOUT: 'connect: connection timed out',
};

interface SystemError {
  readonly code: string;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/** The first system error inside: Node gathers one per address of a host name, Go reports the first. */
export function systemError(error: unknown): SystemError | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('errors' in error && Array.isArray(error.errors)) {
    for (const inner of error.errors) {
      const found = systemError(inner);
      if (found !== undefined) return found;
    }
  }
  if (!('code' in error) || typeof error.code !== 'string') return undefined;
  return {
    code: error.code,
    address: 'address' in error && typeof error.address === 'string' ? error.address : undefined,
    port: 'port' in error && typeof error.port === 'number' ? error.port : undefined,
  };
}

const network = (address: Address) => (address.socketPath === undefined ? 'tcp' : 'unix');
const shown = (address: Address) => address.socketPath ?? joinHostPort(address.host, address.port);

/** A failed connection as Go words it: `dial tcp 10.0.0.1:8080: connect: connection refused`. */
export function dialError(error: unknown, address: Address): string {
  const system = systemError(error);
  if (system === undefined) return `dial ${network(address)} ${shown(address)}: ${String(error)}`;
  if (system.code === 'ENOTFOUND') return `dial tcp: lookup ${address.host}: no such host`;
  if (system.code === 'EAI_AGAIN') return `dial tcp: lookup ${address.host}: Temporary failure in name resolution`;
  const where =
    address.socketPath === undefined && system.address !== undefined
      ? joinHostPort(system.address, system.port ?? address.port)
      : shown(address);
  return `dial ${network(address)} ${where}: ${systemTexts[system.code] ?? `connect: ${system.code}`}`;
}

/** A deadline that passed while connecting. */
export const dialTimeout = (address: Address): string => `dial ${network(address)} ${shown(address)}: i/o timeout`;

/** Opens a connection; name resolution and the choice among several addresses are Node's. */
export function openSocket(address: Address): Socket {
  if (address.socketPath !== undefined) return tcpConnect({ path: address.socketPath });
  return tcpConnect({ host: address.host, port: address.port, noDelay: true });
}

/** The name for TLS: an IP address is never sent as one. */
export const serverName = (host: string): string => (isIP(host) === 0 ? host : '');
