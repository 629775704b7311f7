/** One of several shutdowns in a process that end through the same `exit`. */
export interface Member {
  begin(reason: string, hurried: boolean): void;
}

interface Group {
  readonly going: Set<Member>;
  readonly members: Set<Member>;
  exitCode: number;
}

const groups = new Map<(code: number) => void, Group>();

/** The process ends once: what one of them begins, all begin, and the last to finish exits. */
export interface ExitGroup {
  /** Has the others begin too. */
  begin(reason: string, hurried: boolean): void;
  /** Exits if nobody else is still at it, with the worst code of all. */
  finish(code: number): void;
  leave(): void;
}

export function joinExitGroup(exit: (code: number) => void, member: Member): ExitGroup {
  const group = groups.get(exit) ?? { members: new Set(), going: new Set(), exitCode: 0 };
  groups.set(exit, group);
  group.members.add(member);

  function leave(): void {
    group.members.delete(member);
    group.going.delete(member);
    if (group.members.size === 0) groups.delete(exit);
  }

  return {
    begin(reason, hurried) {
      group.going.add(member);
      for (const other of [...group.members]) if (!group.going.has(other)) other.begin(reason, hurried);
    },
    finish(code) {
      leave();
      group.exitCode = Math.max(group.exitCode, code);
      if (group.going.size === 0) exit(group.exitCode);
    },
    leave,
  };
}
