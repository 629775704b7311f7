import { handlers } from './handlers.ts';
import { hooks } from './hooks.ts';
import { knobs } from './knobs.ts';
import { lessons } from './lessons.ts';
import type { RealPlay } from './play.ts';
import { together } from './together.ts';

/** What is played with real processes, in order. */
export const realPlays: readonly RealPlay[] = [...handlers, ...hooks, ...knobs, ...lessons, ...together];
