import { Part } from '@probez/kubelet/manifest';
import type { Config } from '../config/config.ts';
import type { InputFile } from '../files.ts';
import type { Container } from './container.ts';
import { buildModel, describeObject, type KubeObject, type Model, type Pod } from './model.ts';
import type { Annotations } from './pod.ts';
import type { Finding, Owned, Owner, Report, Rule, RuleInput, Severity } from './rule.ts';
import { rules as allRules } from './rules/index.ts';
import { annotatedIds, readSilencers, type Silencer } from './silence.ts';
import { type Parsed, type Problem, parse } from './source.ts';
import { apply } from './walk.ts';

export interface LintOptions {
  /** What holds for every Pod without an annotation of its own. */
  readonly declared?: Annotations;
  /** What probez.yaml says: severities, and what is declared for some Pods. */
  readonly config?: Config | undefined;
  /** Ids of rules that do not run at all. */
  readonly disabled?: ReadonlySet<string>;
  /** The rules; all of them unless a test says otherwise. */
  readonly rules?: readonly Rule[];
}

/** Something worth knowing that is no finding: a document that was passed over. */
export interface Note {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A finding, and what it was made from. */
export interface Traced {
  readonly finding: Finding;
  readonly report: Report;
  readonly pod: Pod | undefined;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  readonly traced: readonly Traced[];
  readonly notes: readonly Note[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
  readonly counts: Readonly<Record<Severity, number>>;
  /** The names of the files. */
  readonly files: readonly string[];
  /** The probez.yaml that holds. */
  readonly config: string | undefined;
  /** How many Pods were looked at. */
  readonly pods: number;
  /** How many files were found in directories and have nothing of Kubernetes in them: a package.json, the values of a chart. */
  readonly passedOver: number;
  /** How many objects could have been judged: Pods, Services, budgets and the like. */
  readonly objects: number;
}

/** Every id and name in lower case, to the id. */
export const namesOf = (rules: readonly Rule[]): ReadonlyMap<string, string> =>
  new Map(rules.flatMap(({ id, name }) => [[id.toLowerCase(), id] as const, [name, id] as const]));

interface Place {
  readonly object?: KubeObject;
  readonly pod?: Pod;
  readonly container?: Container;
}

function placeOf(of: Owner | undefined): Place {
  if (of === undefined) return {};
  if ('role' in of) return { object: of.pod.object, pod: of.pod, container: of };
  return 'all' in of ? { object: of.object, pod: of } : { object: of };
}

function toFinding(rule: Rule, [report, of]: Owned): Finding {
  const { object, container } = placeOf(of);
  const at = report.at instanceof Part ? { file: object?.file ?? '', ...report.at.place } : report.at;
  return {
    rule: rule.id,
    name: rule.name,
    severity: report.severity ?? rule.severity,
    file: at.file,
    line: at.line,
    column: at.column,
    object: object && describeObject(object),
    container: container?.name,
    message: report.message,
    fix: report.fix,
  };
}

/** One that lacks nothing but its kind is a mistake, and not something else. */
const isForeign = (part: Part): boolean => !['apiVersion', 'metadata', 'spec'].some((key) => part.at(key).exists);

const fileOf = ({ file }: { readonly file: string }): string => file;

/** The files that were found, not named, and have nothing of Kubernetes in them. */
function passedOver(files: readonly InputFile[], parsed: readonly Parsed[], model: Model): ReadonlySet<string> {
  const { objects, unrendered, strangers } = model;
  const told = new Set([...objects, ...unrendered, ...strangers.filter(({ part }) => !isForeign(part))].map(fileOf));
  const foreign = new Set(strangers.map(fileOf));
  // A tsconfig with comments is no JSON, and a text without these words no manifest that is broken.
  const isNone = (text: string, problems: readonly Problem[]) => problems.length > 0 && !/apiVersion|kind/.test(text);
  const silent = files.filter(
    ({ name, found, text }, index) =>
      found === true && !told.has(name) && (foreign.has(name) || isNone(text, parsed[index]?.problems ?? [])),
  );
  return new Set(silent.map(({ name }) => name));
}

function notesOn(
  files: readonly InputFile[],
  parsed: readonly Parsed[],
  model: Model,
  silent: ReadonlySet<string>,
): Note[] {
  const lineOf = (part: Part) => part.place.line;
  const notes: Note[] = [
    ...model.strangers
      .filter(({ file }) => !silent.has(file))
      .map(({ file, part }) => ({
        file,
        line: lineOf(part),
        message: 'not a Kubernetes object (it has no kind): skipped',
      })),
    ...model.unrendered.map(({ file, part, how }) => ({ file, line: lineOf(part), message: `skipped: ${how}` })),
  ];
  const patched = model.objects.filter(({ patch }) => patch);
  for (const { file, part } of patched)
    notes.push({
      file,
      line: lineOf(part),
      message:
        'looks like a patch, or a part for kustomize: only what it contains is checked; to check all of it, kustomize build DIRECTORY | probez lint -',
    });
  files.forEach(({ name, found, unreadable }, index) => {
    if (unreadable !== undefined) return;
    const one = parsed[index];
    if (one?.template !== undefined) {
      if (found === true) notes.push({ file: name, line: 1, message: `skipped: ${one.template}` });
      return;
    }
    const empty = one?.problems.length === 0 && one.sources.every(({ value }) => value === null || value === undefined);
    if (empty) notes.push({ file: name, line: 1, message: 'holds no documents' });
  });
  return notes;
}

/** What could not be read: of a template that was named itself, everything. */
const problemsOf = (files: readonly InputFile[], parsed: readonly Parsed[], silent: ReadonlySet<string>): Problem[] =>
  parsed.flatMap(({ problems, template }, index) => {
    const file = files[index];
    if (file !== undefined && silent.has(file.name)) return [];
    if (file?.unreadable !== undefined) return [{ file: file.name, line: 1, column: 1, message: file.unreadable }];
    if (template === undefined || file === undefined || file.found === true) return problems;
    return [{ file: file.name, line: 1, column: 1, message: template }];
  });

function unused({ comment, rules }: Silencer): Owned {
  const message = `"${comment.text}" silences nothing: ${[...rules].join(', ')} has no findings there.`;
  const fix = 'Remove the comment, or move it to where the finding is.';
  return [{ at: comment, severity: 'info', message, fix }, undefined];
}

/** Runs the rules and leaves out what is silenced, by a comment or an annotation. */
function collect(rules: readonly Rule[], input: RuleInput, config: Config | undefined): Traced[] {
  const silencers = readSilencers(input.comments, input.sources, input.ruleNames);
  const used = new Set<Silencer>();
  const silenced = (finding: Finding, of: Owner | undefined): boolean => {
    const { object, pod, container } = placeOf(of);
    const matching = silencers.filter((one) => one.rules.has(finding.rule) && one.covers(finding.file, finding.line));
    for (const one of matching) used.add(one);
    if (matching.length > 0) return true;
    if (object === undefined) return false;
    const ids = annotatedIds(object, pod, container?.name, (id) => input.ruleNames.has(id.toLowerCase()));
    return ids.some((id) => input.ruleNames.get(id.toLowerCase()) === finding.rule);
  };
  const found = new Map<string, Traced>();
  const add = (rule: Rule, reports: Iterable<Owned>) => {
    for (const owned of reports) {
      const usual = toFinding(rule, owned);
      const severity = config?.severityOf(rule.id, usual.file, placeOf(owned[1]).object) ?? usual.severity;
      // One anchor used by two containers is one mistake.
      const key = [usual.rule, usual.file, usual.line, usual.column, usual.message].join('\0');
      if (silenced(usual, owned[1]) || severity === 'off' || found.has(key)) continue;
      const finding = { ...usual, severity };
      found.set(key, { finding, report: owned[0], pod: placeOf(owned[1]).pod });
    }
  };
  for (const rule of rules) add(rule, apply(rule, input));
  const speaker = rules.find(({ name }) => name === 'probez-directives');
  const running = new Set(rules.map(({ id }) => id));
  if (speaker !== undefined)
    add(speaker, silencers.filter((one) => !used.has(one) && [...one.rules].some((id) => running.has(id))).map(unused));
  return [...found.values()];
}

/** Lints all files together: a Service in one selects the Pods in another. */
export function lint(files: readonly InputFile[], options: LintOptions = {}): LintResult {
  const { declared = {}, config, disabled = new Set<string>(), rules = allRules } = options;
  const parsed = files.map(parse);
  const sources = parsed.flatMap((one) => one.sources);
  const comments = parsed.flatMap((one) => one.comments);
  const model = buildModel(sources, (object) => ({ ...config?.declaredFor(object.file, object), ...declared }));
  const input = { model, comments, sources, ruleNames: namesOf(rules) };
  const order = new Map(files.map(({ name }, index) => [name, index]));
  const traced = collect(
    rules.filter(({ id }) => !disabled.has(id)),
    input,
    config,
  ).sort(
    ({ finding: a }, { finding: b }) =>
      (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) ||
      a.line - b.line ||
      Number(a.rule.slice(1)) - Number(b.rule.slice(1)) ||
      a.column - b.column,
  );
  const silent = passedOver(files, parsed, model);
  const findings = traced.map(({ finding }) => finding);
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return {
    findings,
    traced,
    files: files.map(({ name }) => name),
    notes: notesOn(files, parsed, model, silent),
    problems: problemsOf(files, parsed, silent),
    counts,
    config: config?.name,
    pods: model.pods.length,
    passedOver: silent.size,
    objects: model.objects.length,
  };
}
