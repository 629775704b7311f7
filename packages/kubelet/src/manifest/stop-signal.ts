import type { ErrorList } from './field-error.ts';

const names = (of: string) => of.split(' ').map((name) => `SIG${name}`);
const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** In the order in which the API server lists them. */
const linux = [
  ...names('ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS'),
  ...names('TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'),
  ...numbered('SIGRTMIN+', 15),
  ...numbered('SIGRTMAX-', 14),
].sort();

const byOs: ReadonlyMap<string, readonly string[]> = new Map([
  ['linux', linux],
  ['windows', ['SIGKILL', 'SIGTERM']],
]);

/** What `spec.os.name` may be. */
export const operatingSystems: readonly string[] = [...byOs.keys()];

/**
 * `lifecycle.stopSignal`, which depends on the operating system that the Pod says it is for.
 * https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/4960-container-stop-signals
 */
export function checkStopSignal(errors: ErrorList, path: string, signal: string, os: string | undefined): void {
  if (os === undefined) errors.forbidden(path, 'may not be set for containers with empty `spec.os.name`');
  const allowed = os === undefined ? undefined : byOs.get(os); // of a system that is unknown, that alone is said
  if (allowed !== undefined && !allowed.includes(signal)) errors.unsupported(path, signal, allowed);
}
