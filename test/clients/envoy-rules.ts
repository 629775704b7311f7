import type protobuf from 'protobufjs';

/** A rule of https://github.com/bufbuild/protoc-gen-validate, as protobufjs flattens it. */
const rule = (field: protobuf.ReflectionObject, name: string): unknown => field.options?.[`(validate.rules).${name}`];

/** A oneof of which one must be given. */
export const isRuled = (group: protobuf.OneOf): boolean => group.options?.['(validate.required)'] === true;

const seconds = (value: unknown): number =>
  typeof value === 'string' ? Number.parseFloat(value) : Number(Reflect.get(Object(value), 'seconds') ?? 0);

/** What a field's rules have against its value; `undefined` is a field that is not given. */
export function ruleErrors(field: protobuf.Field, value: unknown): string[] {
  const errors: string[] = [];
  if (value === undefined) {
    // Of a oneof only what is chosen has rules.
    if (field.partOf !== null) return errors;
    const required = ['message', 'any', 'duration'].some((kind) => rule(field, `${kind}.required`) === true);
    // A string that is not given is an empty one.
    const tooShort = ['string.min_len', 'string.min_bytes', 'repeated.min_items'].some((one) => rule(field, one));
    if (required || (tooShort && !ignoresEmpty(field))) errors.push('must be given');
    return errors;
  }
  if (typeof value === 'string') {
    const least = rule(field, 'string.min_len') ?? rule(field, 'string.min_bytes');
    if (typeof least === 'number' && value.length < least) errors.push(`must have ${least} characters at least`);
  }
  if (Array.isArray(value)) {
    const least = rule(field, 'repeated.min_items');
    if (typeof least === 'number' && value.length < least) errors.push(`must have ${least} items at least`);
  }
  if (typeof value === 'number') {
    for (const kind of ['uint32', 'int32', 'uint64', 'double']) {
      const bound = (name: string) => rule(field, `${kind}.${name}`);
      const [lte, lt, gte, gt] = ['lte', 'lt', 'gte', 'gt'].map(bound);
      if (typeof lte === 'number' && value > lte) errors.push(`must be ${lte} at most`);
      if (typeof lt === 'number' && value >= lt) errors.push(`must be less than ${lt}`);
      if (typeof gte === 'number' && value < gte) errors.push(`must be ${gte} at least`);
      if (typeof gt === 'number' && value <= gt) errors.push(`must be more than ${gt}`);
    }
  }
  const options: unknown = field.parsedOptions;
  const rules = (Array.isArray(options) ? options : [])
    .map((option: unknown) => Reflect.get(Object(Reflect.get(Object(option), '(validate.rules)')), 'duration'))
    .find((one: unknown) => one !== undefined);
  const [gt, gte] = ['gt', 'gte'].map((name) => Reflect.get(Object(rules), name));
  if (gt !== undefined && !(seconds(value) > seconds(gt))) errors.push(`must be longer than ${seconds(gt)} s`);
  if (gte !== undefined && !(seconds(value) >= seconds(gte))) errors.push(`must be ${seconds(gte)} s at least`);
  return errors;
}

const ignoresEmpty = (field: protobuf.Field): boolean =>
  ['string', 'repeated'].some((kind) => rule(field, `${kind}.ignore_empty`) === true);
