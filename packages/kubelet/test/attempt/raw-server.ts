import { createServer, type Socket } from 'node:net';

export interface RawServer {
  readonly port: number;
  /** What each connection sent. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A TCP server that answers the nth connection with the nth reply. A reply is bytes, or a function of the socket. */
export function rawServer(...replies: (string | ((socket: Socket) => void))[]): Promise<RawServer> {
  const requests: string[] = [];
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    const reply = replies[Math.min(count, replies.length - 1)];
    const index = count++;
    requests[index] = '';
    let answered = false;
    socket.on('data', (bytes) => {
      requests[index] += bytes.toString('latin1');
      if (answered || !requests[index]?.includes('\r\n\r\n')) return;
      answered = true;
      if (typeof reply === 'string') socket.end(reply, 'latin1');
      else reply?.(socket);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : 0,
        requests,
        close: () =>
          new Promise((done) => {
            for (const socket of open) socket.destroy();
            server.close(() => done());
          }),
      });
    });
  });
}
