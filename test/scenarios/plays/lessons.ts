import type { App } from '@probez/kubelet';
import { expect } from 'vitest';
import { demoApp } from '../demo-app.ts';
import type { Lab } from '../lab.ts';
import type { Scenario } from '../scenario.ts';

/** An app whose event loop blocks from 20 s on, that long: it accepts connections and does not answer. */
function blocking(forMs: number): App {
  return {
    // The handler of SIGTERM waits for the event loop too: for ever, or for the 4 s that are left when the probe kills.
    sigterm: forMs > 60_000 ? 'ignore' : { exitAfterMs: 4000 },
    start(host) {
      if (host.restarts > 0) return () => ({ status: 200 });
      const start = host.now();
      const stalledMs = () => {
        const since = host.now() - start - 20_000;
        return since >= 0 && since < forMs ? since : undefined;
      };
      return ({ url, headers }) => {
        const stalled = stalledMs();
        if (stalled === undefined) return { status: 200 };
        if (headers.host?.endsWith(':9400') !== true) return 'hang';
        // The isolated port: docs/isolated.md, "What happens during a stall".
        return { status: stalled >= (url === '/livez' ? 30_000 : 5_000) ? 503 : 200 };
      };
    },
  };
}

function line(pod: string, what: string, { pod: { row, status } }: Lab): string {
  const { restarts, status: shown } = row();
  return `${pod.padEnd(21)}${what.padEnd(21)}${shown.padEnd(18)}phase ${status().phase.padEnd(11)}RESTARTS ${restarts}`;
}

/** 20 to 22: what the parts do together. */
export const lessons: readonly Scenario[] = [
  {
    folder: '20-blocked-event-loop',
    verified: 'run and simulated',
    async play(open) {
      const play = async (file: string, forMs: number) => {
        const lab = open(file, { apps: { app: blocking(forMs) } });
        await lab.pod.runFor(120);
        return lab;
      };
      const table = async (forMs: number, restarts: readonly number[]) => {
        const lines: string[] = [];
        for (const [index, file] of ['tcp.yaml', 'http.yaml', 'isolated.yaml'].entries()) {
          const lab = await play(file, forMs);
          expect(lab.pod.row().restarts, file).toBe(restarts[index]);
          expect(lab.count('Unhealthy') === 0, file).toBe(file === 'tcp.yaml');
          const rows = lab.pod.watch().slice(1);
          const states = rows.map((row) => `${row.seconds.toFixed(1)}s ${row.ready} RESTARTS ${row.restarts}`);
          lines.push(`${file.padEnd(16)}${states.join(', ')}`);
        }
        return lines.join('\n');
      };
      return { verdicts: await table(1e9, [0, 1, 1]), busy: await table(20_000, [0, 1, 0]) };
    },
  },
  {
    folder: '21-readiness-first',
    verified: 'run and simulated',
    async play(open) {
      const play = async (recovers: boolean) => {
        const lab = open('pod.yaml', { apps: { app: demoApp() } });
        await lab.pod.runFor(30);
        await lab.post('livez', 'FAIL');
        const unready = await lab.pod.runUntil((row) => row.ready === '0/1');
        expect(unready).toBeLessThanOrEqual(10.1);
        await lab.pod.runFor(20 - unready);
        if (recovers) await lab.post('livez', 'OK');
        await lab.pod.runFor(40);
        expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: recovers ? 0 : 1 });
        return recovers ? lab.rows() : lab.shown();
      };
      return { fail: await play(false), recovers: await play(true) };
    },
  },
  {
    folder: '22-restart-policies',
    verified: 'run and simulated',
    async play(open) {
      const lines: string[] = [];
      const ended = (code: number): Readonly<Record<string, App>> =>
        code === 0 ? {} : { app: { command: ['sh', '-c', `sleep 20; exit ${code}`] } };
      const expected = {
        'always.yaml': [/^/, /^/],
        'on-failure.yaml': [/^Succeeded$/, /^/],
        'never.yaml': [/^Succeeded$/, /^Failed$/],
      };
      for (const [file, phases] of Object.entries(expected))
        for (const code of [0, 1]) {
          const lab = open(file, { apps: ended(code) });
          await lab.pod.runFor(100);
          const { phase } = lab.pod.status();
          const { restarts } = lab.pod.row();
          expect(phase).toMatch(phases[code] ?? /^$/);
          expect(restarts > 0).toBe(file === 'always.yaml' || (file === 'on-failure.yaml' && code === 1));
          lines.push(line(file, `ends with ${code}`, lab));
        }
      const killed = { app: { boots: [{ routes: { '/livez': [200, 500] } }, { routes: { '/livez': [200] } }] } };
      for (const restartPolicy of ['OnFailure', 'Never'] as const) {
        const lab = open('never-with-liveness.yaml', { apps: killed, change: (pod) => ({ ...pod, restartPolicy }) });
        await lab.pod.runFor(100);
        expect(lab.pod.row().restarts).toBe(restartPolicy === 'OnFailure' ? 1 : 0);
        lines.push(line(`${restartPolicy}, liveness`, 'killed, ends with 0', lab));
      }
      return { table: lines.join('\n') };
    },
  },
];
