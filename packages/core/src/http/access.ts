import { ProbezError } from '../errors.ts';
import { ignore } from '../events.ts';
import { refuse } from '../validate.ts';
import type { ProbeRequest } from './request.ts';

/** Who may see why a check fails. Everybody else reads `reason withheld`. */
export interface AccessOptions {
  /**
   * Who sees reasons, in JSON and in the answer about a single check: nobody (`'never'`), everybody (`'always'`), or requests
   * for which the function returns exactly `true`. A function that throws or returns a promise counts as no.
   * @default 'never'
   */
  readonly details?: 'never' | 'always' | ((request: ProbeRequest) => boolean) | undefined;
  /**
   * Requests with `Authorization: Bearer <token>` see reasons, whatever `details` says. ASCII without spaces or line breaks.
   * @default none
   */
  readonly token?: string | undefined;
}

/** Whether a request may see reasons. Never throws. */
export function createAccess({ details = 'never', token }: AccessOptions): (request: ProbeRequest) => boolean {
  if (details !== 'never' && details !== 'always' && typeof details !== 'function') {
    refuse('details', details, '"never", "always" or a function of the request');
  }
  const trouble = token === undefined ? undefined : troubleWith(token);
  if (trouble !== undefined) throw new ProbezError('INVALID_OPTION', `token ${trouble}`);
  if (details === 'always') return () => true;
  return (request) =>
    (token !== undefined && bears(request, token)) || (typeof details === 'function' && asks(details, request));
}

/** What is wrong with a token, if anything is. It is not quoted: it is a secret. */
function troubleWith(token: unknown): string | undefined {
  if (typeof token !== 'string') return `is a ${typeof token}; allowed: a string that is not empty`;
  if (token === '') return 'is empty; allowed: a string that is not empty';
  // A secret read from a file often ends with a newline, and then no request could ever match it.
  if (/^[\x21-\x7e]+$/.test(token)) return undefined;
  return 'has a character that an Authorization header cannot contain; allowed: ASCII characters without spaces or line breaks';
}

function asks(details: (request: ProbeRequest) => unknown, request: ProbeRequest): boolean {
  try {
    const answer = details(request);
    // An async function cannot be waited for here; its rejection must not end the process either.
    ignore(answer);
    return answer === true;
  } catch {
    return false;
  }
}

function bears({ headers }: Partial<ProbeRequest>, token: string): boolean {
  const authorization = headers?.authorization;
  if (typeof authorization !== 'string') return false;
  const match = /^bearer +(\S+) *$/i.exec(authorization);
  return match?.[1] !== undefined && equals(match[1], token);
}

/** Takes the same time wherever the texts differ; only the length of the presented one shows. */
function equals(presented: string, token: string): boolean {
  let difference = presented.length ^ token.length;
  for (let index = 0; index < presented.length; index += 1) {
    difference |= presented.charCodeAt(index) ^ token.charCodeAt(index % token.length);
  }
  return difference === 0;
}
