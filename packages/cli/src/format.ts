import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads `--format`, for which `--json` is short.
 * @param formats the first is the default
 * @throws UsageError
 */
export function readFormat<F extends string>(
  formats: readonly F[],
  { format, json }: { readonly format?: string | undefined; readonly json?: boolean | undefined },
): F {
  if (json === true && format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} cannot be combined`);
  const wanted = format ?? (json === true ? 'json' : formats[0]);
  const found = formats.find((one) => one === wanted);
  if (found !== undefined) return found;
  const meant = nearest(format ?? '', formats);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw new UsageError(`--format "${format}": expected one of ${formats.join(', ')}${hint}`);
}
