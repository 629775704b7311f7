import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { systemError } from './dial.ts';

/** Loaded only for https: node:tls costs a fifth of a start-up. */
export interface TlsEvents {
  ready(socket: Socket): void;
  failed(message: string): void;
}

function handshakeError(error: Error): string {
  const code = systemError(error)?.code ?? '';
  // OpenSSL's words for a server that answered in plain text.
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' || code === 'EPROTO')
    return 'http: server gave HTTP response to HTTPS client';
  if (code === 'ECONNRESET') return 'EOF';
  return `tls: ${error.message}`;
}

/** Starts TLS on a connected socket. The certificate is not verified: the kubelet does not either. */
export function wrap(raw: Socket, servername: string, events: TlsEvents): void {
  const socket = connect({ socket: raw, servername, rejectUnauthorized: false, minVersion: 'TLSv1.2' });
  let ready = false;
  socket.once('secureConnect', () => {
    ready = true;
    events.ready(socket);
  });
  socket.on('error', (error) => events.failed(ready ? `read: ${error.message}` : handshakeError(error)));
}
