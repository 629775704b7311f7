import { readArgs, readDurationMs } from '../args.ts';
import { exitCode } from '../command.ts';
import type { Io } from '../io.ts';
import type { Declared } from '../lint/declared.ts';
import { readFiles } from '../lint/files.ts';
import { formatGithub } from '../lint/format/github.ts';
import { formatJson } from '../lint/format/json.ts';
import { formatText } from '../lint/format/text.ts';
import { type LintResult, lint, namesOf } from '../lint/lint.ts';
import { rulePage } from '../lint/page.ts';
import { rules } from '../lint/rules/index.ts';
import { nearest } from '../nearest.ts';
import { createPaint } from '../paint.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez lint [options] FILE...

Finds mistakes in probes, hooks, shutdown and rollout of every Pod in the manifests: Pod, Deployment,
StatefulSet, DaemonSet, Job, CronJob, ReplicaSet, ReplicationController, PodTemplate, lists of them. A FILE
may hold several documents, be a directory (its .yaml, .yml and .json files), or - for standard input.
All files are judged together: a Service in one selects the Pods in another.

Options:
  --format FORMAT      text (the default), json, or github (annotations of a workflow run)
  --json               The same as --format json
  --strict             Exit with 1 on warnings too
  --max-warnings N     Exit with 1 when there are more than N warnings
  --disable RULES      Rules not to run, by id or name: --disable L33,L27 (may be repeated)
  --startup TIME       What no manifest shows, for Pods without an annotation of their own:
  --drain-delay TIME     how long the app needs to start, how long it serves on after SIGTERM,
  --drain TIME           how long requests in flight may take, and by when a hanging container
  --recovery TIME        must have been killed. A plain number is seconds; 500ms, 30s, 2m.
  --rules              List the rules
  --explain RULE       Print the page of a rule, with a bad and a good example

Annotations (on the Pod, its template or its controller; CONTAINER. before one speaks of one container):
  probez.dev/startup-seconds, probez.dev/drain-delay-seconds, probez.dev/drain-seconds,
  probez.dev/recovery-seconds: the numbers above. probez.dev/runtime: node, or anything else.
  probez.dev/disable: "L33, L9" silences these rules for the object.

Comments: # probez-disable-line L9 the reason, # probez-disable-next-line, # probez-disable (this document),
  # probez-disable-file.

Exit codes:
  0  No errors (warnings do not count, unless --strict or --max-warnings says so)
  1  Errors were found
  2  Bad usage, a file that cannot be read, or broken YAML (the rest is still judged and printed)

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
  disable: { type: 'string', multiple: true },
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

function seconds(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : readDurationMs(option, text) / 1000;
}

function readMaxWarnings(text: string | undefined): number | undefined {
  if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new UsageError(`--max-warnings "${text}": expected a whole number, 0 or more`);
}

function readFormat(format: string | undefined, json: boolean | undefined): 'text' | 'json' | 'github' {
  if (format === undefined) return json === true ? 'json' : 'text';
  if (format !== 'text' && format !== 'json' && format !== 'github') {
    throw new UsageError(`--format "${format}": expected text, json or github`);
  }
  if (json === true && format !== 'json') throw new UsageError(`--json and --format ${format} contradict each other`);
  return format;
}

function print(result: LintResult, format: 'text' | 'json' | 'github', io: Io): void {
  if (format === 'json') {
    io.stdout.write(formatJson(result));
    return;
  }
  for (const { file, line, column, message } of result.problems) {
    io.stderr.write(`${file}:${line}:${column} broken YAML: ${message}\n`);
  }
  for (const { file, line, message } of result.notes) io.stderr.write(`${file}:${line} note: ${message}\n`);
  io.stdout.write(format === 'github' ? formatGithub(result) : formatText(result, createPaint(io.color)));
}

const list = () =>
  rules
    .map(({ id, severity, name, summary }) => `${id.padEnd(4)}${severity.padEnd(9)}${name.padEnd(28)}${summary}\n`)
    .join('');

export async function run(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs({ args, options, allowPositionals: true });
  if (values.rules === true) {
    io.stdout.write(list());
    return exitCode.ok;
  }
  if (values.explain !== undefined) {
    const id = ruleId(values.explain, '--explain');
    for (const rule of rules) if (rule.id === id) io.stdout.write(rulePage(rule));
    return exitCode.ok;
  }
  const format = readFormat(values.format, values.json);
  const maxWarnings =
    readMaxWarnings(values['max-warnings']) ?? (values.strict === true ? 0 : Number.POSITIVE_INFINITY);
  const declared: Declared = {
    startupSeconds: seconds('--startup', values.startup),
    drainDelaySeconds: seconds('--drain-delay', values['drain-delay']),
    drainSeconds: seconds('--drain', values.drain),
    recoverySeconds: seconds('--recovery', values.recovery),
  };
  const disabled = new Set(
    (values.disable ?? []).flatMap((text) => text.split(',')).map((text) => ruleId(text.trim(), '--disable')),
  );
  if (positionals.length === 0)
    throw new UsageError('no FILE given: name manifests or directories, or - for standard input');
  const files = await readFiles(positionals, io);
  const result = lint(files, { declared, disabled });
  print(result, format, io);
  if (result.problems.length > 0) return exitCode.usage;
  return result.counts.error > 0 || result.counts.warning > maxWarnings ? exitCode.failed : exitCode.ok;
}
