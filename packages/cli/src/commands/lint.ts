import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readArgs, readDurationMs } from '../args.ts';
import { exitCode } from '../command.ts';
import { configNames, loadConfig } from '../config/find.ts';
import { type InputFile, readFiles } from '../files.ts';
import { readFormat } from '../format.ts';
import type { Io } from '../io.ts';
import { compare, readBaseline, writeBaseline } from '../lint/baseline.ts';
import { declaredAnnotations } from '../lint/declared.ts';
import { fixNumbers } from '../lint/fix.ts';
import { formatGithub } from '../lint/format/github.ts';
import { formatJson } from '../lint/format/json.ts';
import { formatJunit } from '../lint/format/junit.ts';
import { formatSarif } from '../lint/format/sarif.ts';
import { formatFinding, formatText } from '../lint/format/text.ts';
import { type LintOptions, type LintResult, lint, namesOf } from '../lint/lint.ts';
import { rulePage } from '../lint/page.ts';
import { rules } from '../lint/rules/index.ts';
import { plural } from '../lint/text.ts';
import { nearest } from '../nearest.ts';
import { createPaint } from '../paint.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez lint [options] FILE...

Finds mistakes in the probes, hooks, shutdown and rollout of every Pod in the manifests: Pod, Deployment,
StatefulSet, DaemonSet, Job, CronJob, ReplicaSet, ReplicationController, PodTemplate, lists of them; and of
other kinds that have a Pod template (Argo Rollout, Knative Service, ...). A FILE may
hold several documents, be a directory (its .yaml, .yml and .json files), or - for standard input.
All files are checked together: a Service in one file selects the Pods in another.

Options:
  --format FORMAT      text (the default), json, github (annotations of a workflow run), sarif or junit
  --json               The same as --format json
  --strict             Exit with 1 on warnings, too
  --max-warnings N     Exit with 1 when there are more than N warnings
  --info               Show findings of severity info, too: worth knowing, but not mistakes
  --only RULES         Run only these rules, by id or name: --only L9,L16 (may be repeated)
  --exclude RULES      Do not run these rules (may be repeated; --disable is the same)
  --fix                Replace wrong numbers with right ones in the files, and change nothing else
  --baseline FILE      Ignore the findings listed in this file; new ones count, and so do entries that are fixed but still listed
  --write-baseline FILE  Write the current findings into a baseline file
  --fail-on-empty      Exit with 2 if the files have no Pod
  --config FILE        Read severities, exceptions for files or workloads, and the numbers below from this file
                         instead of the nearest probez.yaml from here upwards; /dev/null for none
  --startup TIME       What a manifest cannot show, for Pods without an annotation of their own:
  --drain-delay TIME     how long the app needs to start, how long it keeps serving after SIGTERM,
  --drain TIME           how long requests in flight may take, and by when a hanging container
  --recovery TIME        must be killed. A plain number is seconds; 500ms, 30s, 2m.
  --rules              List the rules
  --explain RULE       Print all about a rule, with an example and its fix; with a FILE: its findings
                         there, with a simulation of each that is about time

Annotations (on the Pod, its template or its controller; with the prefix CONTAINER. for one container):
  probez.dev/startup-seconds, probez.dev/drain-delay-seconds, probez.dev/drain-seconds,
  probez.dev/recovery-seconds: the numbers above. probez.dev/runtime: node, or another runtime.
  probez.dev/shell: the shell that sh is in the image (dash, busybox, bash, none).
  probez.dev/disable: "L33, L9" silences these rules for the object.

Comments: # probez-disable-line L9 the reason, # probez-disable-next-line, # probez-disable (this document),
  # probez-disable-file.

Exit codes:
  0  No errors (warnings do not count, unless --strict or --max-warnings says so)
  1  Errors were found
  2  Bad usage, a file that cannot be read, or broken YAML or a template
     that is not rendered (the rest is still checked and printed)

Examples:
  probez lint deployment.yaml service.yaml
  helm template . | probez lint -
  kubectl get deploy,svc,pdb -o yaml | probez lint --format json -
  probez lint --startup 60 --drain 15 --strict k8s/
`;

const options = {
  format: { type: 'string' },
  json: { type: 'boolean' },
  strict: { type: 'boolean' },
  'max-warnings': { type: 'string' },
  info: { type: 'boolean' },
  only: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  disable: { type: 'string', multiple: true },
  'fail-on-empty': { type: 'boolean' },
  fix: { type: 'boolean' },
  config: { type: 'string' },
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
  startup: { type: 'string' },
  'drain-delay': { type: 'string' },
  drain: { type: 'string' },
  recovery: { type: 'string' },
  rules: { type: 'boolean' },
  explain: { type: 'string' },
} as const;

const names = namesOf(rules);

function ruleId(text: string, option: string): string {
  const id = names.get(text.toLowerCase());
  if (id !== undefined) return id;
  const meant = nearest(text.toLowerCase(), names.keys());
  throw new UsageError(
    `${option} "${text}": no such rule${meant === undefined ? '' : `; did you mean ${names.get(meant) ?? meant}?`} (probez lint --rules lists them)`,
  );
}

const seconds = (annotation: string, option: string, text: string | undefined) =>
  text === undefined ? {} : { [annotation]: String(readDurationMs(option, text) / 1000) };

function readMaxWarnings(text: string | undefined): number | undefined {
  if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new UsageError(`--max-warnings "${text}": expected a whole number, 0 or more`);
}

const paintOf = (io: Io) => createPaint(io.color, io.color && io.isTTY);

const formats = {
  text: (result: LintResult, io: Io) => formatText(result, paintOf(io)),
  json: formatJson,
  github: (result: LintResult, io: Io) => formatGithub(result, io.env.GITHUB_WORKSPACE),
  sarif: (result: LintResult, io: Io) => formatSarif(result, io.env.GITHUB_WORKSPACE),
  junit: (result: LintResult) => formatJunit(result, result.files),
} as const;
const formatNames = ['text', 'json', 'github', 'sarif', 'junit'] as const satisfies readonly (keyof typeof formats)[];

/** Says on standard error what could not be read and what was passed over; machines find it in what they are given. */
function printNotes({ problems, notes }: LintResult, io: Io): void {
  for (const { file, line, column, message } of problems)
    io.stderr.write(`${file}:${line}:${column} cannot be read: ${message}\n`);
  for (const { file, line, message } of notes) io.stderr.write(`${file}:${line} note: ${message}\n`);
}

/** Mends what is a number, in the files themselves. */
function applyFixes(files: readonly InputFile[], result: LintResult, io: Io): number {
  if (files.some(({ name }) => name === '-')) throw new UsageError('--fix needs files: it cannot write standard input');
  const fixed = fixNumbers(files, result.traced);
  for (const { file, text, count } of fixed) {
    writeFileSync(file, text);
    io.stderr.write(`${file}: ${plural(count, 'number')} fixed\n`);
  }
  return fixed.length;
}

function readOrRefuse(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${option}: cannot read "${file}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Leaves out what a baseline knows, and adds as problems what it should not know any more. */
function against(file: string, result: LintResult, disabled: ReadonlySet<string>): LintResult {
  const baseline = readBaseline(file, readOrRefuse('--baseline', file));
  const { fresh, mended } = compare(file, result, baseline, (rule) => !disabled.has(rule));
  const notes = mended.map((key) => ({ file, line: 1, message: `fixed, so remove it from the baseline: ${key}` }));
  return {
    ...result,
    findings: fresh,
    notes: [...result.notes, ...notes],
    counts: {
      error: fresh.filter(({ severity }) => severity === 'error').length + mended.length,
      warning: fresh.filter(({ severity }) => severity === 'warning').length,
      info: fresh.filter(({ severity }) => severity === 'info').length,
    },
  };
}

const list = () =>
  rules
    .map(({ id, severity, name, summary }) => `${id.padEnd(4)}${severity.padEnd(9)}${name.padEnd(28)}${summary}\n`)
    .join('');

/** The ids in options such as `--only L9,L16 --only startup-budget`; undefined when the option is not given. */
const ruleIds = (option: string, texts: readonly string[] | undefined) =>
  texts && new Set(texts.flatMap((text) => text.split(',')).map((text) => ruleId(text.trim(), option)));

/** The findings of one rule in these files, each with its timeline. */
async function explain(id: string, files: readonly InputFile[], asked: LintOptions, io: Io): Promise<number> {
  const { timeline } = await import('../lint/timeline.ts');
  const result = lint(files, asked);
  const traced = result.traced.filter(({ finding }) => finding.rule === id);
  printNotes(result, io);
  for (const { finding, report, pod } of traced) {
    io.stdout.write(`${formatFinding(finding, paintOf(io))}`);
    const { container } = finding;
    if (report.scenario !== undefined && pod !== undefined && container !== undefined && pod.all.length > 0)
      io.stdout.write(`  In the simulator:\n${timeline(pod, container, report.scenario)}`);
    io.stdout.write('\n');
  }
  if (traced.length === 0) io.stdout.write(`${id} has no findings here.\n`);
  return result.problems.length > 0 ? exitCode.usage : exitCode.ok;
}

/** Says when there was nothing to judge. */
function nothingThere({ pods, objects, problems }: LintResult): string | undefined {
  if (pods > 0 || problems.length > 0) return undefined;
  return objects === 0
    ? 'nothing to check: there is no Kubernetes object in the files'
    : `nothing to check: there is no Pod among the ${objects} objects`;
}

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs({ args, options, allowPositionals: true });
  if (values.rules === true) {
    io.stdout.write(list());
    return exitCode.ok;
  }
  const explained = values.explain === undefined ? undefined : ruleId(values.explain, '--explain');
  if (explained !== undefined && positionals.length === 0) {
    for (const rule of rules) if (rule.id === explained) io.stdout.write(rulePage(rule));
    return exitCode.ok;
  }
  const format = readFormat(formatNames, values);
  const maxWarnings =
    readMaxWarnings(values['max-warnings']) ?? (values.strict === true ? 0 : Number.POSITIVE_INFINITY);
  const declared = {
    ...seconds(declaredAnnotations.startupSeconds, '--startup', values.startup),
    ...seconds(declaredAnnotations.drainDelaySeconds, '--drain-delay', values['drain-delay']),
    ...seconds(declaredAnnotations.drainSeconds, '--drain', values.drain),
    ...seconds(declaredAnnotations.recoverySeconds, '--recovery', values.recovery),
  };
  const only = ruleIds('--only', values.only);
  const disabled = new Set([
    ...(ruleIds('--exclude', values.exclude) ?? []),
    ...(ruleIds('--disable', values.disable) ?? []),
    ...rules.flatMap(({ id }) => (only === undefined || only.has(id) ? [] : id)),
  ]);
  if (positionals.length === 0)
    throw new UsageError('no FILE given: name manifests or directories, or - for standard input');
  const config = await loadConfig(values.config, only ?? (explained === undefined ? undefined : new Set([explained])));
  const files = (await readFiles(positionals, io)).filter(
    ({ name, found }) => found !== true || !configNames.includes(basename(name)),
  );
  const unreadable = files.filter((file) => file.unreadable !== undefined);
  if (unreadable.length > 0 && unreadable.length === files.length)
    throw new UsageError(unreadable.map((file) => `cannot read "${file.name}": ${file.unreadable}`).join('\n'));
  if (explained !== undefined) return explain(explained, files, { declared, config }, io);
  const found = lint(files, { declared, disabled, config });
  if (values.fix === true && applyFixes(files, found, io) > 0)
    return run(
      args.filter((arg) => arg !== '--fix'),
      io,
    );
  const show = (result: LintResult) => ({
    ...result,
    findings: result.findings.filter(({ severity }) => values.info === true || severity !== 'info'),
  });
  const baseline = values['write-baseline'];
  if (baseline !== undefined) {
    writeFileSync(baseline, writeBaseline(baseline, show(found)));
    return found.problems.length > 0 ? exitCode.usage : exitCode.ok;
  }
  const result = show(values.baseline === undefined ? found : against(values.baseline, found, disabled));
  if (format !== 'json') printNotes(result, io);
  io.stdout.write(formats[format](result, io));
  const nothing = nothingThere(result);
  if (nothing !== undefined) io.stderr.write(`${nothing}\n`);
  if (result.problems.length > 0 || (nothing !== undefined && values['fail-on-empty'] === true)) return exitCode.usage;
  return result.counts.error > 0 || result.counts.warning > maxWarnings ? exitCode.failed : exitCode.ok;
}
