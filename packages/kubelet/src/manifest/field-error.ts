import type { Code } from './finding.ts';
import { shown } from './words.ts';

/** One error of a manifest, in the words of the API server: `spec.containers[0].name: Required value`. */
export interface FieldError {
  /** The kind of error, for programs; undefined if it is not about a manifest. */
  readonly code?: Code;
  /** The field: `spec.containers[0].livenessProbe.periodSeconds`. */
  readonly path: string;
  /** The whole message, with the path. */
  readonly message: string;
}

/** Gathers errors; the API server reports all of them at once. */
export function createErrorList() {
  const errors: FieldError[] = [];
  const add = (path: string, kind: string, detail: string) => {
    errors.push({ path, message: detail === '' ? `${path}: ${kind}` : `${path}: ${kind}: ${detail}` });
  };
  return {
    errors,
    required: (path: string, detail = '') => add(path, 'Required value', detail),
    invalid: (path: string, value: unknown, detail: string) => add(path, 'Invalid value', `${shown(value)}: ${detail}`),
    unsupported: (path: string, value: unknown, allowed: readonly string[]) =>
      add(
        path,
        'Unsupported value',
        `${shown(value)}: supported values: ${allowed.map((one) => `"${one}"`).join(', ')}`,
      ),
    duplicate: (path: string, value: unknown) => add(path, 'Duplicate value', shown(value)),
    forbidden: (path: string, detail: string) => add(path, 'Forbidden', detail),
    unknown: (path: string) => errors.push({ path, message: `strict decoding error: unknown field "${path}"` }),
  };
}

export type ErrorList = ReturnType<typeof createErrorList>;

/** A manifest that the API server would refuse. */
export class ManifestError extends Error {
  /** Always `ManifestError`. */
  override readonly name = 'ManifestError';
  /** Always `ERR_MANIFEST`. */
  readonly code = 'ERR_MANIFEST';
  /** All errors, in the order of the manifest. */
  readonly errors: readonly FieldError[];
  constructor(subject: string, errors: readonly FieldError[]) {
    const list = errors.map((error) => error.message);
    super(
      list.length === 1
        ? `${subject} is invalid: ${list[0]}`
        : `${subject} is invalid:\n${list.map((line) => `* ${line}`).join('\n')}`,
    );
    this.errors = errors;
  }
}
