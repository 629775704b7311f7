import type { VirtualClock } from '../clock.ts';
import { createErrorList, ManifestError } from '../manifest/field-error.ts';
import type { Container, Pod } from '../manifest/types.ts';
import type { Assumptions } from './assumptions.ts';
import { createHandlerProgram, type InProcessApp } from './handler-program.ts';
import type { Program } from './program.ts';
import { readScript } from './script.ts';
import { createScriptedProgram, type Script, type ScriptedOptions } from './scripted.ts';
import { createShellProgram } from './shell-program.ts';
import { hiddenVariables } from './shell-state.ts';

/** What a container runs: an app of the test's own, a script, or a shell command. By default the container's own command. */
export type App =
  | InProcessApp
  | Script
  | {
      /** Program and arguments. */
      readonly command: readonly string[];
    };

const variable = (container: Container, name: string) => container.env.find((one) => one.name === name)?.value;

/** The variables of a container that are plain text. */
export function plainEnv(container: Container): Record<string, string> {
  return Object.fromEntries(container.env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

/** A Node process in a container needs about half a second until it runs its own code. */
const nodeBootMs = 500;

/** Reads a script that was written as data. @throws ManifestError with all errors */
export function readApp(value: unknown): Script {
  const errors = createErrorList();
  const script = readScript(errors, value, '');
  if (errors.errors.length > 0) throw new ManifestError('the script', errors.errors);
  return script;
}

/** What is in the image of the recorded server, whose scripts stand in a variable. */
const nodeImage = new Set(['sh', 'sleep', 'node', 'cat', 'test', 'true', 'false', 'touch', 'rm', 'ls']);

function scripted(name: string, value: unknown, options: Omit<ScriptedOptions, 'script'> = {}): Program {
  const errors = createErrorList();
  const script = readScript(errors, value, name);
  if (errors.errors.length > 0) throw new ManifestError('the script', errors.errors);
  return createScriptedProgram({ script, ...options });
}

/** The scripted server of a container's `SCRIPT` variable. */
function scriptedByVariable(container: Container, script: string, bootMs: number): Program {
  let parsed: unknown;
  try {
    parsed = JSON.parse(script);
  } catch (error) {
    const errors = createErrorList();
    errors.invalid('SCRIPT', script, error instanceof Error ? error.message : String(error));
    throw new ManifestError(`container ${container.name}`, errors.errors);
  }
  const port = variable(container, 'PORT');
  return scripted('SCRIPT', parsed, {
    port: port === undefined ? undefined : Number(port),
    bootMs,
    executables: nodeImage,
  });
}

function commandProgram(container: Container, command: readonly string[], ends: boolean, assumptions: Assumptions) {
  return createShellProgram({
    command,
    hidden: hiddenVariables(container),
    ends,
    assume(words, what) {
      const subject = words.join(' ') || `image "${container.image}"`;
      const assumed =
        what === 'ends' ? 'exits at once with code 0' : 'runs, answers 200 to everything and SERVING to gRPC';
      const example = what === 'ends' ? { exitAfterMs: 5000, exitCode: 1 } : { routes: { '/livez': [200, 503] } };
      const script = JSON.stringify({ boots: [example] });
      assumptions.add({ container: container.name, subject, assumed, script });
    },
  });
}

const kinds = ['start', 'boots', 'command'] as const;

/** Says what is wrong with an app that is none: a type test has not seen it. */
function checkApp(name: string, app: object) {
  if (kinds.some((key) => key in app)) return;
  const keys = Object.keys(app).map((key) => `"${key}"`);
  throw new TypeError(
    `apps.${name}: it has ${keys.length === 0 ? 'nothing' : keys.join(', ')}: expected "start" (an app of your own), "boots" (a script) or "command"`,
  );
}

export interface ProgramsOptions {
  readonly pod: Pod;
  readonly apps: Readonly<Record<string, App>>;
  readonly clock: VirtualClock;
  readonly assumptions: Assumptions;
  /** From the start of a container with a `SCRIPT` variable until it runs its own code, in milliseconds. @default 500 */
  readonly scriptBootMs?: number | undefined;
}

/** The program of each container. @throws RangeError for an app without a container, TypeError for one that is none */
export function createPrograms({
  pod,
  apps,
  clock,
  assumptions,
  scriptBootMs = nodeBootMs,
}: ProgramsOptions): (container: Container) => Program {
  const all = [...pod.initContainers, ...pod.containers];
  for (const [name, app] of Object.entries(apps)) {
    if (!all.some((one) => one.name === name))
      throw new RangeError(`apps: no container "${name}": the Pod has ${all.map((one) => `"${one.name}"`).join(', ')}`);
    checkApp(name, app);
  }
  const programOf = (container: Container): Program => {
    const app = apps[container.name];
    const ends = pod.initContainers.includes(container) && container.restartPolicy !== 'Always';
    const script = variable(container, 'SCRIPT');
    if (app === undefined && script !== undefined) return scriptedByVariable(container, script, scriptBootMs);
    if (app === undefined)
      return commandProgram(container, [...container.command, ...container.args], ends, assumptions);
    // A script says nothing of files.
    if ('boots' in app) return { ...scripted(`apps.${container.name}`, app), knowsFile: () => false };
    if ('start' in app) return createHandlerProgram(app, container.name, clock);
    return commandProgram(container, app.command, ends, assumptions);
  };
  const programs = new Map(all.map((one) => [one.name, programOf(one)]));
  return (container) => programs.get(container.name) ?? programOf(container);
}
