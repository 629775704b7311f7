/** What is done once for all that is written in one turn: in a microtask, before anything else can happen. */
// @ts-nocheck

export interface Turn {
  /** Something was written. */
  note(): void;
  /** Now, for those who cannot wait for the microtask. Does nothing where nothing was written. */
  end(): void;
}

/** @param settle may write in its turn: that is another turn */
export function createTurn(settle: () => void): Turn {
  let noted = false;
  let queued = false;

  function end(): void {
    if (!noted) return;
    noted = false;
    settle();
  }

  return {
    end,
    note() {
      noted = true;
      if (queued) return;
      queued = true;
      // Not queueMicrotask: Jest's fake timers hold that back.
      void Promise.resolve().then(() => {
        queued = false;
        end();
      });
    },
  };
}
