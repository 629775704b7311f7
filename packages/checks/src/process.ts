import { type PolledCheck, ProbezError } from '@probez/core';
import { peek, refuse } from '@probez/core/internal';
import { abortable } from './attempts.ts';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';
import type { Source } from './source.ts';

/** The part of a `ChildProcess` that the check needs. */
export interface ChildLike {
  readonly pid?: number | undefined;
  readonly exitCode: number | null;
  readonly signalCode: string | null;
}

/** Options of {@link processCheck}. */
export type ProcessCheckOptions = ReadyCheckOptions;

const isChild = (value: unknown): value is ChildLike =>
  peek(value, 'exitCode') !== undefined && peek(value, 'signalCode') !== undefined;

/** In an object, because the subprocess of execa is a child and a promise of its end in one: to await it is to wait for the end. */
async function presentOf(child: Source<ChildLike>): Promise<{ readonly live: ChildLike | undefined | null }> {
  const given = typeof child === 'function' ? child() : child;
  return { live: isChild(given) ? given : await given };
}

/** What else people hold in the place of a child process. */
function refuseOthers(child: unknown): void {
  const use = has(child, 'process', 'isDead')
    ? 'a worker of node:cluster; use processCheck(worker.process)'
    : has(child, 'threadId')
      ? 'a worker thread, not a process; use a heartbeatCheck and call its beat() from the thread'
      : has(child, 'then', 'child')
        ? 'the promise of a promisified exec; use processCheck(promise.child)'
        : undefined;
  if (use !== undefined) throw new ProbezError('INVALID_OPTION', `processCheck: the child is ${use}`);
}

const has = (value: unknown, ...names: readonly string[]): boolean =>
  names.every((name) => peek(value, name) !== undefined);

/**
 * Passes while a child process of the app runs. If your app replaces the child when it ends, give a function: `() => child`.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function processCheck(child: Source<ChildLike>, options: ProcessCheckOptions = {}): PolledCheck {
  refuseOthers(child);
  if (typeof child !== 'function' && typeof peek(child, 'then') !== 'function' && !isChild(child))
    refuse(
      'processCheck: the child',
      child,
      'a ChildProcess, a promise of one, or a function that returns the current one',
    );
  return defineCheck(
    {
      factory: 'processCheck',
      name: 'process',
      componentType: 'component',
      subject: () => 'child process',
      async run({ signal }) {
        const { live } = await abortable(presentOf(child), signal);
        if (live === undefined || live === null) throw new Finding('was not started');
        const { pid, exitCode, signalCode } = live;
        if (signalCode !== null) throw new Finding(`was ended by ${signalCode}`);
        if (exitCode !== null) throw new Finding(`has ended with exit code ${exitCode}`);
        if (pid === undefined) throw new Finding('could not be started');
        return { observedValue: pid, observedUnit: 'pid' };
      },
    },
    options,
  );
}
