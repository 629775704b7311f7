import { parse, stringify } from 'yaml';
import { lint } from '../lint/lint.ts';
import { stoppingSeconds } from '../stopping.ts';
import { UsageError } from '../usage-error.ts';
import { best, hooks, type Plan, type ProbePlan, spare, worst } from './plan.ts';

/** What the manifest is about. */
export interface Subject {
  readonly kind: 'Deployment' | 'Pod' | 'container';
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly port: number;
  readonly grpc: boolean;
  /** Paths, or with `grpc` the names of services. */
  readonly paths: Readonly<Record<'liveness' | 'readiness' | 'startup', string>>;
}

const indent = (lines: readonly string[], depth: number) => lines.map((line) => `${' '.repeat(depth)}${line}`);
/** Quoted only where YAML, as kubectl reads it, would take it for something else: `app`, but `"yes"`. */
const scalar = (text: string) => stringify(text, { version: '1.1', lineWidth: 0 }).trimEnd();

const sum = ({ failures, period, timeout }: ProbePlan) =>
  `${failures} x ${period} s + ${timeout} s = ${worst({ failures, period, timeout })} s`;
const bestSum = (probe: ProbePlan) => `(${probe.failures} - 1) x ${probe.period} s = ${best(probe)} s`;

function handler({ grpc, port, paths }: Subject, kind: keyof Subject['paths']): string[] {
  if (!grpc) return ['httpGet:', `  path: ${scalar(paths[kind])}`, '  port: http'];
  return ['grpc:', `  port: ${port}`, ...(paths[kind] === '' ? [] : [`  service: ${scalar(paths[kind])}`])];
}

const numbers = ({ period, failures, timeout }: ProbePlan) => [
  `periodSeconds: ${period}`,
  `failureThreshold: ${failures}`,
  `timeoutSeconds: ${timeout}`,
];

function probe(name: string, comments: string[], lines: string[]): string[] {
  return [...comments.map((comment) => `# ${comment}`), `${name}:`, ...indent(lines, 2)];
}

function probes(plan: Plan, subject: Subject): string[] {
  const { wishes, startup, liveness, readiness, livenessGrace } = plan;
  const grace = stoppingSeconds(livenessGrace ?? plan.grace, plan.preStop);
  const recovery = wishes.recovery === undefined ? '' : `, within the ${wishes.recovery} s asked for`;
  return [
    ...probe(
      'startupProbe',
      [
        `Up to ${wishes.startup} s to start: ${bestSum(startup)} are guaranteed, at worst ${sum(startup)} pass`,
        'until a container that never starts is killed. The other probes wait for this one.',
      ],
      [...handler(subject, 'startup'), ...numbers(startup)],
    ),
    ...probe(
      'readinessProbe',
      [`Out of the Service after at most ${sum(readiness)}, before liveness may act (${bestSum(liveness)}).`],
      [...handler(subject, 'readiness'), ...numbers(readiness)],
    ),
    ...probe(
      'livenessProbe',
      [
        `A hanging process is noticed after ${best(liveness)} s at best and at most ${sum(liveness)}${wishes.detect === undefined ? '' : `, within the ${wishes.detect} s asked for`};`,
        `it ignores SIGTERM, so it is gone after ${worst(liveness)} s + ${grace} s of stopping = ${worst(liveness) + grace} s${recovery}.`,
      ],
      [
        ...handler(subject, 'liveness'),
        ...numbers(liveness),
        ...(livenessGrace === undefined ? [] : [`terminationGracePeriodSeconds: ${livenessGrace}`]),
      ],
    ),
  ];
}

function hook({ preStop, wishes }: Plan): string[] {
  if (preStop === 0) return [];
  return [
    `# Requests still arrive for a moment after the Pod is deleted, so SIGTERM is sent ${wishes.delay} s later.`,
    '# An app with gracefulShutdown waits by itself and needs no hook: --app-waits leaves it out.',
    'lifecycle:',
    '  preStop:',
    '    sleep:',
    `      seconds: ${preStop}`,
  ];
}

function graceLines({ grace, deadline, wishes, preStop }: Plan): string[] {
  const before = preStop === 0 ? '' : `${preStop} s of preStop + `;
  const parts = `${deadline - wishes.drain - hooks} s of delay, ${wishes.drain} s of drain, ${hooks} s for hooks`;
  return [
    `# ${before}${deadline} s of shutdown + ${spare} s to spare = ${grace} s`,
    `# The shutdown: ${parts}. gracefulShutdown(..., { deadlineMs: ${deadline}_000 })`,
    `terminationGracePeriodSeconds: ${grace}`,
  ];
}

function container(plan: Plan, subject: Subject): string[] {
  const { name, image, port, grpc } = subject;
  return [
    `name: ${scalar(name)}`,
    `image: ${scalar(image)}`,
    'ports:',
    `  - name: ${grpc ? 'grpc' : 'http'}`,
    `    containerPort: ${port}`,
    ...probes(plan, subject),
    ...hook(plan),
  ];
}

/** The numbers that no manifest shows, so that `probez lint` can check the others against them. */
function annotations({ wishes }: Plan): string[] {
  return [
    'annotations:',
    `  probez.dev/startup-seconds: "${wishes.startup}"`,
    ...(wishes.appWaits ? [`  probez.dev/drain-delay-seconds: "${wishes.delay}"`] : []),
    `  probez.dev/drain-seconds: "${wishes.drain}"`,
    ...(wishes.recovery === undefined ? [] : [`  probez.dev/recovery-seconds: "${wishes.recovery}"`]),
  ];
}

function podSpec(plan: Plan, subject: Subject): string[] {
  const [first = '', ...rest] = container(plan, subject);
  return [...graceLines(plan), 'containers:', `  - ${first}`, ...indent(rest, 4)];
}

function rollout(plan: Plan): string[] {
  const { minReady, progressDeadline, startup, liveness } = plan;
  return [
    `# ${bestSum(liveness)}: the rollout continues only once liveness could have noticed a broken Pod.`,
    `minReadySeconds: ${minReady}`,
    `# More than ${worst(startup)} s of start-up at worst + ${minReady} s = ${worst(startup) + minReady} s.`,
    `progressDeadlineSeconds: ${progressDeadline}`,
  ];
}

function deployment(plan: Plan, subject: Subject): string[] {
  const labels = `app: ${scalar(subject.name)}`;
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: ${scalar(subject.name)}`,
    'spec:',
    `  replicas: ${subject.replicas}`,
    ...indent(rollout(plan), 2),
    '  # The new Pod is ready before an old one goes.',
    '  strategy:',
    '    type: RollingUpdate',
    '    rollingUpdate:',
    '      maxSurge: 1',
    '      maxUnavailable: 0',
    '  selector:',
    '    matchLabels:',
    `      ${labels}`,
    '  template:',
    '    metadata:',
    '      labels:',
    `        ${labels}`,
    ...indent(annotations(plan), 6),
    '    spec:',
    ...indent(podSpec(plan, subject), 6),
  ];
}

function pod(plan: Plan, subject: Subject): string[] {
  return [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    `  name: ${scalar(subject.name)}`,
    '  labels:',
    `    app: ${scalar(subject.name)}`,
    ...indent(annotations(plan), 2),
    'spec:',
    ...indent(podSpec(plan, subject), 2),
  ];
}

function fragment(plan: Plan, subject: Subject): string[] {
  const outside = (where: string, lines: string[]) => [
    `# ${where}:`,
    ...lines.map((line) => `#   ${line.replace(/^# /, '')}`),
  ];
  return [
    ...outside("Into the Pod's metadata", annotations(plan)),
    ...outside("Into the Pod's spec", graceLines(plan)),
    ...outside("Into the Deployment's spec", rollout(plan)),
    '',
    '# Into the container:',
    ...container(plan, subject).slice(2),
  ];
}

/** What is written has to pass the linter: a path, an image or a timeout may stand against it. */
function selfCheck(plan: Plan, subject: Subject): void {
  const whole = subject.kind === 'Pod' ? pod(plan, subject) : deployment(plan, subject);
  const { findings } = lint([{ name: 'manifest', text: whole.join('\n') }]);
  const [first] = findings.filter(({ severity }) => severity !== 'info');
  if (first !== undefined)
    throw new UsageError(`this would be reported as ${first.rule}: ${first.message} ${first.fix}`);
}

/** The manifest as YAML, with comments. */
export function render(plan: Plan, subject: Subject): string {
  selfCheck(plan, subject);
  const lines = { Deployment: deployment, Pod: pod, container: fragment }[subject.kind](plan, subject);
  return `${lines.join('\n')}\n`;
}

export const renderJson = (plan: Plan, subject: Subject) =>
  `${JSON.stringify(parse(render(plan, subject)), null, 2)}\n`;
