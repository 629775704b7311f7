import { statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { Config } from './config.ts';

/** How the file may be called. */
export const configNames: readonly string[] = ['probez.yaml', 'probez.yml'];

/** The name of the probez.yaml that holds here: the nearest one, from the working directory upwards. */
function find(from: string): string | undefined {
  const found = configNames.filter((one) => statSync(join(from, one), { throwIfNoEntry: false })?.isFile());
  const [first, second] = found.map((one) => relative(process.cwd(), join(from, one)));
  if (second !== undefined) throw new UsageError(`there are both ${first} and ${second}: remove one`);
  return first ?? (dirname(from) === from ? undefined : find(dirname(from)));
}

/**
 * Reads what `--config` names, or else the nearest probez.yaml.
 * @param asked the rules that the command line names alone: what the top of the file turns off of these is on
 * @throws UsageError with everything that may not stand in it
 */
export async function loadConfig(given: string | undefined, asked?: ReadonlySet<string>): Promise<Config | undefined> {
  const name = given ?? find(process.cwd());
  return name === undefined ? undefined : (await import('./read.ts')).readConfig(name, asked);
}
