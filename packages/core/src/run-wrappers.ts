import { harmless } from './events.ts';
import type { RunWrapper } from './types.ts';
import { callable } from './validate.ts';

type Run = Parameters<RunWrapper>[0];
type Subject = Parameters<RunWrapper>[1];

/** What runs around every run of a polled check, such as a span: the last one added is the outermost. */
export interface RunWrappers {
  /** Runs the check inside all of them: the run's own outcome, whatever they make of it. */
  wrap(run: Run, check: Subject): ReturnType<Run>;
  /** Returns how to take it away; the same function added twice is two. */
  add(wrapper: RunWrapper): () => void;
}

export function createRunWrappers(): RunWrappers {
  const wrappers: RunWrapper[] = [];
  return {
    wrap(run, check) {
      const outermost = wrappers.reduce<Run>((inner, wrapper) => () => around(wrapper, inner, check), run);
      return outermost();
    },
    add(wrapper) {
      callable('the wrapper', wrapper);
      const mine: RunWrapper = (run, check) => wrapper(run, check);
      wrappers.push(mine);
      return () => {
        const index = wrappers.indexOf(mine);
        if (index >= 0) wrappers.splice(index, 1);
      };
    },
  };
}

/**
 * A wrapper only observes: it may throw, reject, hang, call the run twice or not at all, and still the check runs exactly once
 * and its own result counts. If the wrapper has returned without calling the run, it is called here.
 */
function around(wrapper: RunWrapper, run: Run, check: Subject): ReturnType<Run> {
  let outcome: ReturnType<Run> | undefined;
  const once = (): ReturnType<Run> => {
    outcome ??= run();
    return outcome;
  };
  harmless(() => wrapper(once, check));
  return once();
}
