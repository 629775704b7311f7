import { readArgs } from '../args.ts';
import { exitCode } from '../command.ts';
import { type FaultRow, playFaults } from '../faults/play.ts';
import { readFiles } from '../files.ts';
import { readFormat } from '../format.ts';
import type { Io } from '../io.ts';
import { readPodInput } from '../pod-input.ts';
import { renderTable } from '../table.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez faults [options] FILE...

Simulates common faults of an app against the Pod's probes, in virtual time, and prints a table: how often the container is
restarted, how long until the Pod gets no more requests, and until it gets them again. Times are seconds after the fault began.

FILE is a manifest (or - for standard input). exec and gRPC probes are simulated as httpGet: only their numbers matter here.

Options:
  --pod NAME               Which Pod, when there are several: web, deployment/web or namespace/deployment/web
  --container NAME         Which container has the fault. Default: the first that has a probe
  --format FORMAT          text (the default), markdown, json (--json is the same)

Exit codes:
  0  The table was printed
  1  The Pod does not become ready even with a healthy app
  2  Bad usage, or a manifest that the API server would refuse

Examples:
  probez faults deployment.yaml
  probez faults deployment.yaml --format markdown
`;

const options = {
  pod: { type: 'string' },
  container: { type: 'string' },
  format: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const formats = ['text', 'markdown', 'json'] as const;
const time = (value: number | undefined, never: string) => (value === undefined ? never : `${value.toFixed(1)} s`);

function cells({ fault, restarts, fromStart, outOfServiceAfter, servedAgainAfter, goneAfter }: FaultRow): string[] {
  const head = [fault, String(restarts)];
  if (goneAfter !== undefined) return [...head, 'at once', `gone after ${time(goneAfter, '')}`];
  if (fromStart) return [...head, '-', time(servedAgainAfter, 'never')];
  if (outOfServiceAfter === undefined) return [...head, 'never', '-'];
  return [...head, time(outOfServiceAfter, 'never'), time(servedAgainAfter, 'never')];
}

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs({ args, options, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('no FILE given: name a manifest');
  const format = readFormat(formats, values);
  const { pod, notes, problems } = readPodInput(await readFiles(positionals, io), values.pod, true);
  for (const note of [...problems, ...notes]) io.stderr.write(`probez faults: ${note}\n`);
  const names = pod.containers.map((one) => one.name);
  const probed = pod.containers.find((one) => one.livenessProbe ?? one.readinessProbe ?? one.startupProbe);
  const name = values.container ?? probed?.name ?? names[0] ?? '';
  if (!names.includes(name)) throw new UsageError(`--container "${name}": the Pod has ${names.join(', ')}`);
  const rows = playFaults(pod, name);
  if (rows === undefined) {
    io.stderr.write('probez faults: the Pod does not become ready within ten minutes, even with a healthy app\n');
    return exitCode.failed;
  }
  if (format === 'json')
    io.stdout.write(`${JSON.stringify({ version: 1, pod: pod.name, container: name, faults: rows }, null, 1)}\n`);
  else
    io.stdout.write(
      renderTable([['FAULT', 'RESTARTS', 'OUT OF SERVICE', 'SERVED AGAIN'], ...rows.map(cells)], format === 'markdown'),
    );
  return exitCode.ok;
}
