import { realpathSync } from 'node:fs';
import { dirname, posix, relative, resolve, sep } from 'node:path';
import type { Part } from '@probez/kubelet/manifest';
import { readDurationMs } from '../args.ts';
import { declaredAnnotations, runtimeAnnotation, shellAnnotation } from '../lint/declared.ts';
import type { Annotations } from '../lint/pod.ts';
import type { Severity } from '../lint/rule.ts';
import { rules } from '../lint/rules/index.ts';
import { fitsName, fitsPath } from './glob.ts';

/** An object, as far as `workloads` looks at it. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What probez.yaml says, of a file and what stands in it. Later entries win. */
export interface Config {
  /** As a person would name the file from here. */
  readonly name: string;
  /** What the findings of a rule count; undefined: as usual. */
  severityOf(rule: string, file: string, object: Subject | undefined): Severity | 'off' | undefined;
  /** What is declared for the Pods of an object, in the form of annotations. */
  declaredFor(file: string, object: Subject): Annotations;
  /** What is promised of a workload that these files describe. */
  promisesOf(kind: 'pod' | 'rollout', files: readonly string[], object: Subject): readonly string[];
}

const levels: readonly (Severity | 'off')[] = ['off', 'info', 'warning', 'error'];
const declarations: Readonly<Record<string, string>> = {
  startup: declaredAnnotations.startupSeconds,
  drainDelay: declaredAnnotations.drainDelaySeconds,
  drain: declaredAnnotations.drainSeconds,
  recovery: declaredAnnotations.recoverySeconds,
  runtime: runtimeAnnotation,
  shell: shellAnnotation,
};

/** The top of the file, or one of its overrides. */
export interface Layer {
  readonly files: readonly string[] | undefined;
  readonly workloads: readonly string[] | undefined;
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  readonly declared: Annotations;
  readonly pod: readonly string[];
  readonly rollout: readonly string[];
}

/** Reads what the schema has let pass. */
export function readLayer(part: Part): Layer {
  const severities = part.at('rules');
  const declared = part.at('declared');
  const texts = (of: Part) => of.words?.map((one) => one.trim());
  return {
    files: texts(part.at('files'))?.map((one) => posix.normalize(one).replace(/^\.?\/?$/, '**')),
    workloads: texts(part.at('workloads')),
    rules: new Map(
      rules.flatMap(({ id, name }) => {
        const found = [id, name].map((key) => severities.at(key)).find((one) => one.exists);
        if (found === undefined) return [];
        return [[id, levels.find((one) => one === found.value) ?? 'off'] as const];
      }),
    ),
    declared: Object.fromEntries(
      declared.keys.flatMap((key) => {
        const { value } = declared.at(key);
        const annotation = declarations[key];
        if (annotation === undefined) return [];
        const isText = key === 'runtime' || key === 'shell';
        return [[annotation, isText ? String(value) : String(readDurationMs(key, String(value)) / 1000)]];
      }),
    ),
    pod: texts(part.at('expect', 'pod')) ?? [],
    rollout: texts(part.at('expect', 'rollout')) ?? [],
  };
}

/** `NAME`, `KIND/NAME` or `NAMESPACE/KIND/NAME`, as `--pod` takes them; a kind in any letter case. */
function fitsWorkload(pattern: string, { kind, name, namespace = 'default' }: Subject): boolean {
  const wanted = pattern.split('/').toReversed();
  const given = [name, kind.toLowerCase(), namespace];
  return (
    wanted.length <= given.length &&
    wanted.every((one, index) => fitsName(index === 1 ? one.toLowerCase() : one, given[index] ?? ''))
  );
}

/** How a file is called from the folder of probez.yaml: by its name, and by what that leads to. */
function pathsFrom(folder: string, file: string): string[] {
  if (file === '-') return ['-'];
  const seen = (from: string, to: string) => relative(from, to).split(sep).join('/');
  try {
    return [seen(folder, resolve(file)), seen(realpathSync(folder), realpathSync(file))];
  } catch {
    return [seen(folder, resolve(file))];
  }
}

/** @param name of the file, whose folder patterns are seen from @param layers the top of it, and its overrides in order */
export function configOf(name: string, layers: readonly Layer[]): Config {
  const folder = dirname(resolve(name));
  const paths = new Map<string, readonly string[]>();
  const pathsOf = (file: string) => {
    const known = paths.get(file) ?? pathsFrom(folder, file);
    paths.set(file, known);
    return known;
  };
  const layersFor = (of: readonly string[], object: Subject | undefined): Layer[] =>
    layers.filter(
      ({ files, workloads }) =>
        (workloads === undefined || (object && workloads.some((one) => fitsWorkload(one, object)))) &&
        (files === undefined || files.some((one) => of.flatMap(pathsOf).some((path) => fitsPath(one, path)))),
    );
  return {
    name,
    severityOf: (rule, file, object) =>
      layersFor([file], object)
        .map((one) => one.rules.get(rule))
        .findLast((one) => one !== undefined),
    declaredFor: (file, object) => Object.assign({}, ...layersFor([file], object).map((one) => one.declared)),
    promisesOf: (kind, files, object) => layersFor(files, object).flatMap((one) => one[kind]),
  };
}
