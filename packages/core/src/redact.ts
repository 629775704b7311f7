import { withoutCredentials } from './credentials.ts';
import { ProbezError } from './errors.ts';

/** Names whose values are secrets, wherever they stand: PGPASSWORD, accessToken, SharedAccessKey. */
const NAMES = [
  // Not bypass, compass, trespass, surpass.
  'pass(?:word|wd|phrase|code)',
  '(?<!by|com|tres|sur)pass',
  // Not a working directory.
  String.raw`pwd(?!["']?\s?[=:]\s?["']?/)`,
  'secret',
  // Not a number of tokens.
  '(?<!max_|max)token',
  '(?:api|access|account|auth|client|encryption|function|license|master|private|secret|shared|signing|storage|subscription)s?[_-]?key',
  'credentials?',
  'signature',
  // Not the number or name of a signal.
  String.raw`(?<![a-z])sig(?!=(?:SIG|\d{1,2}\b))`,
];

/** Between a name and its value: `=`, `": "`, `' => '` as Node shows a Map, and in JSON inside JSON `\": \"`. */
const GAP = String.raw`\\{0,15}["']?\s{0,32}(?:=>|[=:])\s{0,32}`;

/** The same in a list of headers as Node and undici have it: `"Cookie", "a=b"`. */
const HEADER_GAP = String.raw`(?:${GAP}|\\{0,15}["']\s{0,32},\s{0,32}(?=\\{0,15}["']))`;

/** `token: unexpected end of input`, `db-password: permission denied`: the message goes on, and is no value. */
const PROSE = String.raw`(?!(?:permission|denied|unexpected|must|mismatch|not|missing|invalid|expired|required|cannot|failed|is|was|has|does|too)\b(?![=:/@]))`;

/** A value in quotes of whatever depth, up to the same again or to the end of a text that was cut. */
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|(?<slashes>\\{1,15})"[\s\S]*?(?<!\\)\k<slashes>"`;

/**
 * Known shapes of secrets, replaced by `***`. A second line of defence, best effort: the first is that reasons are
 * withheld from untrusted requests. Each takes linear time: what one match has looked at, no other begins in.
 */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Private keys, also where the end was cut.
  [/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g, '***'],
  // postgres%3A%2F%2Fuser%3Apassword%40db
  [/(%3A%2F%2F)(?:(?!%2F)[^\s&"'<>])*%40/gi, '$1***%40'],
  // Tokens that tell by their beginning what they are: GitHub, GitLab, Slack, Stripe, npm, PyPI, OpenAI, Hugging Face ...
  [
    /\b(?:gh[opsru]_|github_pat_|glpat-|xox[abeprs]-|xapp-|[rs]k_live_|pypi-|hf_|hvs\.|SG\.|glrt-|whsec_|[rs]k_test_|shpat_|dop_v1_|ya29\.)[\w-]{10,}/g,
    '***',
  ],
  // An API key of Google's, the seed of a NATS key, a key of AWS, npm and OpenAI, whose beginnings are also words.
  [/\bAIza[\w-]{30,}|\bS[ACNOPUX][A-Z2-7]{54,}|\bA[KS]IA[A-Z0-9]{16}\b|\bnpm_[A-Za-z0-9]{36}\b/g, '***'],
  [/(?<![\w-])sk-(?=[\w-]{0,64}\d)[\w-]{16,}/g, '***'],
  // A command line's --password hunter2
  [/(--(?:password|passphrase|token|secret|api-key)\s{1,4})[^\s-]\S*/gi, '$1***'],
  // Cookie: a=b; c=d, up to the end of the line, and the same as a member of JSON.
  [new RegExp(String.raw`(\b(?:set-)?cookie2?${HEADER_GAP})(?:${QUOTED}|\[[^\]]*\]?|[^\r\n"'\\]+)`, 'gi'), '$1***'],
  // Authorization: Digest username="a", response="b". The schemes whose parameters are a list go on to the end of the line.
  [
    new RegExp(
      String.raw`(\bauthorization${HEADER_GAP}\\*["']?(?:digest|oauth|hawk|mac|signature|aws4-[\w-]{1,30}))\s+(?:\\.|[^\r\n\\])*`,
      'gi',
    ),
    '$1 ***',
  ],
  // Authorization: Token ..., or without a scheme.
  [
    new RegExp(
      String.raw`(\bauthorization${HEADER_GAP}\\*["']?${PROSE}(?:[a-z][\w-]{0,30}[^\S\r\n]+)?)(?:[\w-]{1,32}=\\*"[^"]*"?|[^\s"',;\\]+)`,
      'gi',
    ),
    '$1***',
  ],
  [
    new RegExp(
      String.raw`\b(bearer|basic)\s+${PROSE}(?!(?:token|auth|authentication|authorization|health|check|plan|support)\b)[\w.~+/=-]{4,}`,
      'gi',
    ),
    '$1 ***',
  ],
  // ["x-api-key","..."]
  [new RegExp(String.raw`(\bx-[\w-]{0,30}(?:key|token|secret)${HEADER_GAP})(?:${QUOTED})`, 'gi'), '$1***'],
  // password=..., "api_key": "...", ?access_token=... MySQL says (using password: YES), which is no secret.
  [
    new RegExp(
      String.raw`((?:${NAMES.join('|')})${GAP}|\bauth=)(?!(?<=using password: )(?:YES|NO)\b)${PROSE}(?:${QUOTED}|[^\s&;,"'}\])\\]+)`,
      'gi',
    ),
    '$1***',
  ],
  // The keys of Azure Functions and of Google, the code of an OAuth redirect: secrets in a query alone.
  [/([?&](?:code|key)=)[^\s&#"'<>]+/gi, '$1***'],
  // Webhooks and bots whose path is their secret: Slack, Discord, Teams, Telegram.
  [
    /(\/\/(?:hooks\.slack\.com\/\w{1,20}|(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/(?:v\d{1,3}\/)?webhooks|[\w-]{1,60}\.webhook\.office\.com\/\w{1,20})\/)[^\s"'<>?#]+/gi,
    '$1***',
  ],
  [/(\/bot\d{5,20}:)[\w-]+/g, '$1***'],
  // The password is hunter2: where it looks like one.
  [/(\bpassword is\s{1,4})(?=\S*\d)\S{6,}/gi, '$1***'],
  // JSON web tokens, signed or encrypted.
  [/(?<![\w-])eyJ[\w-]{8,}\.(?:[\w-]{4,}(?:\.[\w-]*)?|[\w-]*(?:\.[\w-]+){3})(?:\.[\w-]+){0,2}/g, '***'],
];

/** Not `refuse` of validate.ts: that quotes the value, and quoting redacts. */
function refuse(given: unknown): never {
  const hidden = (typeof given === 'object' && given !== null) || typeof given === 'function';
  const shown = hidden ? `a value of type ${typeof given}` : String(given);
  throw new ProbezError('INVALID_OPTION', `the text to redact is ${shown}; allowed: a string`);
}

/**
 * Replaces known secrets in a text.
 * @throws `ProbezError` with `INVALID_OPTION` if the text is not a string
 */
export function redact(text: string): string {
  if (typeof text !== 'string') refuse(text);
  return SECRETS.reduce(
    (clean, [pattern, replacement]) => clean.replace(pattern, replacement),
    withoutCredentials(text),
  );
}

/**
 * The beginning of a text, redacted: cut first, so that a huge text costs little. A secret that the cut runs through does
 * not show its beginning.
 */
export function redactStart(text: string, length: number): string {
  if (text.length <= length) return redact(text);
  const clean = redact(text.slice(0, length) + CUT);
  return clean.endsWith(CUT) ? clean.slice(0, -CUT.length) : clean;
}

/** Makes a password that has lost its end one that has one. */
const CUT = '@x';
