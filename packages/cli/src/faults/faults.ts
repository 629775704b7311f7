import type { App, ProcessHost, Reply, Script } from '@probez/kubelet';

/** Something that goes wrong with an app. */
export interface Fault {
  readonly name: string;
  /** It is there from the start of the Pod on. */
  readonly atStart?: true;
  /** The Pod is deleted, instead of anything of its own going wrong. */
  readonly deleted?: true;
  /** What the container does. @param at when it goes wrong, in ms on the clock @param isReadiness whether a path is the readiness probe's */
  readonly app: (at: number, isReadiness: (path: string) => boolean) => App;
}

const well: Reply = { status: 200, body: 'OK' };
const seconds = (count: number) => count * 1000;

/** Answers `wrong` on the paths that suffer in that time, and is well otherwise. */
function answering(
  from: number,
  until: number,
  wrong: Reply,
  suffers: (path: string, host: ProcessHost) => boolean = () => true,
): App {
  return {
    sigterm: {},
    start:
      (host) =>
      ({ url }) =>
        host.now() >= from && host.now() < until && suffers(url.split('?', 1)[0] ?? '/', host) ? wrong : well,
  };
}

const first = (_path: string, host: ProcessHost) => host.restarts === 0;
/** A script cannot answer every path: these commands do. */
const served = { commands: {} };
const script = (...boots: Script['boots']): Script => ({ boots });

/** The faults, as they stand in the table. */
export const faults: readonly Fault[] = [
  { name: 'starts 60 s late', atStart: true, app: () => script({ ...served, listenAfterMs: seconds(60) }) },
  { name: 'loop blocked for 5 s', app: (at) => answering(at, at + seconds(5), 'hang') },
  { name: 'loop blocked forever', app: (at) => answering(at, Number.POSITIVE_INFINITY, 'hang', first) },
  { name: '503 for 30 s', app: (at) => answering(at, at + seconds(30), { status: 503 }) },
  {
    name: 'dependency down for 60 s',
    app: (at, isReadiness) => answering(at, at + seconds(60), { status: 503 }, isReadiness),
  },
  { name: 'no answer for 30 s', app: (at) => answering(at, at + seconds(30), 'hang') },
  { name: 'exits with 1', app: (at) => script({ ...served, exitAfterMs: at, exitCode: 1 }, served) },
  { name: 'probe port down, app up', app: (at) => script({ ...served, closeAfterMs: at }, served) },
  { name: 'ignores SIGTERM', deleted: true, app: () => script({ ...served, sigterm: 'ignore' }) },
];
