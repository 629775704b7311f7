import { type Container, createPodSimulation, type Pod, type ProbeHandler } from '@probez/kubelet';
import { type Fault, faults } from './faults.ts';

/** What a fault did. Seconds after it began; undefined: never, in the time that was watched. */
export interface FaultRow {
  readonly fault: string;
  readonly restarts: number;
  /** It was there from the start of the Pod on, which has not been in service before. */
  readonly fromStart?: true;
  /** Until the Pod was not ready: from then on it gets no new requests. */
  readonly outOfServiceAfter?: number;
  /** Until it was ready again, if it ever was out of service. */
  readonly servedAgainAfter?: number;
  /** Of a deletion: until the Pod was gone. */
  readonly goneAfter?: number;
}

/** A fault begins so long after the Pod got ready, and is watched for so long, in seconds. */
const calmSeconds = 10;
const watchSeconds = 600;
const fields = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

/** Commands and gRPC are asked as paths: a probe's timing does not depend on how it asks. TCP stays, for a blocked loop still accepts. */
function asPath(handler: ProbeHandler): ProbeHandler {
  if (handler.kind === 'httpGet') return { ...handler, host: '', scheme: 'HTTP' };
  if (handler.kind === 'tcpSocket') return { ...handler, host: '' };
  const path =
    handler.kind === 'exec' ? `/exec/${encodeURIComponent(handler.command.join(' '))}` : `/grpc/${handler.service}`;
  return { kind: 'httpGet', path, port: 8080, host: '', scheme: 'HTTP', httpHeaders: [] };
}

const playable = (container: Container): Container => ({
  ...container,
  ...Object.fromEntries(
    fields.flatMap((field) => {
      const probe = container[field];
      return probe === undefined ? [] : [[field, { ...probe, handler: asPath(probe.handler) }]];
    }),
  ),
});

function playOne(pod: Pod, name: string, fault: Fault, at: number | undefined): FaultRow {
  const suffering = pod.containers.find((one) => one.name === name);
  const readiness = suffering?.readinessProbe?.handler;
  const path = readiness?.kind === 'httpGet' ? readiness.path.split('?', 1)[0] : undefined;
  const fromStart = at ?? 0;
  const healthy = { boots: [{ commands: {} }] };
  const apps = Object.fromEntries(
    pod.containers.map((one) => [
      one.name,
      one.name === name ? fault.app(fromStart * 1000, (asked) => asked === path) : healthy,
    ]),
  );
  const simulation = createPodSimulation({ manifest: pod, apps });
  if (fault.deleted) {
    simulation.runForSync(fromStart);
    simulation.delete();
  }
  simulation.runForSync(fromStart + watchSeconds);
  const records = simulation.records();
  const after = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms / 100 - fromStart * 10) / 10);
  const begun = records.filter((one) => one.at >= fromStart * 1000);
  const gone = begun.find((one) => one.kind === 'pod' && one.event === 'gone');
  if (fault.deleted)
    return { fault: fault.name, restarts: simulation.row().restarts, ...given('goneAfter', after(gone?.at)) };
  const readies = begun.flatMap((one) => (one.kind === 'ready' ? [one] : []));
  // One that starts late has never been in service before.
  const out = at === undefined ? undefined : readies.find((one) => !one.value);
  const back = readies.find((one) => one.value && (out === undefined || one.at > out.at));
  return {
    fault: fault.name,
    restarts: simulation.row().restarts,
    ...(at === undefined ? { fromStart: true } : {}),
    ...given('outOfServiceAfter', after(out?.at)),
    ...given('servedAgainAfter', after(back?.at)),
  };
}

const given = <K extends string>(key: K, value: number | undefined) => (value === undefined ? {} : { [key]: value });

/** Plays every fault of one container. @returns undefined where the Pod does not even get ready when all is well */
export function playFaults(given: Pod, name: string): FaultRow[] | undefined {
  const pod: Pod = { ...given, containers: given.containers.map(playable) };
  const calm = createPodSimulation({
    manifest: pod,
    apps: Object.fromEntries(pod.containers.map((one) => [one.name, { boots: [{ commands: {} }] }])),
  });
  calm.runForSync(watchSeconds);
  const ready = calm.records().find((one) => one.kind === 'ready' && one.value);
  if (ready === undefined) return undefined;
  const at = Math.ceil(ready.at / 1000) + calmSeconds;
  return faults.map((fault) => playOne(pod, name, fault, fault.atStart ? undefined : at));
}
