import { createSpell, onField } from './spell.ts';
import { lasting, number, type Trouble } from './trouble.ts';

/** So many of 100 requests are answered with 500, evenly: of four with percent=25 the fourth. */
export function createErrors(): Trouble {
  const hint = 'percent=50 for every other request, percent=0 for none';
  const percent = number('percent', 0, 100, 50, hint);
  const on = onField();
  const seconds = lasting();
  const spell = createSpell<number>();
  let due = 0;
  return {
    hint,
    fields: [percent, on, seconds],
    act(form) {
      spell.cast(percent.read(form), on.read(form), seconds.read(form));
      due = 0;
    },
    state() {
      const now = spell.state();
      return now === undefined || now.value === 0
        ? undefined
        : { percent: now.value, on: now.on, seconds: now.seconds };
    },
    befall(asked, response) {
      due += spell.for(asked) ?? 0;
      if (due < 100) return false;
      due -= 100;
      const body = 'an error that was asked for\n';
      response.writeHead(500, { 'Content-Length': body.length, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(body);
      return true;
    },
  };
}
