import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import type { Container, Pod } from '@probez/kubelet';
import { containerEnvironment, EnvironmentError, expandReferences } from '@probez/kubelet/internal';
import { UsageError } from '../usage-error.ts';

export interface PrepareOptions {
  /** Run only this container. */
  readonly container: string | undefined;
  /** What to start instead of the container's own command. */
  readonly command: readonly string[];
  /** `NAME=VALUE` */
  readonly env: readonly string[];
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** What is already known to be different. */
  readonly notes: readonly string[];
}

/** A container with everything that is needed to start it here. */
export interface Prepared {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string | undefined;
}

export interface PreparedPod {
  readonly pod: Pod;
  readonly containers: ReadonlyMap<string, Prepared>;
  /** What is different from a cluster. */
  readonly notes: readonly string[];
}

const allOf = (pod: Pod) => [...pod.initContainers, ...pod.containers];

/** The Pod with one container only. */
function reduce(pod: Pod, name: string, notes: string[]): Pod {
  const all = allOf(pod);
  const found = all.find((one) => one.name === name);
  if (found === undefined)
    throw new UsageError(`--container "${name}": the Pod has ${all.map((one) => one.name).join(', ')}`);
  const others = all.filter((one) => one !== found).map((one) => one.name);
  if (others.length > 0) notes.push(`only container ${name} runs, not ${others.join(', ')}`);
  const { restartPolicy: own, ...rest } = found;
  const plainInit = pod.initContainers.includes(found) && own !== 'Always';
  return { ...pod, initContainers: [], containers: [plainInit ? rest : found] };
}

function readVariables(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((text) => {
      const equals = text.indexOf('=');
      if (equals <= 0) throw new UsageError(`--env "${text}": expected NAME=VALUE`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** Works out what to start, or says what is missing. */
export function preparePod(given: Pod, options: PrepareOptions): PreparedPod {
  const notes = [...options.notes];
  const pod = options.container === undefined ? given : reduce(given, options.container, notes);
  const own = options.command.length > 0 ? onlyContainer(pod) : undefined;
  const overrides = readVariables(options.env);
  const address = { podIp: '127.0.0.1', nodeName: hostname(), uid: '00000000-0000-4000-8000-000000000001' };
  const containers = new Map<string, Prepared>();
  for (const container of allOf(pod)) {
    for (const field of container.unmodelled) notes.push(`container ${container.name}: ${field} is left out`);
    if (container.command.length === 0 && container !== own) throw new UsageError(noCommand(container, pod));
    let env: Prepared['env'];
    try {
      env = containerEnvironment(container, pod, address, options.inherited, overrides);
    } catch (error) {
      if (error instanceof EnvironmentError) throw new UsageError(`container ${container.name}: ${error.message}`);
      throw error;
    }
    const written = [...container.command, ...container.args].map((word) =>
      expandReferences(word, (name) => env[name]),
    );
    containers.set(container.name, {
      command: container === own ? options.command : written,
      env,
      cwd: directory(container, notes),
    });
  }
  return { pod, containers, notes };
}

function onlyContainer(pod: Pod): Container {
  const [first, ...others] = pod.containers;
  if (first !== undefined && others.length === 0) return first;
  const names = pod.containers.map((one) => one.name).join(', ');
  throw new UsageError(`the command after -- is for which container? Add --container with one of ${names}`);
}

function noCommand(container: Container, pod: Pod): string {
  const image = `container "${container.name}" has an image ("${container.image}") but no command, and images are not run here`;
  const several = allOf(pod).length > 1 ? ` --container ${container.name}` : '';
  return `${image}: give it a command in the manifest, or one on the command line: probez run POD.yaml${several} -- COMMAND`;
}

function directory(container: Container, notes: string[]): string | undefined {
  if (container.workingDir === undefined || existsSync(container.workingDir)) return container.workingDir;
  notes.push(
    `container ${container.name}: workingDir ${container.workingDir} does not exist on this machine, so the current directory is used`,
  );
  return undefined;
}

/** The ports that the Pod's probes, hooks and `ports` name. */
export function portsOf(pod: Pod): number[] {
  const ports = new Set<number>();
  for (const container of allOf(pod)) {
    for (const port of container.ports) if (port.protocol === 'TCP') ports.add(port.containerPort);
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
      const handler = probe?.handler;
      if (handler === undefined || handler.kind === 'exec' || typeof handler.port !== 'number') continue;
      if (!('host' in handler) || handler.host === '' || handler.host === '127.0.0.1') ports.add(handler.port);
    }
  }
  return [...ports];
}

/** True when something accepts connections there already: it, not the Pod, would answer the probes. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    // Here a connection is accepted or refused at once; only a machine that is busy takes its time.
    socket.setTimeout(5_000, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
