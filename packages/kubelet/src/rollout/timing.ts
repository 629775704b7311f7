import { type KubeletTiming, nodeTiming } from '../machine/timing.ts';

/** The delays of controllers, node and kubelet in a rollout, which no manifest sets, in milliseconds. */
export interface RolloutTiming {
  /** From an event until the controller that waits for it acts. */
  readonly controllerMs: number;
  /** From a change of a Pod until the EndpointSlice shows it. */
  readonly endpointsMs: number;
  /** From the creation of a Pod until it is on a node. */
  readonly admitMs: number;
  /** From one Pod that comes to the node to the next. */
  readonly apartMs: number;
  /** From the moment a Pod is on a node until its first container is created, with the images already there. */
  readonly sandboxMs: number;
  /** How often a node looks for processes that have ended by themselves. */
  readonly relistMs: number;
  /** The delays of each Pod. */
  readonly kubelet: KubeletTiming;
}

/** As recorded on one node with the images present. */
export const nodeRolloutTiming: RolloutTiming = {
  controllerMs: 10,
  endpointsMs: 15,
  admitMs: 40,
  apartMs: 30,
  sandboxMs: 480,
  relistMs: 1000,
  kubelet: { ...nodeTiming, goneMs: 700 },
};
