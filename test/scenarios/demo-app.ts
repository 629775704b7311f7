import type { App, InProcessApp } from '@probez/kubelet';

/**
 * The demo app as a request handler: GET of a probe is 200 while its value is exactly `OK`, else 503; POST sets the value.
 * A restart resets it. Every other path is 404, except `/`.
 */
export function demoApp(options: Omit<InProcessApp, 'start'> = {}): App {
  return {
    ...options,
    start() {
      const values = new Map(['livez', 'readyz', 'startupz'].map((name) => [`/${name}`, 'OK']));
      return ({ method, url, body = '' }) => {
        if (url === '/') return { status: 200, body: 'Probez demoapp\n' };
        const value = values.get(url);
        if (value === undefined) return undefined;
        if (method !== 'POST') return value === 'OK' ? { status: 200, body: 'OK' } : { status: 503 };
        const posted = new URLSearchParams(body).get(url.slice(1));
        if (posted === null) return { status: 400 };
        values.set(url, posted);
        return { status: 200, body: '' };
      };
    },
  };
}
