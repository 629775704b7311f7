// @ts-nocheck
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that Linux (from 32,768 on) and macOS give to outgoing connections and to `listen(0)`. */
const LOWEST = 10_000;
const HIGHEST = 32_767;

const given = new Set<number>();

/**
 * A free port on loopback, for programs that cannot be told to take any. Nobody in this process gets it again; and since it is
 * picked at random from those that the kernel does not hand out, hardly anybody else on the machine takes it before its program does.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

/** Different ports, free now. */
export const freePorts = (count: number): Promise<number[]> => Promise.all(Array.from({ length: count }, freePort));

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
