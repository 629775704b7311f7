import type { Clock } from '../clock.ts';
import type { World } from '../driver.ts';

/**
 * A Pod's world as its node sees it: a process that ends by itself is noticed at the node's next look at its containers. One that the
 * node stops is noticed at once, for the node waits for it.
 */
export function seenByNode<W extends World>(world: W, clock: Clock, relistMs: number): W {
  const stopped = new Set<number>();
  return {
    ...world,
    perform(request, respond) {
      if (request.kind === 'signal' || request.kind === 'kill') stopped.add(request.instance);
      world.perform(request, (input) => {
        if (input.kind !== 'exited' || stopped.delete(input.instance)) return respond(input);
        clock.at(Math.ceil(clock.now() / relistMs) * relistMs, () => respond(input));
      });
    },
  };
}
