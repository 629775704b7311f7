import { handlers } from './plays/handlers.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario of `examples/kubernetes`, in order. */
export const scenarios: readonly Scenario[] = [...handlers];
