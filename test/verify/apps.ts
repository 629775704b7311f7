import type { App, Container, InProcessApp, Pod, ProcessHost, Reply } from '@probez/kubelet';

/** What runs in a container of the cluster: a stand-in for the image, or for the line of JavaScript that `verify.sh` gives it. */

export interface PodApps {
  readonly apps: Readonly<Record<string, App>>;
  /** What the lines of JavaScript have printed. */
  readonly log: string[];
  /** The processes as they run now, by container. */
  readonly hosts: Map<string, ProcessHost>;
  /** Ports that a rule in the Pod's network refuses. */
  readonly refused: Set<number>;
}

const variables = ({ env }: Container): Readonly<Record<string, string>> =>
  Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));

/** The demo app, with what its environment asks for. */
function demoApp(container: Container, podName: string, { hosts, refused }: Omit<PodApps, 'apps'>): InProcessApp {
  const env = variables(container);
  const drainMs = Number(env.DRAIN_DELAY_MS ?? 1000);
  return {
    start(host: ProcessHost) {
      hosts.set(container.name, host);
      const values = new Map(['livez', 'readyz', 'startupz'].map((name) => [`/${name}`, 'OK']));
      const listensAt = host.now() + 100 + Number(env.START_DELAY_MS ?? 0);
      let blockedUntil = 0;
      let draining = false;
      const stop = () => {
        if (draining) return;
        draining = true;
        host.after(Math.max(blockedUntil - host.now(), 0) + drainMs, () => host.exit(0));
      };
      const stalledMs = () => (host.now() < blockedUntil ? blockedMs - (blockedUntil - host.now()) : 0);
      let blockedMs = 0;
      return {
        listens: (port) =>
          !refused.has(port) &&
          host.now() >= listensAt &&
          (port === Number(env.PORT ?? (container.image.startsWith('ikubernetes') ? 80 : 8080)) ||
            port === Number(env.PROBE_PORT ?? -1)),
        signal: (name) => name === 'SIGTERM' && stop(),
        request({ method, url, headers, body = '' }, reply) {
          const isolated = env.ISOLATED === 'true' && headers.host?.endsWith(`:${env.PROBE_PORT}`) === true;
          const stalled = stalledMs();
          if (stalled > 0 && !isolated) return;
          if (stalled >= Number(url === '/livez' ? env.STALL_LIVENESS_MS : env.STALL_READINESS_MS))
            return reply({ status: 503 });
          const form = new URLSearchParams(body);
          const value = values.get(url);
          if (method === 'POST' && url === '/block' && env.BLOCK === 'true') {
            blockedMs = Number(form.get('ms'));
            host.after(10, () => {
              blockedUntil = host.now() + blockedMs;
            });
            return reply({ status: 200, body: '' });
          }
          if (url === '/')
            return reply({ status: 200, body: `Probez demoapp ClientIP: 127.0.0.1, ServerName: ${podName}\n` });
          if (url === '/hostname') return reply({ status: 200, body: `ServerName: ${podName}\n` });
          if (url === '/configs') return reply({ status: 200, body: `RELEASE: ${env.RELEASE ?? 'Stable'}\n` });
          if (value === undefined) return reply({ status: 404 });
          if (method === 'POST') {
            const posted = form.get(url.slice(1));
            if (posted !== null) values.set(url, posted);
            return reply({ status: posted === null ? 400 : 200, body: '' });
          }
          const passes = value === 'OK' && !(draining && url === '/readyz');
          return reply(passes ? { status: 200, body: 'OK' } : { status: 503 });
        },
      };
    },
  };
}

const exits: InProcessApp = { start: () => () => ({ status: 200 }) };

/** A line of JavaScript of `verify.sh`, recognised by what it says. */
function javascript(script: string, log: string[]): InProcessApp {
  const ok: Reply = { status: 200, body: 'OK' };
  const port = Number(/\.listen\((\d+)/.exec(script)?.[1] ?? 8080);
  if (script.includes("'user-agent='"))
    return {
      start: () => (request) => {
        const { host, 'user-agent': agent, 'x-probe': probe } = request.headers;
        log.push(`${request.url} host=${host} user-agent=${agent} x-probe=${probe}`);
        return ok;
      },
    };
  if (script.includes("'/startupz'"))
    return {
      start(host) {
        const from = host.now() + Number(/< (\d+) \?/.exec(script)?.[1]);
        return ({ url }) => {
          const status = url === '/startupz' && host.now() < from ? 503 : 200;
          log.push(`${url} ${status}`);
          return { status };
        };
      },
    };
  if (script.includes('22000'))
    return {
      start(host) {
        let alive = true;
        // kubectl logs shows the container that runs, not the one before it.
        log.length = 0;
        return {
          listens: (asked) => asked === 8080,
          signal() {
            log.push('SIGTERM');
            host.after(22_000, () => host.exit(0));
          },
          request({ method, url }, reply) {
            log.push(url);
            if (method === 'POST') alive = false;
            reply(url === '/livez' && !alive && method !== 'POST' ? { status: 503 } : ok);
          },
        };
      },
    };
  if (script.includes('application/grpc')) {
    let up = true;
    return {
      grpc: (service) => (service === 'orders' && !up ? 'NOT_SERVING' : 'SERVING'),
      start: () => (request) => {
        up = request.url === '/up';
        return ok;
      },
    };
  }
  return { ...exits, port, sigterm: { exitAfterMs: script.includes('3000') ? 3000 : 0 } };
}

function nginx(name: string, hosts: PodApps['hosts']): InProcessApp {
  return {
    port: 80,
    start(host) {
      hosts.set(name, host);
      return ({ url }) =>
        url === '/index.html' || host.files.has(`/usr/share/nginx/html${url}`)
          ? { status: 200, body: 'hello' }
          : { status: 404 };
    },
  };
}

/** A proxy on port 8000 in front of what the Pod's own app answers on 8080. */
function proxy(app: () => InProcessApp | undefined): InProcessApp {
  let handler: ReturnType<InProcessApp['start']> | undefined;
  return {
    port: 8000,
    bootMs: 500,
    sigterm: { exitAfterMs: 200 },
    start: (host) => (request) => {
      if (request.url === '/proxy-is-up') return { status: 200 };
      handler ??= app()?.start(host);
      if (handler === undefined || typeof handler === 'function') return { status: 502 };
      let answer: Reply = { status: 502 };
      handler.request(request, (reply) => {
        answer = reply;
      });
      return answer;
    },
  };
}

const probesFor = ({ livenessProbe }: Container, program: string) =>
  livenessProbe?.handler.kind === 'exec' && livenessProbe.handler.command[0] === program;

/** The apps of a Pod, by container. */
export function appsFor(pod: Pod, rulesFail = false): PodApps {
  const log: string[] = [];
  const shared = { log, hosts: new Map<string, ProcessHost>(), refused: new Set<number>() };
  const all = [...pod.initContainers, ...pod.containers];
  const demo = pod.containers.find(({ image, command }) => image.includes('demoapp') && command.length === 0);
  const behind = demo === undefined ? undefined : demoApp(demo, pod.name, shared);
  const entries = all.flatMap((container): (readonly [string, App])[] => {
    const [program = '', flag, script = ''] = container.command;
    const { image } = container;
    if (program === 'node' && flag === '-e') return [[container.name, javascript(script, log)]];
    if (container.name === 'proxy') return [[container.name, proxy(() => behind)]];
    if (program === 'iptables')
      return [[container.name, { command: rulesFail ? ['sh', '-c', 'sleep 1; exit 4'] : ['sleep', '1'] }]];
    if (program === 'sh' && script.includes('tail -F'))
      return [[container.name, { command: ['sh', '-c', 'touch /tmp/up; sleep 6000'] }]];
    // What the image of busybox does not have.
    if (program !== '' && probesFor(container, 'nosuchcommand'))
      return [[container.name, { boots: [{ commands: { nosuchcommand: ['missing'] } }] }]];
    if (program !== '') return [];
    if (image.startsWith('nginx')) return [[container.name, nginx(container.name, shared.hosts)]];
    if (image.includes('demoapp')) return [[container.name, demoApp(container, pod.name, shared)]];
    return [[container.name, exits]];
  });
  return { apps: Object.fromEntries(entries), ...shared };
}
