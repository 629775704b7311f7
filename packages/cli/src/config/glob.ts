/**
 * Whether items follow a pattern in which a star stands for any number of them. Only the last star is ever tried again, so a hostile
 * pattern costs no more than its length times the items'.
 */
function follows<P, I>(
  pattern: readonly P[],
  items: readonly I[],
  isStar: (one: P) => boolean,
  fits: (one: P, item: I) => boolean,
) {
  let [at, star, from] = [0, -1, 0];
  for (let index = 0; index < items.length; ) {
    const one = pattern[at];
    const item = items[index];
    if (one !== undefined && isStar(one)) [star, from] = [at++, index];
    else if (one !== undefined && item !== undefined && fits(one, item)) [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, index] = [star + 1, ++from];
    else return false;
  }
  return pattern.slice(at).every(isStar);
}

/** Whether a name fits a pattern: `*` is any text, `?` one character. */
export const fitsName = (pattern: string, name: string): boolean =>
  follows(
    [...pattern],
    [...name],
    (one) => one === '*',
    (one, char) => one === '?' || one === char,
  );

/** Whether a path fits a pattern: `**` is any number of folders, and a folder covers what is below it. */
export const fitsPath = (pattern: string, path: string): boolean =>
  follows(
    [...pattern.replace(/\/$/, '').split('/'), '**'],
    path.split('/'),
    (one) => one === '**',
    (one, name) => fitsName(one, name),
  );
