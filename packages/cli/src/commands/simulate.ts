import { ManifestError, ShellError } from '@probez/kubelet';
import {
  formatTrace,
  observePod,
  playTraceInRealTime,
  readPodCase,
  readTraceCase,
  simulateTrace,
} from '@probez/kubelet/internal';
import { readArgs, readDurationMs } from '../args.ts';
import { exitCode } from '../command.ts';
import { keepsPromises, promisesOf } from '../expect.ts';
import { type InputFile, readFiles } from '../files.ts';
import { readFormat } from '../format.ts';
import type { Io } from '../io.ts';
import { readPlainJson, readPodInput } from '../pod-input.ts';
import { podNotes } from '../pod-notes.ts';
import { rolloutOptions } from '../rollout/plan.ts';
import { isRollout, runRollout } from '../rollout/run.ts';
import { written } from '../simulate/html.ts';
import { formatObservation, type SimulateFormat, simulateManifest } from '../simulate/manifest.ts';
import { assumptionNotes, readScripts } from '../simulate/scripts.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez simulate [options] FILE...
       probez simulate --rollout [options] FILE...

Simulates a Pod under a kubelet in virtual time and prints what happens. No process is started.

FILE is a file, a directory (its .yaml, .yml and .json files) or - for standard input:
  a trace     JSON with "pod" (probes), "server" (boots) and "seconds": prints it back with its "trace"
  a Pod file  JSON with "spec", "seconds" and "deleteAfterSeconds", whose containers have a SCRIPT variable or a shell
              command: prints the states that kubectl get pod -w would show ("pod") and the events ("events")
  a manifest  YAML or JSON with a Pod, a Deployment, a StatefulSet, ...: prints a trace. Of several, --pod says which Pod;
              what cannot be read is reported, and the rest goes on

What the containers of a manifest do:
  --script FILE            A script for the only container, or {"containers": {"NAME": SCRIPT, ...}}; a script is
                           {"boots": [{"routes": {"/livez": [200, 500]}, "exitAfterMs": 0, "sigterm": "ignore"}]}
  --script NAME=FILE       A script for one container (may be repeated)
  Steps go by count, [200, 500], or by time, {"0s": 200, "60s": 503, "90s": 200}; "commands" are for exec probes and hooks.
  Simple shell commands are imitated. Anything else is assumed to work, and each assumption is reported: a main
  program runs, answers 200 to everything and SERVING to gRPC; an init container exits with 0; an exec probe succeeds.

Options:
  --seconds TIME           How long to simulate: 90, 5m, 1h. Overrides the file's. Default for a manifest: 60
  --delete-after TIME      Delete the Pod after this time. Overrides the file's
  --pod NAME               Which Pod, when the manifest has several: web, deployment/web or namespace/deployment/web
  --real-time              Only for a trace: real probes over real connections to a real server that follows the script
  --html FILE              For a manifest or a rollout: a page with a slider, in one file, to attach to a pull request; - is
                           standard output
  --format FORMAT          trace (the default), watch (as kubectl get pods -w), describe (the events, counted), states,
                           json (one object per line: everything that happens, as probez run --json); --json is the same
  --expect CONDITION       Only for a manifest; may be repeated: 'ready < 30s', 'restarts = 0', 'away < 5s' (time not ready after
                           it was); for a rollout 'lost = 0', 'done < 2m', 'least-ready >= 3', 'most-pods <= 5', 'restarts = 0'
  --config FILE            More conditions ("expect") come from this file instead of the nearest probez.yaml from here upwards; /dev/null for none

For a rollout, the files hold a Deployment, StatefulSet or DaemonSet, its Service and its PodDisruptionBudget. At second 0 all Pods are ready.
  --rollout                Replace all Pods, as kubectl rollout restart does, while clients send requests: how long it
                           takes, how many Pods are ready meanwhile, which requests are lost and why
  --to FILE                Roll out this new version of the manifest instead (may be repeated)
  --new-script FILE        What the new Pods do, if it differs from --script
  --scale N                Change the number of replicas to N
  --evict N                Evict N Pods, as kubectl drain does, as far as the budget allows
  --rollback-after TIME    Roll back to the first template after this time
  --nodes N                Number of nodes, for a DaemonSet. Default: 3
  --rate N                 Requests per second; 0 for none. Default: 100
  --request-time TIME      How long the app takes for a request. Default: 100ms
  --keep-alive PERCENT     Share of requests sent over connections that are kept open. Default: 50%
  --endpoint-delay TIME    How long until clients see a change of the EndpointSlice. Default: 1s
  --format text|full|json  full adds everything that happened, in order

Exit codes:
  0  The simulation ran to its end, and so did the rollout
  1  A rollout did not end, or an --expect condition was not met
  2  Bad usage, or a file that the API server would refuse

Examples:
  probez simulate trace.json
  probez simulate pod.yaml --script server.json --seconds 5m
  probez simulate deployment.yaml --format watch --delete-after 30
  probez simulate deployment.yaml --script server.json --html out.html
  probez simulate deployment.yaml service.yaml pdb.yaml --rollout --expect 'lost = 0'
`;

const options = {
  script: { type: 'string', multiple: true },
  seconds: { type: 'string' },
  'delete-after': { type: 'string' },
  pod: { type: 'string' },
  format: { type: 'string' },
  json: { type: 'boolean' },
  html: { type: 'string' },
  expect: { type: 'string', multiple: true },
  config: { type: 'string' },
  'real-time': { type: 'boolean' },
  ...rolloutOptions,
} as const;

const formats: readonly SimulateFormat[] = ['trace', 'watch', 'describe', 'states', 'json'];
type Values = ReturnType<
  typeof readArgs<{ args: string[]; options: typeof options; allowPositionals: true }>
>['values'];

/** What the command line asks of any input. */
interface Asked {
  readonly values: Values;
  readonly format: SimulateFormat | undefined;
  readonly times: { readonly seconds?: number; readonly deleteAfterSeconds?: number };
  readonly tell: (notes: readonly string[]) => void;
  readonly io: Io;
}

/** The text for standard output, and whether what was promised was kept. */
interface Played {
  readonly text: string;
  readonly kept: boolean;
}

/** The head of a trace or a Pod file as it is printed again: with other times, and not as it was recorded. */
const headOf = (fields: Record<string, unknown>, { times }: Asked) => ({
  ...fields,
  ...times,
  ...('source' in fields ? { source: 'simulated by probez' } : {}),
});

function onlyManifest({ values }: Asked): void {
  for (const option of ['expect', 'config'] as const)
    if (values[option] !== undefined) throw new UsageError(`--${option}: only for a manifest, or a rollout`);
  if (values.html !== undefined) throw new UsageError('--html: only for a manifest, such as a Pod or a Deployment');
}

async function playTrace(json: Record<string, unknown>, asked: Asked): Promise<string> {
  if (asked.values.script !== undefined) throw new UsageError('--script: a trace has its own "server"');
  onlyManifest(asked);
  const { trace: _old, ...rest } = json;
  const head = headOf(rest, asked);
  const found = readTraceCase(head);
  return formatTrace(head, asked.values['real-time'] ? await playTraceInRealTime(found) : simulateTrace(found));
}

function playPodFile(json: Record<string, unknown>, asked: Asked): string {
  onlyManifest(asked);
  const { pod: _pod, events: _events, ...rest } = json;
  const head = headOf(rest, asked);
  const found = readPodCase(head);
  const observed = observePod(found, readScripts(asked.values.script ?? [], found.pod));
  asked.tell([...found.warnings, ...podNotes(found.pod, true), ...assumptionNotes(observed.assumptions)]);
  return formatObservation(head, observed);
}

async function playManifest(files: readonly InputFile[], asked: Asked): Promise<Played> {
  const { values, times } = asked;
  const { pod, subject, notes, problems } = readPodInput(files, values.pod, true);
  const promised = await promisesOf('pod', files, subject, values);
  asked.tell(problems);
  const simulated = simulateManifest({
    pod,
    seconds: times.seconds ?? 60,
    deleteAfterSeconds: times.deleteAfterSeconds,
    apps: readScripts(values.script ?? [], pod),
    format: asked.format ?? 'trace',
  });
  asked.tell([...notes, ...assumptionNotes(simulated.assumptions)]);
  const kept = keepsPromises(promised, simulated.simulation, asked.io);
  return { text: written(simulated, values, asked.io), kept };
}

async function play(files: readonly InputFile[], asked: Asked): Promise<Played> {
  const [first, ...more] = files;
  const json = first === undefined || more.length > 0 ? undefined : readPlainJson(first.text);
  if (json !== undefined && ('server' in json || 'trace' in json))
    return { text: await playTrace(json, asked), kept: true };
  if (asked.values['real-time'])
    throw new UsageError('--real-time: works for a trace only; to run a Pod, use probez run');
  if (json !== undefined && 'spec' in json) return { text: playPodFile(json, asked), kept: true };
  return playManifest(files, asked);
}

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs({ args, options, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('no FILE given: name a trace, a Pod file or a manifest');
  if (values.html === '') throw new UsageError('--html: expected a file name, or - for standard output');
  if (isRollout(values)) return runRollout(await readFiles(positionals, io), values, io);
  const seconds = (name: 'seconds' | 'delete-after') => {
    const text = values[name];
    return text === undefined ? undefined : readDurationMs(`--${name}`, text) / 1000;
  };
  const [watched, deleted] = [seconds('seconds'), seconds('delete-after')];
  const asked: Asked = {
    io,
    values,
    format: values.format === undefined && values.json !== true ? undefined : readFormat(formats, values),
    times: {
      ...(watched === undefined ? {} : { seconds: watched }),
      ...(deleted === undefined ? {} : { deleteAfterSeconds: deleted }),
    },
    tell(notes) {
      for (const note of notes) io.stderr.write(`probez simulate: ${note}\n`);
    },
  };
  try {
    const { text, kept } = await play(await readFiles(positionals, io), asked);
    io.stdout.write(text);
    return kept ? exitCode.ok : exitCode.failed;
  } catch (error) {
    if (error instanceof ManifestError || error instanceof ShellError)
      throw new UsageError(`${positionals.join(', ')}: ${error.message}`);
    throw error;
  }
}
