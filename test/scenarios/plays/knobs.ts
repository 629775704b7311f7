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

/** 13 to 19: the numbers, and what they do. */
export const knobs: readonly Scenario[] = [
  {
    folder: '13-five-knobs',
    verified: 'simulated',
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
    verified: 'simulated',
    async play(open) {
      const lab = open('pod.yaml');
      await lab.pod.runFor(60);
      expect(lab.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect(lab.count('Unhealthy')).toBe(0);
      const missing = open('missing.yaml');
      await missing.pod.runFor(600);
      expect(missing.pod.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      expect(missing.count('Unhealthy')).toBeGreaterThan(3);
      expect(missing.count('Killing')).toBe(0);
      const first = missing.pod.events().find(({ reason }) => reason === 'Unhealthy');
      return { pod: lab.shown(), missing: `${missing.rows()}\n\n${first?.message.replace(/0{58}/, '...')}` };
    },
  },
];
