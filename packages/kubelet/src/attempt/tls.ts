import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { systemError } from './dial.ts';

/** Loaded only for https: node:tls costs a fifth of a start-up. */
export interface TlsEvents {
  /** `protocol`: what the server has chosen of `h2` and `http/1.1`; false when it chooses nothing. */
  ready(socket: Socket, protocol: string | false | null): void;
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

/** The kubelet speaks HTTP/2 with servers that can: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/net/http.go */
const protocols = ['h2', 'http/1.1'];

/** Starts TLS on a connected socket. The certificate is not verified: the kubelet does not either. */
export function wrap(raw: Socket, servername: string, events: TlsEvents): void {
  const socket = connect({
    socket: raw,
    servername,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ALPNProtocols: protocols,
  });
  let ready = false;
  socket.once('secureConnect', () => {
    ready = true;
    events.ready(socket, socket.alpnProtocol);
  });
  socket.on('error', (error) => events.failed(ready ? `read: ${error.message}` : handshakeError(error)));
}
