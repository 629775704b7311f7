import { posix } from 'node:path';

/** Where the project's files are read by whoever has the package or the site only. */
export const REPOSITORY = 'https://github.com/probez/probez';

/** A file or folder of the project, by its path from the root (`''` for the root itself), and the place in it. */
export interface Place {
  readonly path: string;
  readonly anchor: string | undefined;
}

/** Where a link of a page leads within the project; `undefined` if it leads out of it. */
export function placeOf(target: string, page: string): Place | undefined {
  const [link = '', anchor] = target.split('#', 2);
  const own = new RegExp(`^${REPOSITORY}(?:/(?:blob|tree|raw)/main(/.*)?)?$`).exec(link);
  if (own !== null) return { path: tidy(decodeURI(own[1] ?? '')), anchor: anchor === 'readme' ? undefined : anchor };
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(link)) return undefined;
  const path = link === '' ? page : posix.join(posix.dirname(page), decodeURI(link));
  return { path: tidy(path), anchor };
}

const tidy = (path: string): string => posix.normalize(path).replace(/^\.?\/+|^\.$|\/$/g, '');
