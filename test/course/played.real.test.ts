import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../support/missing.ts';
import { course, lessons, read, stepsOf } from './lesson.ts';
import { matches, normal } from './normal.ts';
import { openTerminals, type Terminals } from './terminals.ts';

/** Lessons at a time: they mostly wait. */
const AT_ONCE = 5;

/** Numbers of a simulation are exact; those of real processes are not. */
const exact = (command: string) => /\bprobez (simulate|lint|manifest)\b/.test(command);

/** Plays a lesson as a reader would. Returns the page with what was printed in the place of what did not match. */
async function play(lesson: string, open: Set<Terminals>): Promise<string> {
  const page = read(lesson);
  const corrections: { readonly from: number; readonly length: number; readonly printed: readonly string[] }[] = [];
  const terminals = await openTerminals();
  open.add(terminals);
  try {
    for (const step of stepsOf(page)) {
      if (step.kind === 'start') await terminals.start(step.command);
      else if (step.kind === 'interrupt') terminals.interrupt();
      else if (step.kind === 'see') {
        for (const line of step.shown) if (line !== '...') await terminals.see(line);
      } else {
        const printed = await terminals.run(step.command);
        if (!matches(step.shown, printed, exact(step.command) ? (line) => line.trimEnd() : normal))
          corrections.push({ from: step.line - 1, length: step.shown.length, printed });
      }
    }
  } finally {
    terminals.close();
    open.delete(terminals);
  }
  const lines = page.split('\n');
  for (const { from, length, printed } of corrections.reverse()) lines.splice(from, length, ...printed);
  return lines.join('\n');
}

describe.skipIf(missing('bash', 'curl'))('the course, played with real processes', () => {
  const open = new Set<Terminals>();
  const played = new Map<string, Promise<string>>();
  let workers: Promise<void>[] = [];

  beforeAll(() => {
    // As many as there are places go through the list together.
    const rest = lessons.values();
    const work = async (): Promise<void> => {
      for (const lesson of rest) {
        const result = play(lesson, open);
        played.set(lesson, result);
        await result.catch(() => {}); // its test says so
      }
    };
    workers = Array.from({ length: AT_ONCE }, work);
  });
  afterAll(async () => {
    await Promise.all(workers);
    for (const terminals of open) terminals.close();
  });

  it.each(lessons)(
    '%s shows what is seen',
    async (lesson) => {
      while (!played.has(lesson)) await new Promise((resolve) => setTimeout(resolve, 100));
      // `vitest -u` writes what the second terminal shows anew.
      await expect(await played.get(lesson)).toMatchFileSnapshot(course + lesson);
    },
    240_000,
  );
});
