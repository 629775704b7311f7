import { handlers } from './plays/handlers.ts';
import { hooks } from './plays/hooks.ts';
import { knobs } from './plays/knobs.ts';
import { lessons } from './plays/lessons.ts';
import { together } from './plays/together.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario of `examples/kubernetes`, in order. */
export const scenarios: readonly Scenario[] = [...handlers, ...hooks, ...knobs, ...lessons, ...together];
