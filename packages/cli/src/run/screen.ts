import type { ContainerView, KubeletRecord, Pod, PodRow, ProbeKind } from '@probez/kubelet';
import { age } from '@probez/kubelet/internal';
import type { Output } from '../io.ts';
import type { Paint } from '../paint.ts';

export interface ScreenOptions {
  readonly output: Output;
  readonly paint: Paint;
  readonly pod: Pod;
  readonly columns: () => number;
  readonly rows: () => number;
}

/** What the block at the bottom shows. */
export interface ScreenState {
  readonly row: PodRow;
  readonly containers: readonly ContainerView[];
  readonly now: number;
  readonly startedAt: number;
  readonly hint: string;
}

const laneLength = 24;
const escapeCharacter = '\u001b';
const colourOrCharacter = new RegExp(`${escapeCharacter}\\[[0-9;]*m|[\\s\\S]`, 'gu');

/** Cuts a text to a width, colour codes not counted. */
export function clip(text: string, width: number): string {
  let seen = 0;
  let out = '';
  for (const [part] of text.matchAll(colourOrCharacter)) {
    if (part.startsWith(escapeCharacter)) out += part;
    else if (seen < width) {
      out += part;
      seen++;
    }
  }
  return out;
}

/** Lines that scroll, and below them a block that is redrawn: the Pod's row, its containers, a lane per probe. */
export function createScreen({ output, paint, columns, rows }: ScreenOptions) {
  const lanes = new Map<string, string[]>();
  let drawn = 0;
  let pending: string[] = [];

  const key = (container: string, probe: ProbeKind) => `${container}/${probe}`;
  const marks = {
    success: () => paint.green('●'),
    failure: () => paint.red('✗'),
    discarded: () => paint.yellow('?'),
  };

  function probeLine(container: string, probe: ContainerView['probes'][number]): string {
    const lane = (lanes.get(key(container, probe.kind)) ?? []).join('');
    const failing = probe.last === 'failure';
    const threshold = failing ? probe.spec.failureThreshold : probe.spec.successThreshold;
    const run = probe.onHold || probe.run === 0 ? threshold : Math.min(probe.run, threshold);
    const verdict = probe.last === undefined ? 'not tried yet' : `${probe.last} ${run}/${threshold}`;
    const result = probe.result === undefined ? '' : `-> ${probe.result}`;
    const pad = ' '.repeat(Math.max(0, laneLength - (lanes.get(key(container, probe.kind))?.length ?? 0)));
    return `    ${probe.kind.padEnd(10)} ${lane}${pad} ${verdict.padEnd(14)} ${result.padEnd(10)} every ${probe.spec.periodSeconds}s`;
  }

  function block(state: ScreenState): string[] {
    const { row } = state;
    const head = `${row.name}  READY ${row.ready}  ${row.status}  RESTARTS ${row.restarts}  AGE ${age(state.now - state.startedAt)}`;
    const lines = ['', paint.bold(head)];
    for (const one of state.containers) {
      const left = one.until === undefined ? '' : ` (${Math.max(0, Math.ceil((one.until - state.now) / 1000))}s left)`;
      const code = one.state === 'terminated' ? ` with ${one.exitCode}` : '';
      const role = one.role === 'container' ? '' : ` [${one.role}]`;
      lines.push(
        `  ${one.name}${role}: ${one.state}${code}${left}, ${one.ready ? 'ready' : 'not ready'}, restarts ${one.restarts}`,
      );
      for (const probe of one.probes) lines.push(probeLine(one.name, probe));
    }
    lines.push(paint.dim(state.hint));
    return lines.slice(0, Math.max(3, rows() - 1));
  }

  return {
    log(line: string) {
      pending.push(line);
    },
    mark(record: Extract<KubeletRecord, { kind: 'probe' }>) {
      const lane = lanes.get(key(record.container, record.probe)) ?? [];
      lanes.set(key(record.container, record.probe), [...lane, marks[record.outcome]()].slice(-laneLength));
    },
    /** Writes what is new and draws the block again, in one go: nothing flickers. */
    draw(state: ScreenState | undefined) {
      const up = drawn === 0 ? '' : `\x1b[${drawn}A`;
      const log = pending.map((line) => `${line}\n`).join('');
      pending = [];
      const lines = state === undefined ? [] : block(state).map((line) => clip(line, columns() - 1));
      drawn = lines.length;
      output.write(`${up}\r\x1b[J${log}${lines.map((line) => `${line}\n`).join('')}`);
    },
  };
}
