import type { Path, Place } from './path.ts';
import type { YamlDocument } from './yaml.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A value inside a manifest together with where it stands. Any step may lead to nothing: readers ask for what they
 * expect and get undefined for whatever else a manifest holds, so no input can make one throw.
 */
export class Part {
  readonly document: YamlDocument | undefined;
  readonly path: Path;
  /** The plain value; null in a manifest means the same as leaving the key out. */
  readonly value: unknown;

  constructor(value: unknown, path: Path = [], document?: YamlDocument) {
    this.document = document;
    this.path = path;
    this.value = value ?? undefined;
  }

  /** The part below these keys or indexes. */
  at(...steps: (string | number)[]): Part {
    let value = this.value;
    for (const step of steps) {
      if (Array.isArray(value)) value = typeof step === 'number' ? value[step] : undefined;
      else value = isFields(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    return new Part(value, [...this.path, ...steps], this.document);
  }

  get exists(): boolean {
    return this.value !== undefined;
  }

  /** The value as a map, or undefined when it is something else. */
  get map(): Fields | undefined {
    return isFields(this.value) ? this.value : undefined;
  }

  /** The keys that have a value. */
  get keys(): string[] {
    return Object.entries(this.map ?? {}).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [key],
    );
  }

  /** The items of a list; none when it is no list. */
  get items(): Part[] {
    return Array.isArray(this.value)
      ? this.value.map((item, index) => new Part(item, [...this.path, index], this.document))
      : [];
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  get whole(): number | undefined {
    return typeof this.value === 'number' && Number.isInteger(this.value) ? this.value : undefined;
  }

  /** A list of strings; undefined when it is anything else. To the API an item that is null is an empty string. */
  get words(): string[] | undefined {
    if (!Array.isArray(this.value)) return undefined;
    const words = this.value.map((item: unknown) => item ?? '');
    return words.every((item) => typeof item === 'string') ? words : undefined;
  }

  /** The entries of a map whose values are strings: labels, annotations, selectors. */
  get strings(): Readonly<Record<string, string>> {
    const entries = Object.entries(this.map ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return Object.fromEntries(entries);
  }

  /** Where it is written; the first line of what was never text. */
  get place(): Place {
    return this.document?.locate(this.path) ?? { line: 1, column: 1 };
  }
}
