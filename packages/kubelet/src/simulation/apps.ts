import type { VirtualClock } from '../clock.ts';
import { createErrorList, ManifestError } from '../manifest/field-error.ts';
import type { Container, Pod } from '../manifest/types.ts';
import { createHandlerProgram, type InProcessApp } from './handler-program.ts';
import type { Program } from './program.ts';
import { readScript } from './script.ts';
import { createScriptedProgram, type Script } from './scripted.ts';
import { createShellProgram } from './shell-program.ts';

/** What a container runs: an app of the test's own, a script, or a shell command (the container's own when nothing is given). */
export type App = InProcessApp | Script | { readonly command: readonly string[] };

const variable = (container: Container, name: string) => container.env.find((one) => one.name === name)?.value;

/** The variables of a container that are plain text. */
export function plainEnv(container: Container): Record<string, string> {
  return Object.fromEntries(container.env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

/** A Node process in a container needs about half a second until it runs its own code. */
const nodeBootMs = 500;

/** The program of a container: the scripted server of its `SCRIPT` variable, or its shell command. */
function programOf(container: Container): Program {
  const script = variable(container, 'SCRIPT');
  if (script === undefined) return createShellProgram({ command: [...container.command, ...container.args] });
  let parsed: unknown;
  try {
    parsed = JSON.parse(script);
  } catch (error) {
    const errors = createErrorList();
    errors.invalid('SCRIPT', script, error instanceof Error ? error.message : String(error));
    throw new ManifestError(`container ${container.name}`, errors.errors);
  }
  const port = variable(container, 'PORT');
  return scripted('SCRIPT', parsed, { port: port === undefined ? undefined : Number(port), bootMs: nodeBootMs });
}

function scripted(name: string, value: unknown, options: { port?: number | undefined; bootMs?: number } = {}): Program {
  const errors = createErrorList();
  const script = readScript(errors, value, name);
  if (errors.errors.length > 0) throw new ManifestError('the script', errors.errors);
  return createScriptedProgram({ script, ...options });
}

function toProgram(app: App | undefined, container: Container, clock: VirtualClock): Program {
  if (app === undefined) return programOf(container);
  if ('boots' in app) return scripted(`apps.${container.name}`, app);
  if ('start' in app) return createHandlerProgram(app, clock);
  return createShellProgram({ command: app.command });
}

/** The program of each container. @throws RangeError for an app without a container */
export function createPrograms(
  pod: Pod,
  apps: Readonly<Record<string, App>>,
  clock: VirtualClock,
): (container: Container) => Program {
  const all = [...pod.initContainers, ...pod.containers];
  for (const name of Object.keys(apps))
    if (!all.some((one) => one.name === name))
      throw new RangeError(`apps: no container "${name}": the Pod has ${all.map((one) => `"${one.name}"`).join(', ')}`);
  const programs = new Map(all.map((one) => [one.name, toProgram(apps[one.name], one, clock)]));
  return (container) => programs.get(container.name) ?? programOf(container);
}
