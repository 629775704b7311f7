import { diag } from '@opentelemetry/api';
import { OTHER } from './attributes.ts';

/** The check names that have series of their own: a limited number, whatever the app registers. */
export interface Names {
  /** The name as the metrics have it: itself while there is room, `_OTHER` after that. */
  of(check: string): string;
  /** Every name given out so far. A check that is gone is still in it, because its series are. */
  readonly known: ReadonlySet<string>;
}

export function createNames(limit: number): Names {
  const own = new Set<string>();
  const known = new Set<string>();
  return {
    known,
    of(check) {
      if (own.has(check)) return check;
      if (own.size < limit) {
        own.add(check);
        known.add(check);
        return check;
      }
      if (!known.has(OTHER)) {
        known.add(OTHER);
        diag.warn(
          `@probez/opentelemetry: more than ${limit} check names: the metrics of "${check}" and of all further checks are added up under "${OTHER}"; raise maxChecks if your backend can store more`,
        );
      }
      return OTHER;
    },
  };
}
