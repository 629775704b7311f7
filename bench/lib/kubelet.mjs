import { request } from 'node:http';

/** The kubelet's time-out unless the manifest says otherwise. */
export const TIMEOUT_MS = 1000;

/**
 * One attempt as the kubelet makes it: a connection of its own, 200 to 399 within a second.
 * @param {string} url
 * @returns {Promise<{ ok: boolean, ms: number, status: number | undefined }>} `status` is `undefined` where no answer came in time
 */
export function attempt(url) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let settled = false;
    const settle = (status) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve({ ok: status >= 200 && status < 400, ms: performance.now() - startedAt, status });
    };
    const client = request(
      url,
      { agent: false, headers: { 'User-Agent': 'kube-probe/1.34', Accept: '*/*', Connection: 'close' } },
      (response) => {
        const { statusCode } = response;
        response.resume();
        response.once('end', () => settle(statusCode));
        response.once('error', () => settle(undefined));
      },
    );
    client.once('error', () => settle(undefined));
    client.end();
    // All of it counts, connecting and reading too.
    const timer = setTimeout(() => {
      settle(undefined);
      client.destroy();
    }, TIMEOUT_MS);
  });
}

/**
 * Attempts at a steady pace, whether or not those before have been answered.
 * @param {string} url
 * @param {{ count: number, everyMs: number }} options
 */
export async function attempts(url, { count, everyMs }) {
  const startedAt = performance.now();
  const under = [];
  for (let index = 0; index < count; index += 1) {
    under.push(attempt(url));
    const next = startedAt + (index + 1) * everyMs - performance.now();
    if (next > 0) await new Promise((resolve) => setTimeout(resolve, next));
  }
  return Promise.all(under);
}
