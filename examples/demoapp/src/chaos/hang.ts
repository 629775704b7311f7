import { number, type Trouble } from './trouble.ts';

const MOST = 100;

/** This request is answered that much later: one in flight when a drain begins, or when a client's patience ends. */
export function createHang(): Trouble {
  const hint = 'ms=5000 for five seconds';
  const ms = number('ms', 1, 600_000, 5_000, hint);
  let hanging = 0;
  return {
    hint,
    fields: [ms],
    async act(form, response) {
      const value = ms.read(form);
      if (hanging >= MOST) throw new Error(`${hanging} requests hang already; allowed: ${MOST}`);
      hanging += 1;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, value);
        // The client has given up, or the drain has.
        response.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      hanging -= 1;
    },
    state: () => (hanging === 0 ? undefined : { requests: hanging }),
  };
}
