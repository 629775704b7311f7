import { disableAnnotation } from './declared.ts';
import type { KubeObject, Pod } from './model.ts';
import type { Comment, Source } from './source.ts';

/** The comments that silence, and how far each reaches. */
export const directives = {
  'probez-disable-line': 'the findings of its own line',
  'probez-disable-next-line': 'the findings of the line below',
  'probez-disable': 'the findings of its YAML document',
  'probez-disable-file': 'the findings of its file',
} as const;

export interface Directive {
  readonly word: string;
  readonly ids: readonly string[];
}

const looksLikeId = (word: string) => /^L\d+$/i.test(word);

/**
 * Reads `L9, L12 because ...`: the first word is an id, and so is every word after a comma; then words go on being ids
 * as long as they look like one. The rest is the reason.
 */
export function readIds(text: string, isKnown: (word: string) => boolean): string[] {
  const ids: string[] = [];
  let wanted = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const parts = word.split(',').map((part) => part.replace(/[:;.]$/, ''));
    const bare = parts.filter((part) => part !== '');
    if (!wanted && !bare.every((part) => looksLikeId(part) || isKnown(part))) break;
    if (/^(-+|#)$/.test(word)) break;
    ids.push(...bare);
    wanted = word.endsWith(',');
  }
  return ids;
}

/** The directive in a comment that begins with `probez-` or `probez:`. */
export function readDirective(comment: Comment, isKnown: (word: string) => boolean): Directive {
  const [, word = '', rest = ''] = /^(\S+?):?(?:\s+(.*))?$/.exec(comment.text) ?? [];
  return { word, ids: readIds(rest, isKnown) };
}

/** A silencer in force: what it covers, and whether anything was there to cover. */
export interface Silencer {
  readonly comment: Comment;
  readonly rules: ReadonlySet<string>;
  covers(file: string, line: number): boolean;
}

export function readSilencers(
  comments: readonly Comment[],
  sources: readonly Source[],
  ruleNames: ReadonlyMap<string, string>,
): Silencer[] {
  return comments.flatMap((comment): Silencer[] => {
    const { word, ids } = readDirective(comment, (id) => ruleNames.has(id.toLowerCase()));
    const rules = new Set(ids.map((id) => ruleNames.get(id.toLowerCase())).filter((id) => id !== undefined));
    const own = sources.filter(({ file }) => file === comment.file);
    const document = own.findLast(({ lines }) => lines[0] <= comment.line) ?? own[0]; // above the first `---`: the first
    const reach: Record<string, (line: number) => boolean> = {
      'probez-disable-line': (line) => line === comment.line,
      'probez-disable-next-line': (line) => line === comment.line + 1,
      'probez-disable': (line) => document !== undefined && document.lines[0] <= line && line <= document.lines[1],
      'probez-disable-file': () => true,
    };
    const covered = Object.hasOwn(reach, word) ? reach[word] : undefined;
    if (covered === undefined || rules.size === 0) return [];
    return [{ comment, rules, covers: (file, line) => file === comment.file && covered(line) }];
  });
}

/** The ids in an object's own annotation, in its Pod template's, and in those for the container alone. */
export function annotatedIds(
  object: KubeObject,
  pod: Pod | undefined,
  container: string | undefined,
  isKnown: (word: string) => boolean,
): string[] {
  const names =
    container === undefined ? [disableAnnotation] : [disableAnnotation, `${container}.${disableAnnotation}`];
  const own = object.part.at('metadata', 'annotations').strings;
  const template = pod?.metadata.at('annotations').strings;
  return [...new Set(names.flatMap((name) => [own[name], template?.[name]]))].flatMap((text) =>
    text === undefined ? [] : readIds(text, isKnown),
  );
}
