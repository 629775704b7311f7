/** Something that is not known here and is assumed to go well. */
export interface Assumption {
  /** The container. */
  readonly container: string;
  /** The command, or the container itself. */
  readonly subject: string;
  /** What is assumed, as the rest of a sentence. */
  readonly assumed: string;
  /** A script for the container that would set it. */
  readonly script: string;
}

/** Gathers assumptions, each once. */
export function createAssumptions() {
  const found = new Map<string, Assumption>();
  return {
    add(assumption: Assumption) {
      found.set(`${assumption.container}\n${assumption.subject}`, assumption);
    },
    list: (): readonly Assumption[] => [...found.values()],
  };
}

export type Assumptions = ReturnType<typeof createAssumptions>;
