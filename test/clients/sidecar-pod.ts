import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  createProcessWorld,
  createRealClock,
  drivePod,
  type KubeletRecord,
  type PodRow,
  podStatus,
  readPods,
} from '@probez/kubelet';
import { containerEnvironment, podRow } from '@probez/kubelet/internal';
import { temporaryFolder } from '../servers/support/processes.ts';
import { until } from '../shutdown/haproxy.ts';
import { freePort } from '../support/free-port.ts';
import { fromConfigMap, read, writeWith } from './example.ts';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** An address of this machine that is not 127.0.0.1: what the Pod's IP is to the kubelet. */
export const podIp =
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.2';

export interface SidecarOptions {
  /** The manifest in scenario 11's folder. */
  readonly manifest: string;
  /** The manifest with the ConfigMap, and its file. */
  readonly config: readonly [manifest: string, file: string];
  /** What the proxy's image would start. */
  readonly proxy: (configuration: string) => readonly string[];
  /** What else is replaced in the configuration, in a folder for what it writes. */
  readonly replace?: (folder: string) => Readonly<Record<string, string>>;
}

/** Scenario 11's Pod under the kubelet's rules, as processes of this machine. */
export interface SidecarPod {
  readonly proxyPort: number;
  readonly appPort: number;
  row(): PodRow;
  records(): readonly KubeletRecord[];
  /** The first process of a container. */
  pid(container: string): number;
  /** What the containers wrote. */
  log(): string;
  delete(): void;
  /** Resolves when everything has ended after a deletion. */
  ended(): Promise<void>;
  close(): void;
}

/** The manifest's own numbers, but for ports and seconds: periods are 1 and 2 s, and so on, so that the test takes seconds. */
const quicker = {
  'periodSeconds: 5': 'periodSeconds: 1',
  'periodSeconds: 10': 'periodSeconds: 2',
  'timeoutSeconds: 1': 'timeoutSeconds: 5',
  'failureThreshold: 6': 'failureThreshold: 4',
  '"5000"': '"2500"', // DRAIN_DELAY_MS
};

export async function startSidecarPod(options: SidecarOptions): Promise<SidecarPod> {
  const folder = temporaryFolder();
  chmodSync(folder.path, 0o755);
  const [proxyPort, appPort] = [await freePort(), await freePort()];
  const configuration = writeWith(
    fromConfigMap(...options.config),
    { ':8080': `:${appPort}`, '8000': String(proxyPort), ...options.replace?.(folder.path) },
    `${folder.path}/proxy.conf`,
  );
  const manifest = writeWith(
    read(options.manifest),
    { '8080': String(appPort), '8000': String(proxyPort), ...quicker },
    `${folder.path}/pod.yaml`,
  );
  const [entry] = readPods(readFileSync(manifest, 'utf8')).filter(({ kind }) => kind === 'Pod');
  if (entry === undefined || entry.errors.length > 0)
    throw new Error(`${options.manifest}: ${entry?.errors[0]?.message}`);
  const { pod } = entry;
  mkdirSync(`${folder.path}/bin`);
  symlinkSync(file('packages/cli/bin/probez.cjs'), `${folder.path}/bin/probez`);

  const clock = createRealClock();
  const records: KubeletRecord[] = [];
  const pids = new Map<string, number>();
  const lines: string[] = [];
  const world = createProcessWorld({
    podIp,
    command: ({ name }) =>
      name === 'proxy' ? options.proxy(configuration) : [process.execPath, file('examples/demoapp/dist/main.js')],
    env: (container) =>
      containerEnvironment(
        container,
        pod,
        { podIp, nodeName: 'node', uid: '0' },
        { PATH: `${folder.path}/bin:/usr/sbin:${process.env.PATH}` },
        {},
      ),
    cwd: () => folder.path,
    onLine: (container, _stream, line) => void lines.push(`${container}: ${line}`),
    onStarted: (container, pid) => void pids.set(container, pid),
  });
  const driver = drivePod({ pod, clock, world, onRecord: (record) => void records.push(record) });
  const killAll = () => world.killAll();
  process.once('exit', killAll);

  return {
    proxyPort,
    appPort,
    row: () => podRow(pod, podStatus(driver.state())),
    records: () => records,
    pid: (container) => pids.get(container) ?? 0,
    log: () => lines.join('\n'),
    delete: () => driver.send({ kind: 'delete' }),
    ended: () => until(async () => driver.state().end !== undefined, 'the end of the Pod'),
    close() {
      driver.close();
      killAll();
      process.off('exit', killAll);
      folder.remove();
    },
  };
}
