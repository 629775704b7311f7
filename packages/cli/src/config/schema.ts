import { rules } from '../lint/rules/index.ts';
import { families } from '../lint/shells.ts';

/** As much of JSON Schema as probez.yaml needs: `title` and `examples` also say in a message what is allowed. */
export interface Schema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type: Kind | readonly Kind[];
  readonly enum?: readonly (string | boolean)[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false;
}
export type Kind = 'object' | 'array' | 'string' | 'number' | 'boolean';

const map = (properties: Readonly<Record<string, Schema>>, description: string): Schema => ({
  type: 'object',
  description,
  additionalProperties: false,
  properties,
});
const list = (description: string, items: Schema): Schema => ({ type: 'array', description, items });

// To YAML 1.1, which kubectl reads, a plain `off` is false.
const severity = (description: string): Schema => ({
  description,
  type: ['string', 'boolean'],
  enum: ['off', 'info', 'warning', 'error', false],
});

const duration = (description: string): Schema => ({
  title: 'duration',
  description: `${description}. A plain number is seconds.`,
  type: ['number', 'string'],
  minimum: 0,
  maximum: 2_000_000,
  pattern: '^\\d{1,6}(\\.\\d+)?(ms|s|m|h)?$',
  examples: [60, '30s', '2m'],
});

const promises = (of: string, times: string, counts: string, examples: readonly string[]): Schema =>
  list(`Conditions on ${of} that probez simulate checks; it exits with 1 if one is not met.`, {
    title: 'condition',
    type: 'string',
    maxLength: 100,
    pattern: `^\\s*((${times})\\s*(<=|>=|<|>|=)\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h)?|(${counts})\\s*(<=|>=|<|>|=)\\s*\\d+(\\.\\d+)?)\\s*$`,
    examples,
  });

const layer: Readonly<Record<string, Schema>> = {
  rules: {
    title: 'a rule that probez lint --rules lists',
    ...map(
      Object.fromEntries(
        rules.flatMap((rule) => {
          const entry = severity(`${rule.summary} Usually: ${rule.severity}.`);
          return [[rule.id, entry] as const, [rule.name, entry] as const];
        }),
      ),
      'The severity of all findings of a rule, by its id or name; off silences it.',
    ),
  },
  declared: map(
    {
      startup: duration('The app needs at most this long to start'),
      drainDelay: duration('The app keeps serving this long after SIGTERM'),
      drain: duration('Requests in flight may take this long after that'),
      recovery: duration('A hanging container must be killed within this time'),
      runtime: { description: 'node, or another runtime.', type: 'string', examples: ['node', 'java'] },
      shell: { description: 'The shell that sh is in the image.', type: 'string', enum: families },
    },
    'What a manifest cannot show, for Pods without an annotation of their own.',
  ),
  expect: map(
    {
      pod: promises('a Pod', 'ready|away', 'restarts', ['ready < 30s', 'restarts = 0']),
      rollout: promises('a rollout', 'done', 'lost|least-ready|most-pods|restarts', ['lost = 0', 'done < 2m']),
    },
    'Promises.',
  ),
};

const pattern = (description: string, examples: readonly string[]) =>
  list(description, {
    title: 'pattern',
    type: 'string',
    maxLength: 200,
    pattern: '^(\\.\\.?/)*[^/\\\\{}[\\]!][^\\\\{}[\\]!]*$',
    examples,
  });

const schemaWith = (ofOverrides: typeof layer): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'probez.yaml',
  ...map(
    {
      ...layer,
      overrides: list('Settings for some files or workloads only; later entries override earlier ones.', {
        ...map(
          {
            files: pattern(
              'Files and folders, relative to the folder of probez.yaml: * within a folder, ** across folders.',
              ['legacy/', 'k8s/**/dev-*.yaml'],
            ),
            workloads: pattern('NAME, KIND/NAME or NAMESPACE/KIND/NAME, with * for any text.', [
              'batch-*',
              'Deployment/api',
            ]),
            ...ofOverrides,
          },
          'If both files and workloads are given, both must match.',
        ),
      }),
    },
    'https://github.com/probez/probez/blob/main/docs/cli/config.md',
  ),
});

/** What may stand in probez.yaml. */
export const schema = schemaWith(layer);

/** The same for editors, in which nothing stands twice: `probez.schema.json`. */
export const publicSchema = schemaWith(
  Object.fromEntries(Object.keys(layer).map((key) => [key, { type: 'object', $ref: `#/properties/${key}` }])),
);
