import type { ServerResponse } from 'node:http';
import { fieldOf } from '../form.ts';
import { ConfigError, wholeNumber } from '../whole-number.ts';

/** One value of a posted form. */
export interface Field<Value extends string | number = string | number> {
  readonly name: string;
  /** What the page proposes, and what counts where the field may be left out. */
  readonly usual: Value;
  readonly required: boolean;
  /** What may be chosen; else it is a whole number within `bounds`. */
  readonly choices: readonly string[];
  readonly bounds: readonly [min: number, max: number];
  /** @throws Error with a message for people */
  read(form: URLSearchParams): Value;
}

/** Something bad that happens on demand. A file each; `troubles.ts` has them all. */
export interface Trouble {
  readonly fields: readonly Field[];
  /** What to send, for whoever sent something else. */
  readonly hint: string;
  /** Whether the process is gone afterwards. */
  readonly ends?: boolean;
  /** Brings it about; the answer waits for it. @throws Error with a message for people */
  act(form: URLSearchParams, response: ServerResponse): void | Promise<void>;
  /** What goes on, in the words of its form; undefined: nothing. */
  state?(): Readonly<Record<string, string | number>> | undefined;
  /** What befalls a request meanwhile; `true`: it has been answered. */
  befall?(asked: Asked, response: ServerResponse): boolean | Promise<boolean>;
}

/** Which requests. */
export type Asked = 'pages' | 'probes';

/** A whole number that must be there. */
export const number = (name: string, min: number, max: number, usual: number, hint: string): Field<number> => ({
  name,
  usual,
  required: true,
  choices: [],
  bounds: [min, max],
  read: (form) => wholeNumber(name, fieldOf(form, name, hint), min, max),
});

/** A whole number that may be left out. */
export const optional = (name: string, min: number, max: number, usual: number): Field<number> => ({
  ...number(name, min, max, usual, ''),
  required: false,
  read: (form) => wholeNumber(name, form.get(name) ?? String(usual), min, max),
});

/** One of several words, the first where it is left out. */
export const choice = (name: string, choices: readonly [string, ...string[]]): Field<string> => ({
  name,
  usual: choices[0],
  required: false,
  choices,
  bounds: [0, 0],
  read(form) {
    const text = form.get(name) ?? choices[0];
    if (choices.includes(text)) return text;
    throw new ConfigError(`${name} is "${text}"; allowed: ${choices.join(', ')}`);
  },
});

/** How long something lasts, in seconds: nothing lasts for ever. */
export const lasting = (): Field<number> => optional('seconds', 1, 600, 60);

/** Once the answer has gone out: whoever posted goes on to see what the probes say. */
export function afterAnswer<Values extends unknown[]>(
  response: ServerResponse,
  act: (...values: Values) => void,
  ...values: Values
): void {
  // Called by Node itself: nothing of ours is in the stack that an isolated probe port logs.
  response.once('close', () => setImmediate(act, ...values));
}
