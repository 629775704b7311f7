import { type Place, readYaml, type YamlDocument } from '@probez/kubelet/manifest';
import type { InputFile } from '../files.ts';

/** One YAML document and the file it is in. */
export interface Source extends YamlDocument {
  readonly file: string;
  readonly kustomized: boolean;
}

/** Text that is no YAML at all. */
export interface Problem extends Place {
  readonly file: string;
  readonly message: string;
}

/** A comment that speaks to probez. */
export interface Comment extends Place {
  readonly file: string;
  readonly text: string;
}

export interface Parsed {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  readonly comments: readonly Comment[];
  /** How to render it, where the text is a template of other texts. */
  readonly template?: string;
}

/** What only a chart has; other tools leave `{{ }}` inside strings, which is well. */
const helmOnly = /\{\{-?\s*(\.(Values|Release|Chart|Capabilities)\b|(include|template|tpl|toYaml)\b)/;

/** Reads every document of a file. Whatever is in it, this neither throws nor runs away. */
export function parse({ name, text, kustomized = false }: InputFile): Parsed {
  const { documents, problems, comments } = readYaml(text);
  const braces = /\{\{.*\}\}/.test(text);
  if (braces && (problems.length > 0 || helmOnly.test(text))) {
    const how = helmOnly.test(text) ? 'helm template CHART | probez lint -' : 'render it and lint the result';
    return { sources: [], problems: [], comments: [], template: `a template that is not rendered: ${how}` };
  }
  return {
    sources: documents.map((document) => ({ ...document, file: name, kustomized })),
    problems: problems.map((problem) => ({ ...problem, file: name })),
    comments: comments(/^probez[-:]/i).map((comment) => ({ ...comment, file: name })),
  };
}
