import http from 'node:http';
import type { Balancer } from './haproxy.ts';

/**
 * What a Kubernetes Service does: a new connection goes to an instance that is ready, and stays with it whatever becomes of
 * its readiness. Readiness is seen late, as it is there.
 */
export function startEndpoints(ports: readonly number[]): Balancer {
  const ready = new Set<number>(ports);
  let turn = 0;
  const timer = setInterval(async () => {
    // Side by side: one that stands still does not hold up what is known of the others.
    await Promise.all(
      ports.map(async (port) => {
        if (await isReady(port)) ready.add(port);
        else ready.delete(port);
      }),
    );
  }, 250);
  return {
    port() {
      const list = [...ready];
      turn += 1;
      return list[turn % list.length] ?? 0;
    },
    up: async () => ready.size,
    errors: async () => 0,
    async stop() {
      clearInterval(timer);
    },
  };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => resolve(false));
  });
}
