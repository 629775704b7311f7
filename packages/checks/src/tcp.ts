import type { PolledCheck } from '@probez/core';
import { refuse } from '@probez/core/internal';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { place } from './place.ts';

/** Where to connect to: `host:port`, `[::1]:port`, a port of this machine, or the parts. */
export type TcpTarget =
  | string
  | number
  | {
      /**
       * A name or an address.
       * @default '127.0.0.1'
       */
      readonly host?: string | undefined;
      /** The TCP port, 1 to 65535. */
      readonly port: number;
    }
  | {
      /** The path of a Unix socket. */
      readonly path: string;
    };

/** Options of {@link tcpCheck}. */
export type TcpCheckOptions = ReadyCheckOptions;

/**
 * Opens a TCP connection and closes it at once. The kernel accepts connections even for a process that hangs, so prefer a check
 * that gets an answer, if there is one.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function tcpCheck(target: TcpTarget, options: TcpCheckOptions = {}): PolledCheck {
  const to = parseTarget('tcpCheck', target);
  const shown = 'path' in to ? to.path : place(to.host, to.port);
  return defineCheck(
    {
      factory: 'tcpCheck',
      name: 'tcp',
      componentType: 'component',
      subject: () => `TCP to ${shown}`,
      async run({ signal, step }) {
        step(`TCP to ${shown} is not accepted: a firewall, a network policy, or a full backlog`);
        const { connect } = process.getBuiltinModule('node:net');
        await new Promise<void>((resolve, reject) => {
          const socket = connect('path' in to ? { path: to.path } : { host: to.host, port: to.port });
          const onAbort = (): void => {
            socket.destroy();
            reject(signal.reason);
          };
          signal.addEventListener('abort', onAbort, { once: true });
          socket.once('connect', () => socket.end(resolve));
          socket.once('error', reject);
          // Ended, then destroyed: the other side may never close its half.
          socket.once('close', () => signal.removeEventListener('abort', onAbort));
          socket.once('connect', () => socket.destroySoon());
        });
        return undefined;
      },
    },
    options,
  );
}

/** Where a target leads. Throws on what is none. */
export function parseTarget(
  factory: string,
  target: TcpTarget,
  defaultPort?: number,
): { host: string; port: number } | { path: string } {
  const allowed = "'host:port', a port from 1 to 65535, { host, port } or { path }";
  const bad = (): never => refuse(`${factory}: the target`, target, allowed);
  if (typeof target === 'number') return { host: '127.0.0.1', port: portOr(target, bad) };
  if (typeof target === 'object' && target !== null) {
    if ('path' in target) return typeof target.path === 'string' && target.path !== '' ? { path: target.path } : bad();
    const { host = '127.0.0.1' } = target;
    return { host: typeof host === 'string' && host !== '' ? host : bad(), port: portOr(target.port, bad) };
  }
  if (typeof target !== 'string') return bad();
  const match = /^(?:\[([^\]]+)\]|([^:[\]/@\s=;]+))(?::(\d{1,5}))?$/.exec(target);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  return host === undefined || port === undefined ? bad() : { host, port: portOr(port, bad) };
}

function portOr(port: unknown, bad: () => never): number {
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : bad();
}
