import { afterAnswer, number, type Trouble } from './trouble.ts';

/** Ends the process with this code, at once and without a drain. */
export function createExit(): Trouble {
  const hint = 'code=3 to exit with 3';
  const code = number('code', 0, 255, 3, hint);
  return {
    hint,
    fields: [code],
    ends: true,
    act(form, response) {
      const value = code.read(form);
      afterAnswer(response, () => process.exit(value));
    },
  };
}
