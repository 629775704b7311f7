import type { RunWrapper } from './types.ts';
import { callable } from './validate.ts';

type Run = Parameters<RunWrapper>[0];

/** What runs around every run of a polled check, such as a span: the last one added is the outermost. */
export function createRunWrappers() {
  const wrappers: RunWrapper[] = [];
  return {
    /** Runs the check inside all of them. */
    wrap(run: Run, check: Parameters<RunWrapper>[1]): ReturnType<Run> {
      let wrapped = run;
      for (const wrapper of wrappers) {
        const inner = wrapped;
        wrapped = () => wrapper(inner, check);
      }
      return wrapped();
    },
    /** Returns how to take it away; the same function added twice is two. */
    add(wrapper: RunWrapper): () => void {
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
