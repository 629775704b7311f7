import { type Command, type CommandEntry, exitCode } from './command.ts';
import type { Io } from './io.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';
import { version } from './version.ts';

export const commands: Readonly<Record<string, CommandEntry>> = {
  check: {
    summary: 'Check one endpoint as the kubelet would: for HEALTHCHECK and exec probes',
    load: () => import('./commands/check.ts'),
  },
  run: {
    summary: 'Run a Pod on this machine under an embedded kubelet',
    load: () => import('./commands/run.ts'),
  },
  simulate: {
    summary: 'Simulate a Pod or a rollout in virtual time and print what happens',
    load: () => import('./commands/simulate.ts'),
  },
  faults: {
    summary: "Show how a Pod's probes react to common faults of the app",
    load: () => import('./commands/faults.ts'),
  },
  diff: {
    summary: 'Show what a change of manifests means, in numbers',
    load: () => import('./commands/diff.ts'),
  },
  lint: {
    summary: 'Find probe, shutdown and rollout mistakes in manifests',
    load: () => import('./commands/lint.ts'),
  },
  manifest: {
    summary: 'Write probe YAML from the numbers that you give',
    load: () => import('./commands/manifest.ts'),
  },
};

const rows = (list: readonly (readonly [string, string])[]) =>
  list.map(([name, text]) => `  ${name.padEnd(18)}${text}\n`).join('');

function overview(): string {
  return `probez ${version}: Kubernetes probes, checked, simulated and explained

Usage: probez COMMAND [options]

Commands:
${rows(Object.entries(commands).map(([name, { summary }]) => [name, summary] as const))}
Options:
${rows([
  ['-h, --help', 'Show this help; after a command, that command\'s help (also "probez help COMMAND")'],
  ['-v, --version', 'Show the version'],
])}
Exit codes:
${rows([
  ['0', 'Success'],
  ['1', 'The probe, the manifest or the Pod failed'],
  ['2', 'The command line or its input is wrong'],
])}
Colour is used only on a terminal, and not if NO_COLOR is set. FORCE_COLOR=1 or =0 overrides both, as in Node.

Examples:
  probez check http://127.0.0.1:8080/livez
  probez lint deployment.yaml
  helm template . | probez lint -
  probez manifest --port 8080 --startup 60 --drain 10 --detect 30
`;
}

async function load(name: string): Promise<Command> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry !== undefined) return entry.load();
  const meant = nearest(name, Object.keys(commands));
  const hint =
    meant === undefined ? `the commands are ${Object.keys(commands).join(', ')}` : `did you mean "${meant}"?`;
  throw new UsageError(`unknown command "${name}": ${hint}`);
}

/** `--help` counts up to a `--`: what follows belongs to the program that `probez run` starts. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--version' || first === '-v' || first === '-V') {
    io.stdout.write(`${version}\n`);
    return exitCode.ok;
  }
  if (first === undefined) {
    io.stderr.write(overview());
    return exitCode.usage;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    const [topic] = rest;
    io.stdout.write(topic === undefined || first !== 'help' ? overview() : (await load(topic)).help);
    return exitCode.ok;
  }
  if (first.startsWith('-')) throw new UsageError(`unknown option ${first}`);
  const command = await load(first);
  if (asksForHelp(rest)) {
    io.stdout.write(command.help);
    return exitCode.ok;
  }
  return command.run(rest, io);
}

/** Runs one command line and gives its exit code; it never throws. */
export async function cli(args: readonly string[], io: Io): Promise<number> {
  const named = args[0] !== undefined && Object.hasOwn(commands, args[0]) ? ` ${args[0]}` : '';
  let refused: Error | undefined;
  io.onOutputLost((error) => {
    refused = error;
  });
  try {
    const code = await dispatch(args, io);
    if (refused === undefined) return code;
    io.stderr.write(`probez${named}: cannot write to standard output: ${refused.message}\n`);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`probez${named}: ${error.message}\nTry "probez${named} --help".\n`);
    } else if (error instanceof Error && 'syscall' in error) {
      io.stderr.write(`probez${named}: ${error.message}\n`); // the system refused something: no mistake of ours
    } else {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      io.stderr.write(`probez${named}: this is a bug in probez; please report it.\n${detail}\n`);
    }
  }
  return exitCode.usage;
}
