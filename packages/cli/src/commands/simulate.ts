import { ManifestError, ShellError, YamlError } from '@probez/kubelet';
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
import type { Io } from '../io.ts';
import { readPlainJson, readPodInput, readText } from '../pod-input.ts';
import { podNotes } from '../pod-notes.ts';
import { formatObservation, type SimulateFormat, simulateManifest } from '../simulate/manifest.ts';
import { assumptionNotes, readScripts } from '../simulate/scripts.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez simulate [options] FILE

Plays a Pod through in virtual time, as the kubelet would treat it, and prints what happens. Nothing is started.

FILE (or - for standard input) is one of
  a trace     JSON with "pod" (probes), "server" (boots) and "seconds": prints it back with its "trace"
  a Pod file  JSON with "spec", "seconds" and "deleteAfterSeconds", whose containers have a SCRIPT variable or a shell
              command: prints the states that kubectl get pod -w would show ("pod") and the events ("events")
  a manifest  YAML or JSON with a Pod, a Deployment, a StatefulSet, ...: prints a trace

What the containers of a manifest do:
  --script FILE            A script for the only container, or {"containers": {"NAME": SCRIPT, ...}}; a script is
                           {"boots": [{"routes": {"/livez": [200, 500]}, "exitAfterMs": 0, "sigterm": "ignore"}]}
  --script NAME=FILE       A script for one container (may be repeated)
  Steps go by count, [200, 500], or by time, {"0s": 200, "60s": 503, "90s": 200}; "commands" are for exec probes and hooks.
  A simple shell command is run in an imitation. What cannot be known is assumed well, and each assumption is named: a main
  program runs, answers 200 to everything and SERVING to gRPC; an init container ends with 0; an exec probe succeeds.

Options:
  --seconds TIME           How long to watch: 90, 5m, 1h. Overrides the file's. Default for a manifest: 60
  --delete-after TIME      Delete the Pod then. Overrides the file's
  --pod NAME               Which Pod, when the manifest has several: web, deployment/web or namespace/deployment/web
  --real-time              Only for a trace: real probes over real connections to a real server that follows the script
  --format FORMAT          trace (the default), watch (as kubectl get pods -w), describe (the events, counted), states,
                           json (one object per line: everything that happens, as probez run --json)

Exit codes:
  0  It was played through
  2  Bad usage, or a file that the API server would refuse

Examples:
  probez simulate trace.json
  probez simulate pod.yaml --script server.json --seconds 5m
  probez simulate deployment.yaml --format watch --delete-after 30
`;

const options = {
  script: { type: 'string', multiple: true },
  seconds: { type: 'string' },
  'delete-after': { type: 'string' },
  pod: { type: 'string' },
  format: { type: 'string' },
  'real-time': { type: 'boolean' },
} as const;

const formats: readonly SimulateFormat[] = ['trace', 'watch', 'describe', 'states', 'json'];
function readFormat(text: string | undefined): SimulateFormat | undefined {
  const found = formats.find((one) => one === text);
  if (text !== undefined && found === undefined)
    throw new UsageError(`--format "${text}": expected one of ${formats.join(', ')}`);
  return found;
}

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs({ args, options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('which file? Give a trace, a Pod file or a manifest');
  if (more.length > 0) throw new UsageError(`one file at a time, not also ${more.map((one) => `"${one}"`).join(', ')}`);
  const format = readFormat(values.format);
  const seconds = values.seconds === undefined ? undefined : readDurationMs('--seconds', values.seconds) / 1000;
  const deleteAfter =
    values['delete-after'] === undefined ? undefined : readDurationMs('--delete-after', values['delete-after']) / 1000;
  const text = await readText(file, io);
  const json = readPlainJson(text);
  const tell = (notes: readonly string[]) => {
    for (const note of notes) io.stderr.write(`probez simulate: ${note}\n`);
  };
  try {
    const given = {
      ...(seconds === undefined ? {} : { seconds }),
      ...(deleteAfter === undefined ? {} : { deleteAfterSeconds: deleteAfter }),
    };
    if (json !== undefined && ('server' in json || 'trace' in json)) {
      if (values.script !== undefined) throw new UsageError('--script: a trace has its own "server"');
      const { trace: _old, ...rest } = json;
      const head = { ...rest, ...given, ...('source' in rest ? { source: 'simulated by probez' } : {}) };
      const found = readTraceCase(head);
      const entries = values['real-time'] ? await playTraceInRealTime(found) : simulateTrace(found);
      io.stdout.write(formatTrace(head, entries));
      return exitCode.ok;
    }
    if (values['real-time'])
      throw new UsageError('--real-time: only a trace can be played so; see probez run for Pods');
    if (json !== undefined && 'spec' in json) {
      const { pod: _pod, events: _events, ...rest } = json;
      const head = { ...rest, ...given, ...('source' in rest ? { source: 'simulated by probez' } : {}) };
      const found = readPodCase(head);
      const observed = observePod(found, readScripts(values.script ?? [], found.pod));
      tell([...found.warnings, ...podNotes(found.pod, true), ...assumptionNotes(observed.assumptions)]);
      io.stdout.write(formatObservation(head, observed));
      return exitCode.ok;
    }
    const { pod, notes } = readPodInput(file, text, values.pod);
    const simulated = simulateManifest({
      pod,
      seconds: seconds ?? 60,
      deleteAfterSeconds: deleteAfter,
      apps: readScripts(values.script ?? [], pod),
      format: format ?? 'trace',
    });
    tell([...notes, ...podNotes(pod, true), ...assumptionNotes(simulated.assumptions)]);
    io.stdout.write(simulated.text);
    return exitCode.ok;
  } catch (error) {
    if (error instanceof ManifestError || error instanceof YamlError || error instanceof ShellError)
      throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
