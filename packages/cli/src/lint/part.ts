import type { Path, Place, Source } from './source.ts';

/**
 * A value inside a document together with where it stands. Any step may lead to nothing: rules ask for what they
 * expect and get undefined for whatever else a manifest holds, so no input can make one throw.
 */
export class Part {
  readonly source: Source;
  readonly path: Path;
  /** The plain value; null in a manifest means the same as leaving the key out. */
  readonly value: unknown;

  constructor(source: Source, path: Path, value: unknown) {
    this.source = source;
    this.path = path;
    this.value = value ?? undefined;
  }

  /** The part below these keys or indexes. */
  at(...steps: (string | number)[]): Part {
    let value = this.value;
    for (const step of steps) {
      const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
      value = inside ? (value as Record<string | number, unknown>)[step] : undefined;
    }
    return new Part(this.source, [...this.path, ...steps], value);
  }

  get exists(): boolean {
    return this.value !== undefined;
  }

  /** The value as a map, or undefined when it is something else. */
  get map(): Readonly<Record<string, unknown>> | undefined {
    const { value } = this;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  }

  /** The keys that have a value. */
  get keys(): string[] {
    return Object.entries(this.map ?? {})
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key]) => key);
  }

  /** The items of a list; none when it is no list. */
  get items(): Part[] {
    return Array.isArray(this.value)
      ? this.value.map((item, index) => new Part(this.source, [...this.path, index], item))
      : [];
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  get whole(): number | undefined {
    return typeof this.value === 'number' && Number.isSafeInteger(this.value) ? this.value : undefined;
  }

  /** A list of strings; undefined when it is anything else. */
  get words(): string[] | undefined {
    const { value } = this;
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  }

  /** The entries of a map whose values are strings: labels, annotations, selectors. */
  get strings(): Readonly<Record<string, string>> {
    const entries = Object.entries(this.map ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return Object.fromEntries(entries);
  }

  /** Where it is written. */
  get place(): Place {
    return this.source.locate(this.path);
  }
}
