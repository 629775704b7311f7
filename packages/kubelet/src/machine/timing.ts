/** The delays of the kubelet and its node, which no manifest sets, in milliseconds. */
export interface KubeletTiming {
  /** From the first result of a new container to the synchronisation that it causes. */
  readonly registrationSyncMs: number;
  /** From any other published result to the synchronisation that it causes. */
  readonly resultSyncMs: number;
  /** A synchronisation that failed for another reason than a back-off is tried again after this time. */
  readonly retryMs: number;
  /** Factor by which the next try comes later than the back-off or `retryMs`; a real node varies it at random from 1 to 1.5. */
  readonly retryFactor: number;
  /** Tries happen at multiples of this time since the Pod was added. */
  readonly backOffGridMs: number;
  /** From the last process of a Pod that is deleted until the Pod is terminated. */
  readonly terminatedMs: number;
  /** From the moment a deleted Pod is terminated until its object is gone from the API. */
  readonly goneMs: number;
  /** From the last process of a Pod that has run to completion until its phase says so. */
  readonly completedMs: number;
  /** From the end of a failed start until the next synchronisation. */
  readonly startErrorSyncMs: number;
  /** True when readiness is also tried by synchronisations that happen while a container is being stopped. */
  readonly syncWhileStopping: boolean;
  /** True when a liveness result that turns to success causes a synchronisation too. */
  readonly syncOnLivenessSuccess: boolean;
}

/** For the prober alone, in a world that reacts at once, as in the recorded traces. */
export const proberTiming: KubeletTiming = {
  registrationSyncMs: 20,
  resultSyncMs: 20,
  retryMs: 10_000,
  retryFactor: 1,
  backOffGridMs: 1000,
  terminatedMs: 50,
  goneMs: 0,
  completedMs: 50,
  startErrorSyncMs: 0,
  syncWhileStopping: true,
  syncOnLivenessSuccess: true,
};

/** For a whole node: the kubelet looks at its containers about once a second, so some reactions take a moment. */
export const nodeTiming: KubeletTiming = {
  registrationSyncMs: 600,
  resultSyncMs: 20,
  retryMs: 10_000,
  retryFactor: 1.33,
  backOffGridMs: 1000,
  terminatedMs: 150,
  goneMs: 300,
  completedMs: 1500,
  startErrorSyncMs: 700,
  syncWhileStopping: false,
  syncOnLivenessSuccess: false,
};
