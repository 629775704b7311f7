import { refuse } from './validate.ts';

/**
 * Known shapes of secrets, replaced by `***`. A second line of defence, best effort: the first is that reasons are
 * withheld from untrusted requests. Each pattern is linear: no nested quantifiers over the same characters.
 */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host; the password may itself hold an @ that nobody escaped.
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>]{0,512}@/gi, '$1***@'],
  // The same with a slash, a question mark or a hash in the password that nobody escaped; a colon before a port is none.
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s:/?#@[\]"'<>]{0,128}:(?!\d{1,5}[/?#])[^\s"'<>@]{1,512}@/gi, '$1***@'],
  // Private keys, also where the end was cut.
  [/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?/g, '***'],
  // Tokens that tell by their beginning what they are: GitHub, GitLab, Slack, Stripe.
  [/\b(?:gh[opsru]_|glpat-|xox[abeprs]-|[rs]k_live_)[\w-]{10,}/g, '***'],
  // A command line's --password hunter2
  [/(--(?:password|passphrase|token|secret|api-key)\s{1,4})[^\s-]\S*/gi, '$1***'],
  // Authorization: Basic ..., Bearer ...
  [/\b(bearer|basic)\s+[\w.~+/=-]{4,}/gi, '$1 ***'],
  // password=..., "api_key": "...", ?access_token=...
  [
    /((?:pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|access|account|private|secret|shared)[_-]?key|credentials?|signature|sig)["']?\s{0,4}[=:]\s{0,4})("[^"]*"|'[^']*'|[^\s&;,"'}\])]+)/gi,
    '$1***',
  ],
  // JSON web tokens.
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g, '***'],
];

/** Replaces known secrets in a text. */
export function redact(text: string): string {
  if (typeof text !== 'string') refuse('the text to redact', text, 'a string');
  return SECRETS.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}
