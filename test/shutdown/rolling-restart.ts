import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePorts } from '../support/free-port.ts';
import { startEndpoints } from './endpoints.ts';
import { startHaproxy, until } from './haproxy.ts';
import { quick, slow, startLoad, type Tally } from './load.ts';
import { endAll, type Running, start } from './process.ts';

export interface RollingRestart {
  readonly framework: string;
  /** `plain`: `server.close()` on SIGTERM; `cut`: that after a while of not being ready. For comparison. */
  readonly mode: 'probez' | 'plain' | 'cut';
  /**
   * `direct`: clients connect to the instances, as through a Kubernetes Service.
   * @default 'haproxy'
   */
  readonly via?: 'haproxy' | 'direct';
  /** Options of gracefulShutdown. */
  readonly options?: Readonly<Record<string, number>>;
  readonly rounds?: number;
  /** Clients that ask again and again; there are slow and unhurried ones besides. */
  readonly clients?: number;
  readonly pauseMs?: number;
  readonly graceMs?: number;
  /**
   * Starts an instance at a port; it says `listening` once it does.
   * @default `fixtures/instance.mjs`
   */
  launch?(port: number): Running;
  log?(line: string): void;
}

/** Three instances, restarted one after the other under load. */
export async function rollingRestart({
  framework,
  mode,
  via = 'haproxy',
  options = {},
  rounds = 1,
  clients = 30,
  pauseMs = 20,
  graceMs = 30_000,
  launch = (port) =>
    start('instance.mjs', { FRAMEWORK: framework, MODE: mode, PORT: String(port), OPTIONS: JSON.stringify(options) }),
  log = () => {},
}: RollingRestart): Promise<Tally & { readonly codes: readonly (number | string)[]; readonly balancerErrors: number }> {
  const ports = await freePorts(3);
  const instances = ports.map(launch);
  await Promise.all(instances.map((instance) => instance.line(/^listening/)));
  const balancer = via === 'direct' ? startEndpoints(ports) : await startHaproxy(ports);
  const codes: (number | string)[] = [];
  const load = startLoad(
    [
      ...Array.from({ length: clients }, () => quick(() => pauseMs * 2 * Math.random())),
      ...unhurried,
      slow,
      slow,
      slow,
    ],
    balancer.port,
  );
  try {
    await pause(300);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, port] of ports.entries()) {
        const old = instances[index];
        old?.child.kill('SIGTERM');
        // As the kubelet does when the grace period is over.
        const kill = setTimeout(() => old?.child.kill('SIGKILL'), graceMs);
        codes.push((await old?.ended) ?? 'none');
        clearTimeout(kill);
        const next = launch(port);
        instances[index] = next;
        await next.line(/^listening/);
        // A rolling update goes on when the new instance is ready, for the load balancer too.
        await pause(700);
        await until(async () => (await balancer.up()) === 3, 'three instances up');
      }
      log(`round ${round + 1}: ${load.tally.requests} requests so far, ${load.tally.failed} failed`);
    }
    const balancerErrors = await balancer.errors();
    return { ...(await load.stop()), codes, balancerErrors };
  } finally {
    await balancer.stop();
    for (const { child } of instances) child.kill('SIGKILL');
    await load.stop();
  }
}

/** Clients whose connections are idle most of the time, and may be at any moment of a shutdown. */
const unhurried = [500, 1_000, 1_500, 2_000].map((ms) => quick(() => ms * (0.5 + Math.random())));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** As a command: `npx tsx test/shutdown/rolling-restart.ts --framework express --rounds 10`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      framework: { type: 'string', default: 'node' },
      via: { type: 'string', default: 'haproxy' },
      mode: { type: 'string', default: 'probez' },
      rounds: { type: 'string', default: '10' },
      clients: { type: 'string', default: '30' },
      pauseMs: { type: 'string', default: '20' },
      delayMs: { type: 'string' },
    },
  });
  const tally = await rollingRestart({
    framework: values.framework,
    via: values.via === 'direct' ? 'direct' : 'haproxy',
    mode: values.mode === 'plain' || values.mode === 'cut' ? values.mode : 'probez',
    rounds: Number(values.rounds),
    clients: Number(values.clients),
    pauseMs: Number(values.pauseMs),
    options: values.delayMs === undefined ? {} : { delayMs: Number(values.delayMs) },
    log: console.log,
  });
  console.log(
    `${values.framework}, ${values.mode}: ${tally.failed} of ${tally.requests} requests failed`,
    tally.errors,
  );
  console.log(`${tally.balancerErrors} connections or answers of instances failed, as the load balancer sees it`);
  const unclean = tally.codes.filter((code) => code !== 0);
  console.log(`${tally.codes.length} instances stopped, ${unclean.length} of them with another exit code than 0`);
  if (tally.failed > 0 || unclean.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().finally(endAll);
}
