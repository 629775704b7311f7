import type { ErrorList } from './field-error.ts';

const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with " +
  "an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** A container's name: a DNS label. */
export function checkLabel(errors: ErrorList, path: string, name: string): void {
  if (name.length > 63) errors.invalid(path, name, 'must be no more than 63 bytes');
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) errors.invalid(path, name, labelText);
}

/** An object's name: a DNS subdomain. */
export function checkSubdomain(errors: ErrorList, path: string, name: string): void {
  if (name.length > 253) errors.invalid(path, name, 'must be no more than 253 bytes');
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name))
    errors.invalid(path, name, subdomainText);
}

/** The name of a port, as declared or referred to. */
export function checkPortName(errors: ErrorList, path: string, name: string): void {
  if (name.length > 15) errors.invalid(path, name, 'must be no more than 15 characters');
  if (!/^[a-z0-9-]+$/.test(name))
    errors.invalid(path, name, 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) errors.invalid(path, name, 'must contain at least one letter (a-z)');
  if (name.includes('--')) errors.invalid(path, name, 'must not contain consecutive hyphens');
  if (/^-|-$/.test(name)) errors.invalid(path, name, 'must not begin or end with a hyphen');
}

/** A port that a handler refers to. An absent one is 0 to the API server. */
export function checkPort(errors: ErrorList, path: string, port: number | string | undefined): void {
  if (typeof port === 'string') checkPortName(errors, path, port);
  else if (port === undefined || port < 1 || port > 65_535)
    errors.invalid(path, port ?? 0, 'must be between 1 and 65535, inclusive');
}
