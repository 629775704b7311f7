import type { Socket } from 'node:net';

/**
 * Whether a server speaks TLS, by its shape: `node:tls` brings a whole cryptographic library along, and takes longer to
 * load than the rest of this package together.
 * @see https://nodejs.org/api/tls.html#serversetsecurecontextoptions
 */
export const isTlsServer = (server: object): boolean => 'setSecureContext' in server;

/** What a TLS connection has agreed on, for example `h2`. */
export const alpnOf = (socket: Socket): unknown => ('alpnProtocol' in socket ? socket.alpnProtocol : undefined);

/**
 * Over TLS a connection has two sockets, a raw and a secured one, which nothing joins but their two ends. `undefined` for a Unix
 * socket, whose ends have no names.
 */
export const endsOf = ({ remoteAddress, remotePort, localPort }: Socket): string | undefined =>
  remotePort === undefined ? undefined : `${remoteAddress} ${remotePort} ${localPort}`;
