import { type Clock, createVirtualClock } from '../clock.ts';
import { type Driver, drivePod, type World } from '../driver.ts';
import type { KubeletRecord } from '../machine/records.ts';
import { proberTiming } from '../machine/timing.ts';
import { createErrorList, ManifestError } from '../manifest/field-error.ts';
import { parsePod } from '../manifest/parse.ts';
import { isFields } from '../manifest/part.ts';
import type { Pod } from '../manifest/types.ts';
import { createAssumptions } from './assumptions.ts';
import type { Program } from './program.ts';
import { readScript } from './script.ts';
import { createScriptedProgram, type Script } from './scripted.ts';
import { shellPrograms } from './shell.ts';
import { createSimulatedWorld } from './world.ts';

/** One line of a trace: seconds after the Pod was added, to a tenth, and what happened. */
export type TraceEntry = { readonly t: number; readonly kind: string } & Readonly<Record<string, unknown>>;

/** A Pod with one container and a scripted server, and how long to watch it. */
export interface TraceCase {
  readonly name: string;
  readonly seconds: number;
  readonly deleteAfterSeconds?: number;
  /** The file `$F` is there at the start and is removed then, counted from when the Pod was added. */
  readonly execFileRemovedAfterMs?: number;
  readonly pod: Pod;
  readonly server: Script;
}

/** The port that the scripted server listens on, and its name. */
export const scriptedPort = { name: 'http', containerPort: 8080 } as const;

/**
 * Reads a trace file: `pod` with `probes`, `server` with `boots`, `seconds`.
 * @throws ManifestError with all errors
 */
export function readTraceCase(value: unknown): TraceCase {
  const errors = createErrorList();
  const fields = isFields(value) ? value : {};
  const { pod, name: given } = fields;
  const name = typeof given === 'string' ? given : 'trace';
  const number = (key: string, required: boolean): number | undefined => {
    const found = fields[key];
    if (found === undefined && !required) return undefined;
    if (typeof found === 'number' && found >= 0) return found;
    errors.invalid(key, found ?? null, 'must be a number of seconds or milliseconds, not negative');
    return undefined;
  };
  const seconds = number('seconds', true) ?? 0;
  const deleteAfterSeconds = number('deleteAfterSeconds', false);
  const execFileRemovedAfterMs = number('execFileRemovedAfterMs', false);
  const server = readScript(errors, fields.server, 'server');
  if (!isFields(pod)) errors.required('pod', 'an object with probes, restartPolicy and terminationGracePeriodSeconds');
  if (errors.errors.length > 0) throw new ManifestError(`trace ${name}`, errors.errors);
  const { probes, ...spec } = isFields(pod) ? pod : {};
  const container = {
    name: 'app',
    image: 'scripted-server',
    ports: [scriptedPort],
    ...(isFields(probes) ? probes : {}),
  };
  return {
    name,
    seconds,
    ...(deleteAfterSeconds === undefined ? {} : { deleteAfterSeconds }),
    ...(execFileRemovedAfterMs === undefined ? {} : { execFileRemovedAfterMs }),
    pod: parsePod({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'pod' },
      spec: { ...spec, containers: [container] },
    }),
    server,
  };
}

const tenths = (ms: number) => Math.round(ms / 100) / 10;
const proberEvents = new Set(['Unhealthy', 'ProbeWarning']);

/** Turns a record into a line of a trace, if it belongs in one. `full` adds what only whole Pods have. */
export function traceEntry(record: KubeletRecord, startedAt: number, full: boolean): TraceEntry | undefined {
  const t = tenths(record.at - startedAt);
  const named = full && 'container' in record ? { container: record.container } : {};
  switch (record.kind) {
    case 'probe':
      return { t, kind: 'probe', ...named, probe: record.probe, outcome: record.outcome };
    case 'result':
      return { t, kind: 'result', ...named, probe: record.probe, result: record.result };
    case 'event':
      if (!full && !proberEvents.has(record.reason)) return undefined;
      return { t, kind: 'event', ...named, type: record.type, reason: record.reason, message: record.message };
    case 'ready':
      return { t, kind: 'ready', value: record.value };
    case 'container': {
      const { at: _at, kind: _kind, container: _container, ...rest } = record;
      if (record.event === 'sigterm') return undefined;
      return { t, kind: 'container', ...named, ...rest };
    }
    case 'pod':
      if (record.event === 'gone') return undefined;
      if (record.event === 'completed') return full ? { t, kind: 'pod', event: record.event } : undefined;
      return { t, kind: 'pod', event: record.event };
    case 'hook':
      if (!full) return undefined;
      return {
        t,
        kind: 'hook',
        ...named,
        hook: record.hook,
        event: record.event,
        ...(record.message === undefined ? {} : { message: record.message }),
      };
    default:
      return undefined;
  }
}

/** What happens at the same moment as the end of the watch is the fastest attempt at most. */
const slackMs = 2;
/** A deletion comes a moment after the ticks of its second. */
const deletionSlackMs = 1;

/** The program of a trace case: its scripted server, in a place where commands can be run too. */
export function traceProgram(trace: TraceCase): Program {
  const port = scriptedPort.containerPort;
  return createScriptedProgram({ script: trace.server, port, earlySigterm: 'die', executables: shellPrograms });
}

/** Adds the Pod of a trace case to a world, gathers what happens, and deletes it when the case says so. */
export function playTrace(trace: TraceCase, clock: Clock, world: World): { entries: TraceEntry[]; driver: Driver } {
  const entries: TraceEntry[] = [];
  const startedAt = clock.now();
  const driver = drivePod({
    pod: trace.pod,
    timing: proberTiming,
    clock,
    world,
    onRecord(record) {
      const entry = traceEntry(record, startedAt, false);
      if (entry !== undefined) entries.push(entry);
    },
  });
  if (trace.deleteAfterSeconds !== undefined)
    clock.at(startedAt + trace.deleteAfterSeconds * 1000 + deletionSlackMs, () => driver.send({ kind: 'delete' }));
  return { entries, driver };
}

/** Plays a trace case through in virtual time. */
export function simulateTrace(trace: TraceCase): TraceEntry[] {
  const clock = createVirtualClock();
  const program = traceProgram(trace);
  const file = '/tmp/F';
  const files = new Map(trace.execFileRemovedAfterMs === undefined ? [] : [[file, '']]);
  if (trace.execFileRemovedAfterMs !== undefined) clock.at(trace.execFileRemovedAfterMs, () => files.delete(file));
  const world = createSimulatedWorld({
    clock,
    podIp: '127.0.0.1',
    hostNetwork: true, // played in real time, all is on one machine
    assumptions: createAssumptions(),
    creationMs: 20,
    program: () => program,
    files: () => files,
    env: () => ({ F: file }),
  });
  const { entries, driver } = playTrace(trace, clock, world);
  clock.advanceTo(trace.seconds * 1000 + slackMs);
  driver.close();
  return entries;
}

/** A trace file as it is written: one entry per line. */
export function formatTrace(head: Readonly<Record<string, unknown>>, entries: readonly TraceEntry[]): string {
  const lines = Object.entries(head).map(([key, value]) => ` ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  const body = entries.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n');
  return `{\n${lines.join('')} "trace": [${body === '' ? '' : `\n${body}\n `}]\n}\n`;
}
