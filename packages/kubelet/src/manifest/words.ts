import type { Code, Finding, FindingValues } from './finding.ts';
import { pathText } from './path.ts';

/** A value as the API server quotes it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

const typeName = (value: unknown) =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;

function wrongType({ value, wanted }: FindingValues['wrong-type']): string {
  const whole = wanted === 'an int32' || wanted === 'an int64';
  const plain = whole ? 'an integer' : wanted === 'a quantity' ? 'a quantity such as 100m, 0.5 or 64Mi' : wanted;
  if (wanted === 'a quantity' && typeof value === 'string') return `must be ${plain}`;
  if (typeof value !== 'number' || plain === 'a string' || !(whole || wanted === 'an integer or a string'))
    return `must be ${plain}, not ${typeName(value)}`;
  if (!Number.isInteger(value)) return 'must be a whole number';
  return wanted === 'an int64' ? 'must fit in 64 bits' : 'must fit in 32 bits (at most 2147483647)';
}

const list = (allowed: readonly string[]) => allowed.map((one) => `"${one}"`).join(', ');
const invalid = (value: unknown, detail: string) => `Invalid value: ${shown(value)}: ${detail}`;
const range = (min: number, max?: number) =>
  max !== undefined
    ? `must be between ${min} and ${max}, inclusive`
    : min === 0
      ? 'must be greater than or equal to 0'
      : 'must be greater than 0';

/** What comes behind the path, by code. https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go */
const texts: { readonly [C in Code]: (values: FindingValues[C]) => string } = {
  'unknown-field': ({ key }) => `unknown field ${shown(key)}`,
  'wrong-type': (values) => invalid(values.value, wrongType(values)),
  required: ({ detail }) => (detail === '' ? 'Required value' : `Required value: ${detail}`),
  'out-of-range': ({ value, min, max }) => invalid(value, range(min, max)),
  unsupported: ({ value, allowed }) => `Unsupported value: ${shown(value)}: supported values: ${list(allowed)}`,
  duplicate: ({ value }) => `Duplicate value: ${shown(value)}`,
  'bad-name': ({ value, problem }) => invalid(value, problem),
  'too-many': ({ count, most }) => `Too many: ${count}: must have at most ${most} items`,
  'no-handler': () => 'Required value: must specify a handler type',
  'many-handlers': () => 'Forbidden: may not specify more than 1 handler type',
  'success-threshold': ({ value }) => invalid(value, 'must be 1'),
  'readiness-grace': ({ value }) => invalid(value, 'must not be set for readinessProbes'),
  'init-field': () => 'Forbidden: may not be set for init containers without restartPolicy=Always',
  'sleep-over-grace': ({ seconds, grace }) =>
    invalid(seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`),
  'one-source': ({ found }) =>
    invalid(
      '',
      found.length === 0
        ? 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'
        : 'may not have more than one field specified at a time',
    ),
  'value-beside-source': () => invalid('', 'may not be specified when `value` is not empty'),
  forbidden: ({ detail }) => `Forbidden: ${detail}`,
  invalid: ({ value, detail }) => invalid(value, detail),
  'not-found': ({ value }) => `Not found: ${shown(value)}`,
  'deadline-under-ready': ({ deadline }) => invalid(deadline, 'must be greater than minReadySeconds'),
  'no-move': ({ kind, value }) =>
    kind === 'DaemonSet'
      ? 'Required value: cannot be 0 when maxSurge is 0'
      : invalid(value, 'may not be 0 when `maxSurge` is 0'),
  'two-moves': ({ value }) => invalid(value, 'may not be set when maxUnavailable is non-zero'),
  'empty-selector': ({ kind }) => invalid({}, `empty selector is invalid for ${kind.toLowerCase()}`),
  'selector-mismatch': ({ labels }) => invalid(labels, '`selector` does not match template `labels`'),
  'two-budgets': () => invalid({}, 'minAvailable and maxUnavailable cannot be both set'),
  'zero-number': ({ fallback }) => `0 means not set: the default of ${fallback} applies`,
  'negative-grace': ({ value }) => `${value} is treated as 1`,
  'hook-tcp': () => 'is accepted, but the kubelet refuses to run it: the hook always fails',
  'stop-signal': ({ signal }) =>
    `${signal} is silently dropped unless the feature gate ContainerStopSignals is on: the container gets SIGTERM`,
};

function textOf<C extends Code>(code: C, values: FindingValues[C]): string {
  return texts[code](values);
}

/** A finding in the API server's words: `spec.containers[0].name: Required value`. */
export function describeFinding({ code, path, values }: Finding): string {
  const text = textOf(code, values);
  return code === 'unknown-field'
    ? `strict decoding error: unknown field "${pathText(path)}"`
    : `${pathText(path)}: ${text}`;
}
