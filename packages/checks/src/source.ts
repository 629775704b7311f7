/** A value, a promise of it, or a function that returns the current one, for clients that an app replaces when they break. */
export type Source<T> = T | PromiseLike<T> | (() => T | undefined | null | PromiseLike<T | undefined | null>);

/** The present value of a source. */
export async function current<T>(source: Source<T>): Promise<T | undefined | null> {
  return isGetter(source) ? source() : source;
}

function isGetter<T>(source: Source<T>): source is () => T | undefined | null | PromiseLike<T | undefined | null> {
  return typeof source === 'function';
}
