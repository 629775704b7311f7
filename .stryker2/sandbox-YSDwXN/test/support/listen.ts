// @ts-nocheck
import type { Server } from 'node:net';

/** Listens on a free loopback port, unless it does already; the returned function closes the server and every connection. */
export async function listen(server: Server & { closeAllConnections?(): void }): Promise<() => Promise<void>> {
  if (!server.listening)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections?.();
    });
}
