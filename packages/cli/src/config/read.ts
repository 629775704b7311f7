import { readFileSync } from 'node:fs';
import { Part, readYaml } from '@probez/kubelet/manifest';
import { rules } from '../lint/rules/index.ts';
import { UsageError } from '../usage-error.ts';
import { check, type Objection } from './check.ts';
import { type Config, configOf, readLayer } from './config.ts';
import { schema } from './schema.ts';

/** What no schema says. */
function* twice(part: Part): Generator<Objection> {
  for (const { id, name } of rules)
    if (part.at(id).exists && part.at(name).exists)
      yield { at: part.at(name), message: `${id} and ${name} are the same rule` };
}

const largest = 1024 * 1024;
const mostTold = 10;

function readFile(name: string): string {
  try {
    const text = readFileSync(name, 'utf8');
    if (text.length > largest) throw new UsageError(`${name} is larger than 1 MB, so it is not read as a probez.yaml`);
    return text;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read "${name}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Reads probez.yaml.
 * @throws UsageError with everything that may not stand in it, each with its line
 */
export function readConfig(name: string, asked?: ReadonlySet<string>): Config {
  const { documents, problems } = readYaml(readFile(name));
  const [document, second] = documents;
  const root = new Part(document?.value, [], document);
  const objections = [
    ...problems.map(({ line, column, message }) => ({ line, column, message })),
    ...(document?.duplicateKeys ?? []).map(({ key, line, column }) => ({
      line,
      column,
      message: `"${key}" occurs twice`,
    })),
    ...(second === undefined
      ? []
      : [{ line: second.lines[0], column: 1, message: 'expected one document, not several' }]),
    ...[
      ...check(root, schema),
      ...[root, ...root.at('overrides').items].flatMap((one) => [...twice(one.at('rules'))]),
    ].map(({ at, message }) => ({ ...at.place, message })),
  ];
  if (objections.length > 0) {
    const told = objections
      .slice(0, mostTold)
      .map(({ line, column, message }) => `${name}:${line}:${column} ${message}`);
    const more = objections.length - told.length;
    throw new UsageError([...told, ...(more > 0 ? [`... and ${more} more`] : [])].join('\n'));
  }
  const base = readLayer(root);
  // Who names a rule on the command line wants to see it.
  const on = new Map([...base.rules].filter(([id, level]) => level !== 'off' || asked?.has(id) !== true));
  return configOf(name, [{ ...base, rules: on }, ...root.at('overrides').items.map(readLayer)]);
}
