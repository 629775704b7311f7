import protobuf from 'protobufjs';
import { isRuled, ruleErrors } from './envoy-rules.ts';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const INTEGERS: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
};
const WRAPPED: Readonly<Record<string, string>> = {
  '.google.protobuf.BoolValue': 'bool',
  '.google.protobuf.DoubleValue': 'double',
  '.google.protobuf.StringValue': 'string',
  '.google.protobuf.UInt32Value': 'uint32',
  '.google.protobuf.UInt64Value': 'uint64',
};
/** Any JSON will do. */
const OPEN = ['.google.protobuf.Struct', '.google.protobuf.Value', '.google.protobuf.ListValue'];

/**
 * What Envoy would say against a configuration: fields that do not exist or are deprecated, values of another type, a typed_config
 * without a known type, and the rules that stand in its definitions. By protobuf's JSON mapping, as Envoy reads YAML.
 * https://protobuf.dev/programming-guides/json/
 */
export function envoyErrors(root: protobuf.Root, typeName: string, config: unknown): string[] {
  function message(type: protobuf.Type, value: unknown, path: string): string[] {
    if (type.fullName === '.google.protobuf.Any') return any(value, path);
    if (type.fullName === '.google.protobuf.Duration') return duration(value, path);
    const wrapped = WRAPPED[type.fullName];
    if (wrapped !== undefined) return scalar(wrapped, value, path);
    if (OPEN.includes(type.fullName)) return [];
    if (!isFields(value)) return [`${path}: is no ${type.name}`];
    const errors: string[] = [];
    const given = new Map<protobuf.Field, unknown>();
    for (const [key, one] of Object.entries(value)) {
      const field = type.fieldsArray.find(({ name }) => name === key || protobuf.util.camelCase(name) === key);
      if (field === undefined) errors.push(`${path}.${key}: ${type.name} has no such field`);
      else if (one !== null) given.set(field, one);
    }
    for (const [field, one] of given) {
      if (field.options?.deprecated === true) errors.push(`${path}.${field.name}: is deprecated`);
      errors.push(...whole(field, one, `${path}.${field.name}`));
    }
    for (const field of type.fieldsArray)
      errors.push(...ruleErrors(field, given.get(field)).map((error) => `${path}.${field.name}: ${error}`));
    for (const group of type.oneofsArray) {
      const chosen = group.fieldsArray.filter((field) => given.has(field));
      const names = group.fieldsArray.map(({ name }) => name).join(', ');
      if (chosen.length > 1) errors.push(`${path}: has more than one of ${names}`);
      if (chosen.length === 0 && isRuled(group)) errors.push(`${path}: needs one of ${names}`);
    }
    return errors;
  }

  function whole(field: protobuf.Field, value: unknown, path: string): string[] {
    if (field instanceof protobuf.MapField)
      return isFields(value)
        ? Object.entries(value).flatMap(([key, one]) => single(field, one, `${path}["${key}"]`))
        : [`${path}: is no map`];
    if (!field.repeated) return single(field, value, path);
    return Array.isArray(value)
      ? value.flatMap((one, index) => single(field, one, `${path}[${index}]`))
      : [`${path}: is no list`];
  }

  function single(field: protobuf.Field, value: unknown, path: string): string[] {
    const type = field.resolvedType;
    if (type instanceof protobuf.Type) return message(type, value, path);
    if (!(type instanceof protobuf.Enum)) return scalar(field.type, value, path);
    if (typeof value === 'string' && Object.hasOwn(type.values, value)) return [];
    return [`${path}: ${JSON.stringify(value)} is none of ${Object.keys(type.values).join(', ')}`];
  }

  function any(value: unknown, path: string): string[] {
    if (!isFields(value)) return [`${path}: is no message with an @type`];
    const { '@type': url, ...rest } = value;
    if (typeof url !== 'string') return [`${path}: has no @type`];
    const name = /^type\.googleapis\.com\/([\w.]+)$/.exec(url)?.[1] ?? '';
    const type = root.lookup(name, [protobuf.Type]);
    // Protobufjs is content with the last part of a name.
    if (!(type instanceof protobuf.Type) || type.fullName !== `.${name}`)
      return [`${path}: the type "${url}" is not known`];
    return message(type, rest, path);
  }

  return message(root.lookupType(typeName), config, 'envoy');
}

const duration = (value: unknown, path: string): string[] =>
  typeof value === 'string' && /^-?\d+(\.\d{1,9})?s$/.test(value) ? [] : [`${path}: is no duration such as 5s`];

function scalar(type: string, value: unknown, path: string): string[] {
  const range = INTEGERS[type];
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  const right =
    range !== undefined
      ? typeof number === 'number' && Number.isInteger(number) && number >= range[0] && number <= range[1]
      : typeof value === (type === 'bool' ? 'boolean' : type === 'double' || type === 'float' ? 'number' : 'string');
  return right ? [] : [`${path}: ${JSON.stringify(value)} is no ${type}`];
}
