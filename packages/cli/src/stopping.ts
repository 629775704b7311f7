/** The kubelet leaves a container so long between SIGTERM and SIGKILL, whatever its preStop hook has used up. */
export const leastGrace = 2;

/** How long a container that ignores SIGTERM takes to go: the hook's time counts against the grace period. Seconds. */
export const stoppingSeconds = (grace: number, preStop: number) =>
  Math.max(grace, Math.min(preStop, grace) + leastGrace);

/** The longest grace period with which such a container is gone in time; less than 1 when there is none. */
export const graceWithin = (seconds: number, preStop: number) =>
  preStop === 0 || seconds >= preStop + leastGrace ? seconds : seconds - leastGrace;
