import type { Endpoint } from './endpoints.ts';

/**
 * The load of the clients. They send requests evenly and never retry. Requests over kept connections use ten connections in turn; each
 * other request opens its own. A new connection goes to the next Pod that the clients know of.
 */
export interface Load {
  /** Requests per second. @default 100 */
  readonly rate: number;
  /** How long the app needs for a request, in milliseconds. @default 100 */
  readonly requestMs: number;
  /** The share of requests over connections that are kept open, from 0 to 1. @default 0.5 */
  readonly keepAlive: number;
  /** How many milliseconds after the EndpointSlice the clients (kube-proxy, an ingress) learn of a change. @default 1000 */
  readonly endpointDelayMs: number;
}

/** The default load. */
export const defaultLoad: Load = { rate: 100, requestMs: 100, keepAlive: 0.5, endpointDelayMs: 1000 };

/** What a request meets at a Pod: a server, one that does not listen yet or any more, or none because the process is down. */
export type Place = 'listening' | 'starting' | 'stopping' | 'down';

/** Why requests were lost. `cut`: they were being answered when the process ended. `no endpoints`: no Pod was ready. */
export type LossReason = Exclude<Place, 'listening'> | 'cut' | 'no endpoints';

/** Requests that were lost at one Pod for one reason. */
export interface Loss {
  /** Name of the Pod; empty if there was none to send them to. */
  readonly pod: string;
  /** Why. */
  readonly reason: LossReason;
  /** How many. */
  readonly count: number;
  /** When the first of them was sent, in milliseconds on the clock. */
  readonly from: number;
  /** When the last of them was sent, in milliseconds on the clock. */
  readonly to: number;
}

interface Known {
  readonly at: number;
  readonly pods: readonly string[];
}

/** The clients: plain data. */
export interface TrafficState {
  readonly load: Load;
  readonly sent: number;
  readonly losses: readonly Loss[];
  /** The Pods of the kept connections. */
  readonly connections: readonly (string | undefined)[];
  readonly inFlight: readonly { readonly pod: string; readonly sentAt: number; readonly until: number }[];
  /** Whom new connections could go to, and from when the clients know that. */
  readonly known: readonly Known[];
  /** How many connections have been opened. */
  readonly opened: number;
  /** How many requests have gone over kept connections. */
  readonly kept: number;
}

const connectionCount = 10;

export const createTraffic = (load: Load, endpoints: readonly Endpoint[], now: number): TrafficState => ({
  load,
  sent: 0,
  losses: [],
  connections: Array.from({ length: connectionCount }, () => undefined),
  inFlight: [],
  known: [{ at: now, pods: takersOf(endpoints) }],
  opened: 0,
  kept: 0,
});

/** Ready Pods take new connections; where there are none, those that still serve while they are going do. */
function takersOf(endpoints: readonly Endpoint[]): string[] {
  const ready = endpoints.filter((one) => one.ready);
  const takers = ready.length > 0 ? ready : endpoints.filter((one) => one.serving && one.terminating);
  return takers.map((one) => one.pod);
}

/** The EndpointSlice has changed: the clients hear of it later. */
export const hearOf = (state: TrafficState, endpoints: readonly Endpoint[], now: number): TrafficState => ({
  ...state,
  known: [...state.known, { at: now + state.load.endpointDelayMs, pods: takersOf(endpoints) }],
});

function addLoss(state: TrafficState, pod: string, reason: LossReason, sentAt: number): TrafficState {
  const same = (one: Loss) => one.pod === pod && one.reason === reason;
  const before = state.losses.find(same) ?? { pod, reason, count: 0, from: sentAt, to: sentAt };
  const after = {
    ...before,
    count: before.count + 1,
    from: Math.min(before.from, sentAt),
    to: Math.max(before.to, sentAt),
  };
  return { ...state, losses: [...state.losses.filter((one) => !same(one)), after] };
}

/** One request. @param placeOf what it meets at a Pod */
export function sendRequest(before: TrafficState, placeOf: (pod: string) => Place, now: number): TrafficState {
  const known = before.known.slice(
    Math.max(
      0,
      before.known.findLastIndex((one) => one.at <= now),
    ),
  );
  let state: TrafficState = { ...before, known, sent: before.sent + 1 };
  const { load, sent, kept, connections } = state;
  const slot = Math.floor(sent * load.keepAlive) > kept ? kept % connections.length : undefined;
  if (slot !== undefined) state = { ...state, kept: kept + 1 };
  const open = slot === undefined ? undefined : connections[slot];
  let pod = open;
  // A server that stops listening closes its idle connections: https://nodejs.org/api/http.html#serverclosecallback
  if (pod === undefined || placeOf(pod) !== 'listening') {
    const pods = known[0]?.pods ?? [];
    pod = pods[state.opened % pods.length];
    state = { ...state, opened: state.opened + 1 };
  }
  const reached = pod !== undefined && placeOf(pod) === 'listening';
  if (slot !== undefined) state = { ...state, connections: connections.with(slot, reached ? pod : undefined) };
  if (pod === undefined) return addLoss(state, '', 'no endpoints', now);
  const place = placeOf(pod);
  if (place !== 'listening') return addLoss(state, pod, place, now);
  const inFlight = state.inFlight.filter((one) => one.until > now);
  return { ...state, inFlight: [...inFlight, { pod, sentAt: now, until: now + load.requestMs }] };
}

/** The Pod's process has ended: what it was answering is cut. */
export function endProcess(before: TrafficState, pod: string, now: number): TrafficState {
  let state: TrafficState = {
    ...before,
    inFlight: before.inFlight.filter((one) => one.pod !== pod),
    connections: before.connections.map((one) => (one === pod ? undefined : one)),
  };
  for (const one of before.inFlight)
    if (one.pod === pod && one.until > now) state = addLoss(state, pod, 'cut', one.sentAt);
  return state;
}
