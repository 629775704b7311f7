/** A value of the environment, or of a form, that makes no sense. The message is for people. */
export class ConfigError extends Error {}

/** A whole number within bounds; in a form as in the environment. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new ConfigError(`${name} is "${text}"; allowed: a whole number from ${min} to ${max}`);
}
