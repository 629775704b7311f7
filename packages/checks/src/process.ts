import type { PolledCheck } from '@probez/core';
import { peek } from '@probez/core/internal';
import { abortable } from './attempts.ts';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';
import { current, type Source } from './source.ts';
import { refuse } from './validate.ts';

/** What the check needs of a `ChildProcess`. */
export interface ChildLike {
  readonly pid?: number | undefined;
  readonly exitCode: number | null;
  readonly signalCode: string | null;
}

/** Options of {@link processCheck}. */
export type ProcessCheckOptions = ReadyCheckOptions;

const isChild = (value: unknown): boolean => peek(value, 'exitCode') !== undefined;

/** Passes while a child process of the app runs. An app that starts a new one when it ends gives a function: `() => child`. */
export function processCheck(child: Source<ChildLike>, options: ProcessCheckOptions = {}): PolledCheck {
  if (typeof child !== 'function' && typeof peek(child, 'then') !== 'function' && !isChild(child))
    refuse(
      'processCheck',
      'the child',
      child,
      'a ChildProcess, a promise of one, or a function that returns the present one',
    );
  return defineCheck(
    {
      factory: 'processCheck',
      name: 'process',
      componentType: 'component',
      subject: () => 'child process',
      async run({ signal }) {
        const live = await abortable(current(child), signal);
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
