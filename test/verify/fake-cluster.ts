import { readFileSync } from 'node:fs';
import {
  createPodSimulation,
  type ListedEvent,
  type Pod,
  type PodSimulation,
  parsePod,
  readPods,
} from '@probez/kubelet';
import { parseAllDocuments, stringify } from 'yaml';
import { appsFor, type PodApps } from './apps.ts';
import { goTemplate } from './gotemplate.ts';
import { JsonPathError, jsonpath } from './jsonpath.ts';

/**
 * A cluster in virtual time that `verify.sh` talks to through a `kubectl` of its own: Pods are played by @probez/kubelet, whose events and
 * states are compared with those of a real node. Time passes when the script sleeps, and a little with every command.
 */

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((here: unknown, key) => (isFields(here) ? here[key] : undefined), value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Placed {
  readonly simulation: PodSimulation;
  readonly apps: PodApps;
  readonly labels: Fields;
  readonly ip: string;
  readonly createdAt: number;
  readonly watches: string[];
  /** As it was applied. */
  readonly spec: string;
  image?: string;
}

interface Service {
  readonly selector: Fields;
  readonly targetPort: string | number;
  readonly ip: string;
}

export interface FakeClusterOptions {
  readonly serverVersion?: string;
  readonly clientVersion?: string;
  /** Images that cannot be pulled. */
  readonly missing?: readonly string[];
  /** Images that a registry is still sending. */
  readonly slow?: readonly string[];
  /** Why no node takes a Pod. */
  readonly unschedulable?: string;
  /** What every command prints to standard error besides. */
  readonly noise?: string;
  /** Pods have IPv6 addresses. */
  readonly ipv6?: boolean;
  /** The kernel takes no rule of iptables. */
  readonly rulesFail?: boolean;
  /** Events are not listed: the API server has no answer. */
  readonly withoutEvents?: boolean;
  readonly mayCreateNamespaces?: boolean;
  /** Nothing answers at all. */
  readonly down?: boolean;
  /** Changes what is applied: a cluster in which something is wrong. */
  readonly change?: (manifest: string) => string;
}

export interface Answer {
  readonly code: number;
  readonly out?: string;
  readonly error?: string;
}

/** What events can be asked for by: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/conversion.go */
const EVENT_FIELDS = new Set(
  ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']
    .map((key) => `involvedObject.${key}`)
    .concat('reason', 'reportingComponent', 'source', 'type', 'metadata.name', 'metadata.namespace'),
);

const parts = (pair: string): [string, string] => {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
};

const notFound = (kind: string, name: string): Answer => ({
  code: 1,
  error: `Error from server (NotFound): ${kind} "${name}" not found`,
});

/** The simulation runs neither Node nor curl: an exec probe of theirs becomes the request that it makes. */
function withoutExec(pod: Pod): Pod {
  const change = <P extends { readonly handler: unknown }>(probe: P): P => {
    // The node itself, where nobody listens.
    if (at(probe.handler, 'host') === '127.0.0.1' && isFields(probe.handler))
      return { ...probe, handler: { ...probe.handler, port: 9 } };
    const command = at(probe.handler, 'command');
    const found = /127\.0\.0\.1:?(\d*)(\/\w+)/.exec(Array.isArray(command) ? command.join(' ') : '');
    if (found === null) return probe;
    const [, port = '', path] = found;
    const handler = { kind: 'httpGet', path, port: Number(port || 80), host: '', scheme: 'HTTP', httpHeaders: [] };
    return { ...probe, handler };
  };
  const containers = pod.containers.map(({ livenessProbe, readinessProbe, ...rest }) => ({
    ...rest,
    ...(livenessProbe === undefined ? {} : { livenessProbe: change(livenessProbe) }),
    ...(readinessProbe === undefined ? {} : { readinessProbe: change(readinessProbe) }),
  }));
  return { ...pod, containers };
}

export class FakeCluster {
  readonly commands: string[][] = [];
  readonly namespaces = new Set<string>();
  readonly #options: FakeClusterOptions;
  readonly #pods = new Map<string, Placed>();
  readonly #services = new Map<string, Service>();
  readonly #deployments = new Map<string, { readonly names: readonly string[]; readonly old: readonly string[] }>();
  /** Pods that are gone, for their events and their last watch. */
  readonly #gone = new Map<string, Placed[]>();
  /** Where the watches that go on have begun. */
  readonly #watching = new Map<string, number>();
  #now = 0;
  #ips = 10;
  /** A time of day for the dates of the API. */
  readonly #epoch = Date.UTC(2030, 0, 31, 23, 50);

  constructor(options: FakeClusterOptions = {}) {
    this.#options = options;
  }

  /** `date +%s`. */
  date(): string {
    return String(Math.floor((this.#epoch + this.#now * 1000) / 1000));
  }

  async pass(seconds: number): Promise<void> {
    this.#now += seconds;
    for (const [name, placed] of this.#pods) {
      const { simulation } = placed;
      if (placed.image === undefined) await simulation.runFor(seconds);
      this.#note(name, placed);
      if (!simulation.records().some((record) => record.kind === 'pod' && record.event === 'terminated')) continue;
      this.#pods.delete(name);
      this.#gone.set(name, [...(this.#gone.get(name) ?? []), placed]);
    }
  }

  #note(name: string, placed: Placed): void {
    const status = JSON.stringify(this.#podObject(name, placed));
    if (placed.watches.at(-1) !== status) placed.watches.push(status);
  }

  #time(placed: Placed, ms: number): string {
    return new Date(this.#epoch + placed.createdAt * 1000 + ms).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  #podObject(name: string, placed: Placed): Fields {
    const { simulation, ip } = placed;
    const status = simulation.status();
    const records = simulation.records();
    const ready = records.filter((record) => record.kind === 'ready').at(-1);
    const statusesOf = (list: Pod['containers']) =>
      list.map((container) => {
        const snapshot = status.containers[container.name];
        const own = records.filter((record) => record.kind === 'container' && record.container === container.name);
        const starts = own.filter((record) => record.kind === 'container' && record.event === 'started');
        const exits = own.flatMap((record) =>
          record.kind === 'container' && record.event === 'exited'
            ? [
                {
                  exitCode: record.code,
                  finishedAt: this.#time(placed, record.at),
                  reason: record.code === 0 ? 'Completed' : 'Error',
                },
              ]
            : [],
        );
        const terminated = exits.at(-1);
        const [kind = 'waiting', reason] = snapshot?.state.split(':') ?? [];
        const state =
          placed.image !== undefined
            ? { waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${placed.image}"` } }
            : kind === 'running'
              ? { running: { startedAt: this.#time(placed, starts.at(-1)?.at ?? 0) } }
              : kind === 'terminated'
                ? { terminated }
                : { waiting: { reason } };
        const last = kind === 'terminated' ? exits.at(-2) : terminated;
        return {
          name: container.name,
          image: container.image,
          restartCount: snapshot?.restarts ?? 0,
          state,
          lastState: last === undefined ? {} : { terminated: last },
        };
      });
    return {
      metadata: { name },
      status: {
        podIP: ip,
        phase: status.phase,
        conditions: [
          { type: 'PodScheduled', status: 'False', message: this.#options.unschedulable ?? '' },
          {
            type: 'Ready',
            status: status.ready ? 'True' : 'False',
            lastTransitionTime: this.#time(placed, ready?.at ?? 0),
          },
        ],
        initContainerStatuses: statusesOf(simulation.pod.initContainers),
        containerStatuses: statusesOf(simulation.pod.containers),
        ...(placed.apps.refused.size > 0
          ? { ephemeralContainerStatuses: [{ state: { terminated: { exitCode: 0 } } }] }
          : {}),
      },
    };
  }

  #place(name: string, manifest: unknown, labels: Fields): void {
    const pod = withoutExec({ ...parsePod(manifest), name });
    const apps = appsFor(pod, this.#options.rulesFail);
    const missing = [...pod.initContainers, ...pod.containers].find(({ image }) =>
      this.#options.missing?.includes(image),
    );
    this.#ips += 1;
    const ip = `${this.#options.ipv6 === true ? 'fd00:10:244::' : '10.244.0.'}${this.#ips}`;
    this.#pods.set(name, {
      simulation: createPodSimulation({ manifest: pod, apps: apps.apps, podIp: ip }),
      apps,
      labels,
      ip,
      createdAt: this.#now,
      watches: [],
      spec: JSON.stringify(at(manifest, 'spec')),
      ...(missing === undefined ? {} : { image: missing.image }),
    });
  }

  #apply(given: string): Answer {
    const manifest = this.#options.change?.(given) ?? given;
    for (const document of parseAllDocuments(manifest)) {
      const object: unknown = document.toJS();
      const name = text(at(object, 'metadata', 'name'));
      const kind = text(at(object, 'kind'));
      const labels = at(object, 'metadata', 'labels');
      if (kind === 'Namespace') this.namespaces.add(name);
      else if (kind === 'Pod') {
        const there = this.#pods.get(name);
        if (there === undefined) this.#place(name, object, isFields(labels) ? labels : {});
        else if (there.spec !== JSON.stringify(at(object, 'spec')))
          return { code: 1, error: `The Pod "${name}" is invalid: spec: Forbidden: pod updates may not change it\n` };
      } else if (kind === 'Service') {
        const [port] = [at(object, 'spec', 'ports')].flat();
        const target = at(port, 'targetPort');
        const selector = at(object, 'spec', 'selector');
        this.#services.set(name, {
          selector: isFields(selector) ? selector : {},
          targetPort: typeof target === 'number' ? target : text(target),
          ip: this.#services.get(name)?.ip ?? `10.96.0.${this.#services.size + 1}`,
        });
      } else if (kind === 'Deployment') {
        // All new Pods at once; the old ones go when the new ones are available.
        const old = this.#deployments.get(name)?.names ?? [];
        const template = at(object, 'spec', 'template');
        const found = at(template, 'metadata', 'labels');
        const names = Array.from(
          { length: Number(at(object, 'spec', 'replicas')) },
          (_, index) => `${name}-${this.#ips}-${index}`,
        );
        for (const one of names) this.#place(one, object, isFields(found) ? found : {});
        this.#deployments.set(name, { names, old });
      }
    }
    return { code: 0, out: 'applied' };
  }

  #endpoints(service: Service): readonly { readonly name: string; readonly ready: boolean }[] {
    return [...this.#pods]
      .filter(([, { labels }]) => Object.entries(service.selector).every(([key, value]) => labels[key] === value))
      .map(([name, { simulation }]) => ({ name, ready: simulation.status().ready && !simulation.status().deleting }));
  }

  async #http(method: string, target: string, form: string): Promise<string> {
    const { hostname, port, pathname } = new URL(target);
    const service = [...this.#services.values()].find(({ ip }) => ip === hostname);
    const chosen = service === undefined ? undefined : this.#endpoints(service).find(({ ready }) => ready)?.name;
    const [name, placed] =
      [...this.#pods].find(([one, { ip }]) => (service === undefined ? ip === hostname : one === chosen)) ?? [];
    if (placed === undefined || name === undefined) return 'unreachable ECONNREFUSED';
    const all = placed.simulation.pod.containers;
    const ports = all.flatMap((container) => container.ports);
    const named = ports.find((one) => one.name === service?.targetPort)?.containerPort;
    let number = Number(service === undefined ? port || 80 : (named ?? service.targetPort));
    const loopbackOnly = all.some(({ env }) => env.some((one) => one.name === 'HOST' && one.value === '127.0.0.1'));
    if (loopbackOnly && number === 8080) return 'unreachable ECONNREFUSED';
    // The rule of scenario 12.
    if (number === 80 && placed.simulation.pod.initContainers.some(({ command }) => command[0] === 'iptables'))
      number = 8080;
    try {
      const reply = await placed.simulation.request({ method, url: pathname, body: form, port: number });
      if (typeof reply !== 'string') return `${reply.status} ${reply.body ?? ''}`;
      if (reply === 'hang') await this.pass(5);
      return `unreachable ${reply === 'hang' ? 'TimeoutError' : 'ECONNRESET'}`;
    } catch {
      return 'unreachable ECONNREFUSED';
    }
  }

  /** For each Pod that a probe has killed, how many events it had by then. */
  eventsUntilKilling(): number[] {
    const all = [...this.#pods.values(), ...[...this.#gone.values()].flat()];
    return all
      .map(({ simulation }) => simulation.records().filter(({ kind }) => kind === 'event'))
      .map((events) => events.findIndex((one) => one.kind === 'event' && /will be restarted/.test(one.message)) + 1)
      .filter((count) => count > 0);
  }

  /** Runs a command line of kubectl. */
  async kubectl(given: readonly string[], input: string): Promise<Answer> {
    const answer = await this.#run(given, input).catch((error: unknown): Answer => {
      if (!(error instanceof JsonPathError)) throw error;
      return { code: 1, error: `error: error executing jsonpath: Error executing template: ${error.message}\n` };
    });
    return { ...answer, error: `${this.#options.noise ?? ''}${answer.error ?? ''}` };
  }

  async #run(given: readonly string[], input: string): Promise<Answer> {
    this.commands.push([...given]);
    await this.pass(0.2);
    const args = [...given];
    const option = (name: string): string | undefined => {
      const index = args.findIndex((one) => one === name || one.startsWith(`${name}=`));
      const [found] = index < 0 ? [] : args.splice(index, 1);
      if (found === undefined) return undefined;
      return found.includes('=') ? found.slice(found.indexOf('=') + 1) : args.splice(index, 1)[0];
    };
    const rest = args.includes('--') ? args.splice(args.indexOf('--')).slice(1) : [];
    option('--context');
    option('--namespace');
    option('--request-timeout');
    const [verb = '', ...words] = args.filter((one) => !one.startsWith('-'));
    const output = option('-o') ?? '';
    const template = /^jsonpath=(.*)/s.exec(output)?.[1] ?? '';
    const go = /^go-template=(.*)/s.exec(output)?.[1];
    if (verb === 'get' && given.includes('--watch') && words[0] === 'pod')
      return this.#watch(words[1] ?? '', go === undefined ? { jsonpath: template } : { go });
    const { clientVersion = 'v1.33.1', serverVersion = 'v1.33.1-gke.100', down = false } = this.#options;

    if (verb === 'version') {
      const client = { clientVersion: { gitVersion: clientVersion } };
      if (args.includes('--client')) return { code: 0, out: JSON.stringify(client, null, 2) };
      if (down) return { code: 1, error: 'The connection to the server 127.0.0.1:6443 was refused' };
      return { code: 0, out: JSON.stringify({ ...client, serverVersion: { gitVersion: serverVersion } }, null, 2) };
    }
    if (verb === 'config') return { code: 0, out: 'fake' };
    if (verb === 'auth')
      return this.#options.mayCreateNamespaces === false ? { code: 1, out: 'no' } : { code: 0, out: 'yes' };
    if (verb === 'kustomize') return { code: 0, out: kustomize(words[0] ?? '') };
    if (verb === 'patch') return { code: 0, out: patched(option('-f') ?? '', option('-p') ?? '') };
    if (verb === 'create' && given.includes('--dry-run=server')) {
      const [entry] = readPods(input);
      if (entry === undefined || entry.errors.length > 0)
        return { code: 1, error: `The Pod is invalid: ${entry?.errors.map(({ message }) => message).join('\n')}` };
      const [container] = entry.pod.containers;
      return { code: 0, out: JSON.stringify(container?.readinessProbe) };
    }
    if (verb === 'apply' || verb === 'create') return this.#apply(input);
    if (verb === 'get') return this.#get(words, template, given);
    if (verb === 'exec') return this.#wrongContainer(words[0] ?? '', args) ?? this.#exec(words[0] ?? '', rest);
    if (verb === 'logs') return this.#wrongContainer(words[0] ?? '', args) ?? this.#logs(words[0] ?? '', given);
    if (verb === 'debug') {
      const placed = this.#pods.get(words[0] ?? '');
      placed?.apps.refused.add(Number(rest[rest.indexOf('--dport') + 1]));
      return { code: 0 };
    }
    if (verb === 'rollout') {
      await this.pass(1);
      const { names = [], old = [] } = this.#deployments.get((words[1] ?? '').replace('deployment/', '')) ?? {};
      const ready = names.every(
        (name) => (this.#pods.get(name)?.simulation.status().ready ?? false) && this.#age(name) > 50,
      );
      if (ready) for (const one of old) this.#pods.get(one)?.simulation.delete();
      return { code: 0, out: ready ? 'deployment "x" successfully rolled out' : 'Waiting for deployment "x" rollout' };
    }
    if (verb === 'delete') return this.#delete(words);
    return { code: 1, error: `error: unknown command "${verb}" for "kubectl"` };
  }

  #age(name: string): number {
    return this.#now - (this.#pods.get(name)?.createdAt ?? this.#now);
  }

  #get([kind = '', name]: readonly string[], template: string, given: readonly string[]): Answer {
    const selector = given[given.indexOf('-l') + 1]?.split('=') ?? [];
    if (kind === 'serviceaccount') return { code: 0, out: 'default' };
    if (kind === 'pod' && name !== undefined) {
      const placed = this.#pods.get(name);
      if (placed === undefined) return notFound('pods', name);
      if (template !== '') return { code: 0, out: jsonpath(template, this.#podObject(name, placed)) };
      const { ready, status, restarts } = placed.simulation.row();
      const restarted = restarts > 0 ? `${restarts} (3s ago)` : '0';
      if (placed.image !== undefined) return { code: 0, out: `${name}   0/1   ImagePullBackOff   0   9s\n` };
      if (this.#options.unschedulable !== undefined) return { code: 0, out: `${name}   0/1   Pending   0   9s\n` };
      if (this.#pulling(placed) !== undefined) return { code: 0, out: `${name}   0/1   ContainerCreating   0   9s\n` };
      return { code: 0, out: `${name}   ${ready}   ${status}   ${restarted}   9s\n` };
    }
    if (kind === 'pods') {
      const items = [...this.#pods]
        .filter(([, { labels }]) => template === '' || labels[selector[0] ?? ''] === selector[1])
        .map(([one, placed]) => this.#podObject(one, placed));
      if (template !== '') return { code: 0, out: jsonpath(template, { items }) };
      return {
        code: 0,
        out: [...this.#pods].map(([one, { simulation }]) => `${one} ${JSON.stringify(simulation.row())}\n`).join(''),
      };
    }
    if (kind === 'events' && this.#options.withoutEvents === true)
      return { code: 1, error: 'Unable to connect to the server: net/http: TLS handshake timeout\n' };
    if (kind === 'events') {
      const fields = given.includes('--field-selector') ? (given[given.indexOf('--field-selector') + 1] ?? '') : '';
      const wanted = new Map(fields.split(',').flatMap((one) => (one === '' ? [] : [parts(one)])));
      for (const key of wanted.keys())
        if (!EVENT_FIELDS.has(key))
          return { code: 1, error: `Error from server (BadRequest): field label not supported: ${key}\n` };
      const field = (key: string) => wanted.get(key);
      const pod = field('involvedObject.name');
      const living = pod === undefined ? [...this.#pods.values()] : [this.#pods.get(pod) ?? []].flat();
      const all = [...(pod === undefined ? [] : (this.#gone.get(pod) ?? [])), ...living];
      const items = all.flatMap((placed) =>
        placed.simulation
          .events()
          .concat(this.#pulling(placed) ?? [])
          .filter(({ reason }) => field('reason') === undefined || reason === field('reason'))
          .map((event) => ({ ...event, lastTimestamp: this.#time(placed, event.lastAt) })),
      );
      if (template !== '') return { code: 0, out: jsonpath(template, { items }) };
      return { code: 0, out: items.map(({ reason, count, message }) => `${reason} x${count} ${message}\n`).join('') };
    }
    if (kind === 'service' && name !== undefined) {
      const service = this.#services.get(name);
      return service === undefined
        ? notFound('services', name)
        : { code: 0, out: jsonpath(template, { spec: { clusterIP: service.ip } }) };
    }
    if (kind === 'endpointslices') {
      const service = this.#services.get(selector[1] ?? '');
      const endpoints = service === undefined ? [] : this.#endpoints(service);
      const items = [{ endpoints: endpoints.map((one) => ({ targetRef: one, conditions: { ready: one.ready } })) }];
      return { code: 0, out: jsonpath(template, { items }) };
    }
    return { code: 1, error: `error: the server doesn't have a resource type "${kind}"` };
  }

  #pulling({ simulation }: Placed): ListedEvent | undefined {
    const all = [...simulation.pod.initContainers, ...simulation.pod.containers];
    const image = all.find((one) => this.#options.slow?.includes(one.image))?.image;
    if (image === undefined) return undefined;
    const message = `Pulling image "${image}"`;
    return {
      type: 'Normal',
      reason: 'Pulling',
      container: '',
      fieldPath: '',
      message,
      count: 1,
      firstAt: 0,
      lastAt: 0,
    };
  }

  /**
   * All that a watch has printed until now: it is asked for when it begins and when it is ended. The first is the Pod as it is then. With a
   * range in a jsonpath the real one ends after that: https://github.com/kubernetes/kubectl/issues/913
   */
  #watch(name: string, template: { readonly go: string } | { readonly jsonpath: string }): Answer {
    const begun = this.#watching.get(name);
    const placed = this.#pods.get(name) ?? (begun === undefined ? undefined : this.#gone.get(name)?.at(-1));
    if (placed === undefined) return notFound('pods', name);
    const from = begun ?? placed.watches.length - 1;
    if (begun === undefined) this.#watching.set(name, from);
    else this.#watching.delete(name);
    const seen = placed.watches.slice(from).map((one): unknown => JSON.parse(one));
    if ('go' in template) return { code: 0, out: seen.map((one) => goTemplate(template.go, one)).join('') };
    if (!template.jsonpath.includes('{range '))
      return { code: 0, out: seen.map((one) => jsonpath(template.jsonpath, one)).join('') };
    this.#watching.delete(name);
    const out = seen.slice(0, 1).map((one) => jsonpath(template.jsonpath, one));
    return { code: 1, out: out.join(''), error: 'error: error executing jsonpath: not in range, nothing to end\n' };
  }

  /** What `-c` names is there. */
  #wrongContainer(name: string, args: readonly string[]): Answer | undefined {
    const placed = this.#pods.get(name);
    const wanted = args.includes('-c') ? args[args.indexOf('-c') + 1] : undefined;
    if (placed === undefined || wanted === undefined) return undefined;
    const { initContainers, containers } = placed.simulation.pod;
    const there = [...initContainers, ...containers].some((one) => one.name === wanted);
    if (there || (wanted === 'rule' && placed.apps.refused.size > 0)) return undefined;
    return { code: 1, error: `Error from server (BadRequest): container ${wanted} is not valid for pod ${name}\n` };
  }

  async #exec(name: string, command: readonly string[]): Promise<Answer> {
    const placed = this.#pods.get(name);
    if (placed === undefined) return notFound('pods', name);
    const [program, ...rest] = command;
    if (name === 'client' && program === 'node') {
      const [, , times = '', method = '', url = '', form = ''] = rest;
      let out = '';
      for (let done = 0; done < Number(times); done += 1) out += `${await this.#http(method, url, form)}\n`;
      return { code: 0, out };
    }
    const host = [...placed.apps.hosts.values()].at(-1);
    const said = command.join(' ');
    if (said === 'nginx -s stop' || said.includes('SIGTERM')) host?.exit(0);
    else if (program === 'touch') host?.files.set(rest[0] ?? '', '');
    else if (said.includes('CapEff')) return { code: 0, out: 'CapEff: 0000000000000000\n' };
    return { code: 0 };
  }

  #logs(name: string, given: readonly string[]): Answer {
    if (given.includes('redirect-port'))
      return { code: 0, out: 'iptables: Failed to initialize nft: Operation not supported\n' };
    if (name === 'load') return { code: 0, out: '1200 requests, 0 failed {}\n' };
    // Of a Pod that is gone there are none, but one that follows has read them.
    const read = given.includes('--follow') ? this.#gone.get(name)?.at(-1) : undefined;
    const placed = this.#pods.get(name) ?? read;
    if (placed === undefined) return notFound('pods', name);
    const tail = Number(given.find((one) => one.startsWith('--tail='))?.slice(7) ?? 10_000);
    return { code: 0, out: `${placed.apps.log.slice(-tail).join('\n')}\n` };
  }

  #delete([kind = '', name]: readonly string[]): Answer {
    if (kind === 'namespace') this.namespaces.delete(name ?? '');
    else if (kind === 'pod') {
      const placed = this.#pods.get(name ?? '');
      if (placed === undefined) return notFound('pods', name ?? '');
      placed.simulation.delete();
    } else {
      for (const [one, placed] of this.#pods) {
        if (kind !== 'pods' && placed.labels['app.kubernetes.io/name'] === 'probez-verify') continue;
        this.#pods.delete(one);
        this.#gone.set(one, [...(this.#gone.get(one) ?? []), placed]);
      }
      this.#services.clear();
      this.#deployments.clear();
    }
    return { code: 0 };
  }
}

/** Enough of `kubectl kustomize` for the base and the rolling update. */
function kustomize(folder: string): string {
  const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
  const kustomization: unknown = parseAllDocuments(read('kustomization.yaml'))[0]?.toJS();
  const resources = [at(kustomization, 'resources')].flat().map(text);
  return resources
    .map((one) =>
      one.endsWith('.yaml')
        ? read(one)
        : kustomize(`${folder}/${one}`).replace('env:\n', 'env:\n            - { name: RELEASE, value: Canary }\n'),
    )
    .join('\n---\n');
}

/** `kubectl patch --local --type=json -o yaml`, for `add`, `replace` and `remove`. */
function patched(file: string, patch: string): string {
  const object: unknown = parseAllDocuments(readFileSync(file, 'utf8'))[0]?.toJS();
  const operations: unknown = JSON.parse(patch);
  for (const operation of [operations].flat()) {
    const op = text(at(operation, 'op'));
    const path = text(at(operation, 'path'));
    const value = at(operation, 'value');
    const keys = path.split('/').slice(1);
    const last = keys.pop() ?? '';
    const parent = at(object, ...keys);
    if (Array.isArray(parent) && last === '-') parent.push(value);
    else if (isFields(parent) && (op !== 'remove' || last in parent))
      op === 'remove' ? Reflect.deleteProperty(parent, last) : Reflect.set(parent, last, value);
    else throw new Error(`patch: there is no ${path} in ${file}`);
  }
  return stringify(object);
}
