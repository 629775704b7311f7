import type { PortReference } from '../manifest/types.ts';
import { isTerminal, type MemberState } from './member.ts';

/** The Service of the Pods. */
export interface Service {
  /** The object's name. */
  readonly name: string;
  /** `targetPort`: a number, or the name of a container's port. */
  readonly targetPort: PortReference;
  /** True if Pods are listed before they are ready. */
  readonly publishNotReady: boolean;
}

/** A Pod in the Service's EndpointSlice. */
export interface Endpoint {
  /** The Pod's name. */
  readonly pod: string;
  /** True if it gets traffic. */
  readonly ready: boolean;
  /** True if it is ready, even while it is being deleted. */
  readonly serving: boolean;
  /** True while it is being deleted. */
  readonly terminating: boolean;
}

/** https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions */
export const endpointsOf = (members: readonly MemberState[], { publishNotReady }: Service): Endpoint[] =>
  members
    // A Pod has no address before its network is there.
    .filter((one) => !isTerminal(one) && one.shown.phase !== 'Pending')
    .map(({ name, shown, deleted }) => ({
      pod: name,
      ready: publishNotReady || (shown.ready && !deleted),
      serving: shown.ready,
      terminating: deleted,
    }));
