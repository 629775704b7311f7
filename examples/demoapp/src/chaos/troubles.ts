import { createBlock } from './block.ts';
import { createCpu } from './cpu.ts';
import { createCrash } from './crash.ts';
import { createErrors } from './errors.ts';
import { createExit } from './exit.ts';
import { createHang } from './hang.ts';
import { createLatency } from './latency.ts';
import { createMemory } from './memory.ts';
import type { Trouble } from './trouble.ts';

/** All of them: `POST /NAME` brings one about, where `CHAOS` names it. */
const TROUBLES = {
  latency: createLatency,
  errors: createErrors,
  hang: createHang,
  block: createBlock,
  cpu: createCpu,
  memory: createMemory,
  crash: createCrash,
  exit: createExit,
} satisfies Readonly<Record<string, () => Trouble>>;

export type TroubleName = keyof typeof TROUBLES;
export const isTroubleName = (text: string): text is TroubleName => Object.hasOwn(TROUBLES, text);
export const troubleNames: readonly TroubleName[] = Object.keys(TROUBLES).filter(isTroubleName);

/** Troubles of one app. */
export const createTroubles = (): ReadonlyMap<TroubleName, Trouble> =>
  new Map(troubleNames.map((name) => [name, TROUBLES[name]()]));
