import { readFileSync } from 'node:fs';
import { ManifestError, parsePod } from '@probez/kubelet';
import { expect } from 'vitest';
import { demoApp } from '../demo-app.ts';
import { examples } from '../lab.ts';
import type { Scenario } from '../scenario.ts';

const text = (file: string) => readFileSync(`${examples}${file}`, 'utf8');

/** What the API server says to a manifest. */
function refusal(file: string): string {
  try {
    parsePod(text(file));
  } catch (error) {
    if (error instanceof ManifestError) return error.message;
    throw error;
  }
  throw new Error(`${file} was accepted`);
}

/** The demo app with START_DELAY_MS. */
const slow = (listenAfterMs: number) => ({
  // After SIGTERM the demo app serves on for a second.
  app: {
    boots: [
      {
        listenAfterMs,
        sigterm: { exitAfterMs: 1000 },
        routes: { '/startupz': [200], '/livez': [200], '/readyz': [200] },
      },
    ],
  },
});

/** 13 to 19: the numbers, and what they do. */
export const knobs: readonly Scenario[] = [
  {
    folder: '13-five-knobs',
    verified: 'run and simulated',
    refused: { 'refused.yaml': /livenessProbe\.successThreshold: Invalid value: 2: must be 1/ },
    withoutNumbers: ['defaults.yaml'],
    async play(open) {
      expect(parsePod(text('13-five-knobs/defaults.yaml'))).toEqual(parsePod(text('13-five-knobs/explicit.yaml')));
      const lab = open('explicit.yaml', { apps: { app: demoApp() } });
      await lab.pod.runFor(30);
      await lab.post('readyz', 'FAIL');
      const out = await lab.pod.runUntil((row) => row.ready === '0/1');
      expect(out).toBeGreaterThan(20);
      expect(out).toBeLessThanOrEqual(30.1);
      await lab.pod.runFor(90 - lab.pod.seconds());
      await lab.post('readyz', 'OK');
      expect(await lab.pod.runUntil((row) => row.ready === '1/1')).toBeLessThanOrEqual(10.1);
      return { refused: refusal('13-five-knobs/refused.yaml'), explicit: lab.shown() };
    },
  },
  {
    folder: '14-exec-no-shell',
    verified: 'run and simulated',
    async play(open) {
      const lab = open('pod.yaml');
      await lab.pod.runFor(60);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect(lab.count('Unhealthy')).toBe(0);
      const missing = open('missing.yaml', {
        apps: { app: { boots: [{ commands: { nosuchcommand: ['missing'] } }] } },
      });
      await missing.pod.runFor(600);
      expect(missing.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect(missing.count('Unhealthy')).toBeGreaterThan(3);
      expect(missing.count('Killing')).toBe(0);
      const first = missing.pod.events().find(({ reason }) => reason === 'Unhealthy');
      return { pod: lab.shown(), missing: `${missing.rows()}\n\n${first?.message.replace(/0{58}/, '...')}` };
    },
  },
  {
    folder: '15-http-fields',
    verified: 'run and simulated in part',
    async play(open) {
      const seen = new Map<string, string>();
      const app = {
        start:
          () =>
          ({ url, headers }: { url: string; headers: Readonly<Record<string, string>> }) => {
            const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
            seen.set(url, [`GET ${url}`, ...lines].join('\n'));
            return { status: 200 };
          },
      };
      const lab = open('pod.yaml', { apps: { app } });
      await lab.pod.runFor(20);
      expect(seen.get('/readyz')).toContain('host: demo.example\n');
      expect(seen.get('/readyz')).toContain('x-probe: readiness');
      expect(seen.get('/livez')).toContain('host: 10.244.0.10:8080\n');
      return { headers: [...seen.values()].sort().join('\n\n') };
    },
  },
  {
    folder: '16-no-probes',
    verified: 'run and simulated',
    async play(open) {
      const boot = { listenAfterMs: 20_000, routes: { '/': ['hang'] }, exitAfterMs: 600_000, exitCode: 1 } as const;
      const lab = open('pod.yaml', { apps: { app: { boots: [boot] } } });
      await lab.pod.runFor(1);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', status: 'Running' });
      await expect(lab.pod.request({})).rejects.toThrow(/nothing listens/);
      await lab.pod.runFor(590);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      await lab.pod.runFor(20);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 1 });
      return { pod: lab.shown() };
    },
  },
  {
    folder: '17-slow-start',
    verified: 'run and simulated',
    async play(open) {
      const loop = open('pod.yaml', { apps: slow(40_000) });
      await loop.pod.runFor(300);
      expect(loop.pod.row().restarts).toBeGreaterThan(3);
      expect(loop.pod.watch().map(({ status }) => status)).toContain('CrashLoopBackOff');
      const cured = open('cured.yaml', { apps: slow(40_000) });
      await cured.pod.runFor(300);
      expect(cured.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      return { pod: loop.shown(), cured: cured.shown() };
    },
  },
  {
    folder: '18-startup-gate',
    verified: 'run and simulated',
    async play(open) {
      const lab = open('pod.yaml', { apps: slow(17_000) });
      await lab.pod.runFor(30);
      const attempts = lab.pod.records().flatMap((one) => (one.kind === 'probe' ? [one] : []));
      const first = attempts.findIndex(({ probe }) => probe !== 'startup');
      const passed = attempts.findIndex(({ probe, outcome }) => probe === 'startup' && outcome === 'success');
      expect(passed).toBe(3);
      expect(first).toBe(4);
      expect(attempts.slice(first).some(({ probe }) => probe === 'startup')).toBe(false);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });

      const never = open('pod.yaml', { apps: slow(1e9) });
      await never.pod.runFor(120);
      expect(never.pod.row().restarts).toBeGreaterThan(1);
      expect(never.count('Killing', 'failed startup probe')).toBeGreaterThan(1);
      expect(never.times((one) => one.kind === 'probe' && one.probe !== 'startup')).toEqual([]);
      const lines = attempts.map(
        ({ at, probe, outcome }) => `${`${(at / 1000).toFixed(1)}s`.padEnd(8)}${probe.padEnd(11)}${outcome}`,
      );
      return { attempts: lines.join('\n'), never: never.shown() };
    },
  },
  {
    folder: '19-recovery',
    verified: 'run and simulated in part',
    async play(open) {
      const lab = open('deployment.yaml', { apps: { app: demoApp() } });
      await lab.pod.runFor(30);
      await lab.post('readyz', 'FAIL');
      await lab.pod.runFor(30);
      expect(lab.pod.row()).toMatchObject({ ready: '0/1', restarts: 0 });
      await lab.post('readyz', 'OK');
      await lab.pod.runFor(10);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect(lab.times((one) => one.kind === 'ready')).toHaveLength(4); // at first not, ready, not, ready
      expect(lab.times((one) => one.kind === 'container' && one.event === 'started')).toHaveLength(1);
      return { pod: lab.rows() };
    },
  },
];
