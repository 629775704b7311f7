import { execFileSync } from 'node:child_process';
import { playRollout } from '@probez/kubelet/rollout';
import { readArgs } from '../args.ts';
import { exitCode } from '../command.ts';
import { type Numbers, numbersOf, rolloutNumbers } from '../diff/numbers.ts';
import { type InputFile, readFiles } from '../files.ts';
import { readFormat } from '../format.ts';
import type { Io } from '../io.ts';
import { planOf, planOfChange } from '../rollout/plan.ts';
import { assumptionNotes } from '../simulate/scripts.ts';
import { renderTable } from '../table.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez diff [options] OLD NEW
       probez diff --git REVISION [options] FILE...

Shows what a change of a Deployment, StatefulSet or DaemonSet means, in numbers: time to detect, start-up budget, duration
of a rollout, least capacity, lost requests. A rollout of each side is simulated, and then the change itself.

OLD and NEW are manifests, or directories of them. With --git, each FILE is compared with its version in REVISION.

Options:
  --git REVISION           Compare with this git revision: HEAD, main, a tag
  --pod NAME               Which workload, when there are several: web or deployment/web
  --script FILE            What the app does, as for probez simulate; its start-up time and its end matter most
  --all                    Show what has not changed, too
  --format FORMAT          text (the default), markdown (for a pull request), json (--json is the same)

Exit codes:
  0  The comparison was made
  1  The rollout of the change does not end
  2  Bad usage, or a manifest that the API server would refuse

Examples:
  probez diff old.yaml new.yaml --script app.json
  probez diff --git main deployment.yaml service.yaml --format markdown
`;

const options = {
  git: { type: 'string' },
  pod: { type: 'string' },
  script: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  format: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const formats = ['text', 'markdown', 'json'] as const;

/** What a revision has of a file. */
function fromGit(revision: string, { name }: InputFile): InputFile {
  try {
    const options = { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28 } as const;
    return { name: `${revision}:${name}`, text: execFileSync('git', ['show', `${revision}:./${name}`], options) };
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new UsageError(`--git "${revision}": ${text}`);
  }
}

async function readSides(
  git: string | undefined,
  names: readonly string[],
  io: Io,
): Promise<[InputFile[], InputFile[]]> {
  if (git !== undefined) {
    if (names.length === 0) throw new UsageError('no FILE given: name the manifests as they are now');
    if (git.startsWith('-')) throw new UsageError(`--git "${git}": expected a revision`);
    const files = await readFiles(names, io);
    return [files.map((file) => fromGit(git, file)), files];
  }
  const [before, after, ...more] = names;
  if (before === undefined || after === undefined || more.length > 0)
    throw new UsageError('expected two manifests, OLD and NEW, or --git REVISION and files');
  return [await readFiles([before], io), await readFiles([after], io)];
}

interface Row {
  readonly what: string;
  readonly old: string;
  readonly new: string;
}

const rowsOf = (before: Numbers, after: Numbers): Row[] =>
  [...new Set([...before.keys(), ...after.keys()])].map((what) => ({
    what,
    old: before.get(what) ?? '-',
    new: after.get(what) ?? '-',
  }));

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs({ args, options, allowPositionals: true });
  const format = readFormat(formats, values);
  const [before, after] = await readSides(values.git, positionals, io);
  const [old, next] = [planOf(before, values), planOf(after, values)];
  const { report: change, assumptions } = playRollout(planOfChange(old, next));
  for (const note of assumptionNotes(assumptions)) io.stderr.write(`probez diff: ${note}\n`);
  const rows = rowsOf(numbersOf(old), numbersOf(next));
  const shown = values.all ? rows : rows.filter((one) => one.old !== one.new);
  const changed = rolloutNumbers(change).map(
    ([what, value]) => [what.replace('rollout', 'the change'), value] as const,
  );
  if (format === 'json') {
    const workload = `${change.kind.toLowerCase()}/${change.name}`;
    io.stdout.write(`${JSON.stringify({ version: 1, workload, numbers: shown, change }, null, 1)}\n`);
  } else {
    const head = ['', 'OLD', 'NEW'];
    io.stdout.write(
      renderTable(
        [
          head,
          ...shown.map((one) => [one.what, one.old, one.new]),
          ...changed.map(([what, value]) => [what, '', value]),
        ],
        format === 'markdown',
      ),
    );
  }
  return change.done ? exitCode.ok : exitCode.failed;
}
