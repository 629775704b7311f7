import { readArgs, readDurationMs } from '../args.ts';
import { exitCode } from '../command.ts';
import { readFiles } from '../files.ts';
import type { Io } from '../io.ts';
import { readPodInput } from '../pod-input.ts';
import { isTaken, portsOf, preparePod } from '../run/prepare.ts';
import { runPod } from '../run/run-pod.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez run [options] POD.yaml... [-- COMMAND [ARG...]]

Runs a Pod on this machine under an embedded kubelet: starts its processes, runs hooks and probes, restarts, backs off,
and deletes it on Ctrl-C with its grace period. A second Ctrl-C kills everything at once. Images are not run: each
container needs a command, in the manifest or after --. All containers share 127.0.0.1.

POD.yaml holds a Pod, or an object with a Pod template (Deployment, StatefulSet, Job, ...). It may be a directory, or - for
standard input. Of several Pods, --pod says which; what cannot be read is reported, and the rest goes on.

Options:
  --container NAME       Run only this container; COMMAND is for it
  --env NAME=VALUE       Set a variable in every container (may be repeated)
  --pod NAME             Which Pod, when the manifest has several: web, deployment/web or namespace/deployment/web
  --delete-after TIME    Delete the Pod after this time: 30, 90s, 5m
  --every-signal         Send SIGTERM even to a process that has no handler for it. Without this option the process is treated
                         as the first of a container, which does not get such signals and costs the whole grace period
  --ui                   Serve a control room for a browser on this machine; its address is printed to standard error
  --plain                Print lines instead of the live view, even on a terminal
  --json                 Print one JSON object per line: everything that happens, and what the containers write

Exit codes:
  0    The Pod was deleted, or ended successfully
  1    The Pod has failed
  2    Bad usage, a manifest that the API server would refuse, or a port that is in use
  130  A second Ctrl-C killed the Pod

Examples:
  probez run pod.yaml -- node server.js
  probez run deployment.yaml --container web --env PORT=8080 -- npm start
  probez run pod.yaml --json --delete-after 60 > life.jsonl
  probez run pod.yaml --ui -- node server.js
`;

const options = {
  container: { type: 'string' },
  env: { type: 'string', multiple: true },
  pod: { type: 'string' },
  'delete-after': { type: 'string' },
  'every-signal': { type: 'boolean' },
  plain: { type: 'boolean' },
  ui: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const killedCode = 130;

export async function run(args: string[], io: Io): Promise<number> {
  const dashes = args.indexOf('--');
  const command = dashes === -1 ? [] : args.slice(dashes + 1);
  const own = dashes === -1 ? args : args.slice(0, dashes);
  if (dashes !== -1 && command.length === 0) throw new UsageError('a command is missing after --');
  const { values, positionals } = readArgs({ args: own, options, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('no POD.yaml given: probez run pod.yaml -- node server.js');
  const deleteAfter = values['delete-after'];
  const deleteAfterMs = deleteAfter === undefined ? undefined : readDurationMs('--delete-after', deleteAfter);
  const input = readPodInput(await readFiles(positionals, io), values.pod, false);
  const hint = positionals.length > 1 ? ' (a command goes after --)' : '';
  for (const problem of input.problems) io.stderr.write(`probez run: ${problem}${hint}\n`);
  const prepared = preparePod(input.pod, {
    container: values.container,
    command,
    env: values.env ?? [],
    inherited: io.env,
    notes: input.notes,
  });
  for (const port of portsOf(prepared.pod))
    if (await isTaken(port))
      throw new UsageError(
        `port ${port} is in use on this machine: the process that listens there would answer the probes, not the Pod. Stop that process, or change the port`,
      );
  const end = await runPod({
    prepared,
    io,
    json: values.json ?? false,
    plain: values.plain ?? false,
    everySignal: values['every-signal'] ?? false,
    deleteAfterMs,
    ui: values.ui ?? false,
  });
  if (end === 'killed') return killedCode;
  return end === 'failed' ? exitCode.failed : exitCode.ok;
}
