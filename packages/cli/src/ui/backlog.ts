/** The lines of a log for browsers that connect later: bounded, however long the Pod runs. */
export interface Backlog {
  add(line: string): void;
  /** All that is kept: the head, what the API showed last before the rest, and the rest. */
  lines(): readonly string[];
}

/** Of more, the older half is forgotten. @param most lines, at least 2 @param mostCharacters in them */
export function createBacklog(most: number, mostCharacters: number): Backlog {
  let head: string | undefined;
  let status: string | undefined;
  let rest: string[] = [];
  let characters = 0;
  return {
    add(line) {
      if (head === undefined) {
        head = line;
        return;
      }
      rest.push(line);
      characters += line.length;
      if (rest.length <= most && characters <= mostCharacters) return;
      const cut = Math.ceil(rest.length / 2);
      status = rest.slice(0, cut).findLast(isStatus) ?? status;
      rest = rest.slice(cut);
      characters = rest.reduce((sum, { length }) => sum + length, 0);
    },
    lines: () => [...[head, status].filter((line) => line !== undefined), ...rest],
  };
}

const isStatus = (line: string): boolean => line.includes('"kind":"status"');
