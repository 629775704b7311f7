import { afterAnswer, number, type Trouble } from './trouble.ts';

/** An exception that nobody catches, as a bug in a timer would throw it: Node prints its stack and exits with 1. */
export function createCrash(): Trouble {
  const hint = 'ms=0 for at once';
  const ms = number('ms', 0, 600_000, 0, hint);
  return {
    hint,
    fields: [ms],
    ends: true,
    act(form, response) {
      const after = ms.read(form);
      afterAnswer(response, () =>
        setTimeout(() => {
          throw new Error('a crash that was asked for');
        }, after).unref(),
      );
    },
  };
}
