import { readArgs, readDurationMs } from '../args.ts';
import { exitCode } from '../command.ts';
import type { Io } from '../io.ts';
import { plan } from '../manifest/plan.ts';
import { render, renderJson } from '../manifest/render.ts';
import { UsageError } from '../usage-error.ts';

export const help = `Usage: probez manifest [options]

Writes the probes, the preStop hook and the grace period from the numbers that you know about your app, each
with the arithmetic beside it. The result passes "probez lint".

Numbers (all in whole seconds: 30, 30s, 2m):
  --startup TIME       The app needs at most this long to start (30)
  --detect TIME        A hanging app must be detected within this time (65)
  --unready TIME       A failing Pod must stop getting requests within this time (15)
  --delay TIME         Requests still arrive this long after the Pod is deleted (5): the preStop hook sleeps
  --drain TIME         Requests in flight need at most this long to finish (18)
  --recovery TIME      A hanging container must be killed within this time: detection plus grace period
  --timeout TIME       An answer may take this long. Default: 1 to 5, as far as --detect allows
  --app-waits          The app itself keeps serving for --delay after SIGTERM: write no preStop hook

What is probed:
  --port PORT          (8080)
  --liveness PATH      (/livez)      --grpc           gRPC probes; the paths are then services
  --readiness PATH     (/readyz)
  --startup-path PATH  (/startupz)

What is written:
  --kind KIND          Deployment (the default), Pod, or container: only the part inside a container,
                         with the lines for the Pod and the controller as comments
  --name NAME          (app)
  --image IMAGE        (example.com/NAME:latest)
  --replicas N         (2), for a Deployment
  --json               The manifest as JSON, without the comments

Exit codes:
  0  Written
  2  Bad usage, or numbers that contradict each other; the message says which to change

Examples:
  probez manifest --port 8080 --startup 60 --drain 10 --detect 30
  probez manifest --kind container --detect 60 --recovery 90
  probez manifest --startup 2m --name orders --image registry.example.com/orders:7 | kubectl apply -f -
`;

const options = {
  startup: { type: 'string' },
  detect: { type: 'string' },
  unready: { type: 'string' },
  delay: { type: 'string' },
  drain: { type: 'string' },
  recovery: { type: 'string' },
  timeout: { type: 'string' },
  'app-waits': { type: 'boolean' },
  port: { type: 'string' },
  liveness: { type: 'string' },
  readiness: { type: 'string' },
  'startup-path': { type: 'string' },
  grpc: { type: 'boolean' },
  kind: { type: 'string' },
  name: { type: 'string' },
  image: { type: 'string' },
  replicas: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const longest = 24 * 3600;

function seconds(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = readDurationMs(option, text) / 1000;
  if (Number.isInteger(value) && value >= least && value <= longest) return value;
  throw new UsageError(
    `${option} "${text}": expected whole seconds from ${least} to ${longest}, because probes have no fractions of a second`,
  );
}

function count(option: string, text: string | undefined, fallback: number, most: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most && /^\d+$/.test(text ?? '1')) return value;
  throw new UsageError(`${option} "${text}": expected a whole number from 1 to ${most}`);
}

function word(option: string, text: string | undefined, fallback: string, allowed: RegExp, says: string): string {
  const value = text ?? fallback;
  if (allowed.test(value)) return value;
  throw new UsageError(`${option} "${value}": expected ${says}`);
}

function kindOf(text = 'Deployment'): 'Deployment' | 'Pod' | 'container' {
  const kind = (['Deployment', 'Pod', 'container'] as const).find((one) => one.toLowerCase() === text.toLowerCase());
  if (kind === undefined) throw new UsageError(`--kind "${text}": expected Deployment, Pod or container`);
  return kind;
}

export async function run(args: string[], io: Io): Promise<number> {
  const { values } = readArgs({ args, options });
  const name = word(
    '--name',
    values.name,
    'app',
    /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'at most 63 lowercase letters, digits and dashes',
  );
  const path = (option: 'liveness' | 'readiness' | 'startup-path', fallback: string) =>
    values.grpc === true
      ? word(`--${option}`, values[option], '', /^[\w./-]*$/, 'a gRPC service name')
      : word(`--${option}`, values[option], fallback, /^\/[!-~]*$/, 'a path that begins with / and has no spaces');
  const numbers = plan({
    startup: seconds('--startup', values.startup, 1) ?? 30,
    detect: seconds('--detect', values.detect, 1),
    unready: seconds('--unready', values.unready, 1),
    delay: seconds('--delay', values.delay, 0) ?? 5,
    drain: seconds('--drain', values.drain, 0) ?? 18,
    recovery: seconds('--recovery', values.recovery, 1),
    timeout: seconds('--timeout', values.timeout, 1),
    appWaits: values['app-waits'] === true,
  });
  const subject = {
    kind: kindOf(values.kind),
    name,
    image: word('--image', values.image, `example.com/${name}:latest`, /^[\w./:@-]+$/, 'an image name'),
    replicas: count('--replicas', values.replicas, 2, 10_000),
    port: count('--port', values.port, 8080, 65_535),
    grpc: values.grpc === true,
    paths: {
      liveness: path('liveness', '/livez'),
      readiness: path('readiness', '/readyz'),
      startup: path('startup-path', '/startupz'),
    },
  };
  io.stdout.write(values.json === true ? renderJson(numbers, subject) : render(numbers, subject));
  return exitCode.ok;
}
