import type { NameKind, Tell } from './finding.ts';
import type { Part } from './part.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedPart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with " +
  "an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const qualifiedText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const headerText =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
const variableText = "a valid environment variable name must consist only of printable ASCII characters other than '='";

const keyText =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', " +
  "regex used for validation is '[-._a-zA-Z0-9]+')";

const longer = (name: string, most: number, unit = 'bytes') =>
  name.length > most ? [`must be no more than ${most} ${unit}`] : [];
const unless = (fits: boolean, text: string) => (fits ? [] : [text]);

function qualified(name: string): string[] {
  const [first = '', second, ...more] = name.split('/');
  const last = second ?? first;
  return [
    ...unless(more.length === 0 && (second === undefined || first !== ''), qualifiedText),
    ...(second === undefined || first === ''
      ? []
      : unless(first.length <= 253 && subdomain.test(first), `prefix part ${subdomainText}`)),
    ...longer(last, 63),
    ...unless(qualifiedPart.test(last), qualifiedText),
  ];
}

/** Everything that is wrong with a name of a kind, as the API server words it. */
const judges: Readonly<Record<NameKind, (name: string) => string[]>> = {
  label: (name) => [...longer(name, 63), ...unless(label.test(name), labelText)],
  subdomain: (name) => [...longer(name, 253), ...unless(subdomain.test(name), subdomainText)],
  'qualified name': qualified,
  'label value': (value) => [...longer(value, 63), ...unless(value === '' || qualifiedPart.test(value), valueText)],
  port: (name) => [
    ...longer(name, 15, 'characters'),
    ...unless(/^[a-z0-9-]+$/.test(name), 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'),
    ...unless(/[a-z]/.test(name), 'must contain at least one letter (a-z)'),
    ...unless(!name.includes('--'), 'must not contain consecutive hyphens'),
    ...unless(!/^-|-$/.test(name), 'must not begin or end with a hyphen'),
  ],
  header: (name) => unless(/^[-A-Za-z0-9]+$/.test(name), headerText),
  variable: (name) => unless(/^[ -<>-~]+$/.test(name), variableText),
  'config key': (name) => [
    ...longer(name, 253),
    ...unless(/^[-._a-zA-Z0-9]+$/.test(name), keyText),
    ...unless(name !== '.', "must not be '.'"),
    ...unless(name !== '..', "must not be '..'"),
    ...unless(name === '..' || !name.startsWith('..'), "must not start with '..'"),
  ],
  image: (name) => unless(name === name.trim(), 'must not have leading or trailing whitespace'),
};

/** A name that is there. */
export function checkName(kind: NameKind, name: string, at: Part, tell: Tell): void {
  for (const problem of judges[kind](name)) tell('bad-name', at, { value: name, kind, problem });
}

/** A port that a handler refers to: a number, or a name. An absent one is 0 to the API server. */
export function checkPort(at: Part, tell: Tell): void {
  const value = at.whole ?? 0;
  if (at.text !== undefined) checkName('port', at.text, at, tell);
  else if ((!at.exists || at.whole !== undefined) && (value < 1 || value > 65_535))
    tell('out-of-range', at, { value, min: 1, max: 65_535 });
}

/** One of a few words; an empty one among them stands for the default. */
export function checkChoice(at: Part, allowed: readonly string[], tell: Tell): void {
  if (at.text !== undefined && !allowed.includes(at.text))
    tell('unsupported', at, { value: at.text, allowed: allowed.filter((one) => one !== '') });
}

/** A number that may not be below a least one. */
export function checkLeast(at: Part, min: number, tell: Tell, max?: number): void {
  const value = at.whole;
  if (value === undefined || (value >= min && value <= (max ?? Number.POSITIVE_INFINITY))) return;
  tell('out-of-range', at, { value, min, ...(max === undefined ? {} : { max }) });
}
