/** The lines of a log for who comes later: bounded, however long the Pod runs. */
export interface Backlog {
  add(line: string): void;
  /** All that is kept: the head, what the API showed last before the rest, and the rest. */
  lines(): readonly string[];
}

/** Of more lines the older half is forgotten. @param most at least 2 */
export function createBacklog(most: number): Backlog {
  let head: string | undefined;
  let status: string | undefined;
  let rest: string[] = [];
  return {
    add(line) {
      if (head === undefined) {
        head = line;
        return;
      }
      rest.push(line);
      if (rest.length <= most) return;
      const cut = Math.ceil(most / 2);
      status = rest.slice(0, cut).findLast(isStatus) ?? status;
      rest = rest.slice(cut);
    },
    lines: () => [...[head, status].filter((line) => line !== undefined), ...rest],
  };
}

const isStatus = (line: string): boolean => line.includes('"kind":"status"');
