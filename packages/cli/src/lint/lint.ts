import type { Container } from './container.ts';
import type { Declared } from './declared.ts';
import { buildModel, type KubeObject, type Model, type Pod } from './model.ts';
import { Part } from './part.ts';
import type { Finding, Report, Rule, Severity } from './rule.ts';
import { rules as allRules } from './rules/index.ts';
import { annotatedIds, readSilencers, type Silencer } from './silence.ts';
import { type InputFile, type Parsed, type Problem, parse } from './source.ts';

export interface LintOptions {
  /** Numbers that hold for every Pod without an annotation of its own. */
  readonly declared?: Declared;
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

export interface LintResult {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  /** What could not be read. */
  readonly problems: readonly Problem[];
  readonly counts: Readonly<Record<Severity, number>>;
  /** How many Pods were looked at. */
  readonly pods: number;
}

/** Every id and name in lower case, to the id. */
export const namesOf = (rules: readonly Rule[]): ReadonlyMap<string, string> =>
  new Map(rules.flatMap(({ id, name }) => [[id.toLowerCase(), id] as const, [name, id] as const]));

interface Owner {
  readonly object?: KubeObject;
  readonly pod?: Pod;
  readonly container?: Container;
}

function ownerOf(of: Report['of']): Owner {
  if (of === undefined) return {};
  if ('role' in of) return { object: of.pod.object, pod: of.pod, container: of };
  return 'spec' in of ? { object: of.object, pod: of } : { object: of };
}

function toFinding(rule: Rule, report: Report): Finding {
  const { object, container } = ownerOf(report.of);
  const at = report.at instanceof Part ? { file: report.at.source.file, ...report.at.place } : report.at;
  return {
    rule: rule.id,
    name: rule.name,
    severity: report.severity ?? rule.severity,
    file: at.file,
    line: at.line,
    column: at.column,
    object: object && `${object.kind}/${object.name}`,
    container: container?.name,
    message: report.message,
    fix: report.fix,
  };
}

function notesOn(files: readonly InputFile[], parsed: readonly Parsed[], model: Model): Note[] {
  const notes: Note[] = model.strangers.map((part) => ({
    file: part.source.file,
    line: part.place.line,
    message: 'not a Kubernetes object (it has no kind): passed over',
  }));
  files.forEach(({ name }, index) => {
    const one = parsed[index];
    const empty = one?.problems.length === 0 && one.sources.every(({ value }) => value === null || value === undefined);
    if (empty) notes.push({ file: name, line: 1, message: 'holds no documents' });
  });
  return notes;
}

function unused(silencer: Silencer): Report {
  const { comment } = silencer;
  return {
    of: undefined,
    at: comment,
    severity: 'info',
    message: `"${comment.text}" silences nothing: ${[...silencer.rules].join(', ')} has no finding there.`,
    fix: 'Remove the comment, or move it to where the finding is.',
  };
}

/** Lints all files together: a Service in one selects the Pods in another. */
export function lint(files: readonly InputFile[], options: LintOptions = {}): LintResult {
  const { declared = {}, disabled = new Set<string>(), rules = allRules } = options;
  const parsed = files.map(parse);
  const sources = parsed.flatMap((one) => one.sources);
  const comments = parsed.flatMap((one) => one.comments);
  const model = buildModel(sources);
  const ruleNames = namesOf(rules);
  const silencers = readSilencers(comments, sources, ruleNames);
  const used = new Set<Silencer>();
  const order = new Map(files.map(({ name }, index) => [name, index]));

  const silenced = (finding: Finding, { of }: Report): boolean => {
    const { object, pod, container } = ownerOf(of);
    const matching = silencers.filter((one) => one.rules.has(finding.rule) && one.covers(finding.file, finding.line));
    for (const one of matching) used.add(one);
    if (matching.length > 0) return true;
    if (object === undefined) return false;
    const ids = annotatedIds(object, pod, container?.name, (id) => ruleNames.has(id.toLowerCase()));
    return ids.some((id) => ruleNames.get(id.toLowerCase()) === finding.rule);
  };

  const found = new Map<string, Finding>();
  const collect = (rule: Rule, reports: Iterable<Report>) => {
    for (const report of reports) {
      const finding = toFinding(rule, report);
      // One anchor used by two containers is one mistake.
      const key = [finding.rule, finding.file, finding.line, finding.column, finding.message].join('\0');
      if (!silenced(finding, report) && !found.has(key)) found.set(key, finding);
    }
  };
  for (const rule of rules) {
    if (!disabled.has(rule.id)) collect(rule, rule.check({ model, declared, comments, sources, ruleNames }));
  }
  const speaker = rules.find(({ name }) => name === 'probez-directives');
  if (speaker !== undefined && !disabled.has(speaker.id)) {
    collect(
      speaker,
      silencers.filter((one) => !used.has(one) && ![...one.rules].every((id) => disabled.has(id))).map(unused),
    );
  }

  const findings = [...found.values()].sort(
    (a, b) =>
      (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) ||
      a.line - b.line ||
      Number(a.rule.slice(1)) - Number(b.rule.slice(1)) ||
      a.column - b.column,
  );
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return {
    findings,
    notes: notesOn(files, parsed, model),
    problems: parsed.flatMap((one) => one.problems),
    counts,
    pods: model.pods.length,
  };
}
