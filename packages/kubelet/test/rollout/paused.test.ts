import { describe, expect, it } from 'vitest';
import { playRecording } from './play.ts';
import type { Change, Row } from './recording.ts';

const template = (version: string, status = 200) => {
  const boot = { listenAfterMs: 3000, routes: { '/readyz': [status] }, sigterm: { exitAfterMs: 2000, code: 0 } };
  const env = [
    { name: 'VERSION', value: version },
    { name: 'SCRIPT', value: JSON.stringify({ boots: [boot] }) },
  ];
  const readinessProbe = { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 };
  return {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'app', image: 'app', env, readinessProbe }] },
  };
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 4,
    progressDeadlineSeconds: 15,
    selector: { matchLabels: { app: 'web' } },
    template: template('1'),
  },
};
const play = (seconds: number, ...change: Change[]): Row[] =>
  playRecording({ name: 'paused', manifests: [deployment], change, seconds, runs: [] });
const roll = (status = 200): Change => ({ t: 0, patch: { spec: { template: template('2', status) } } });
const pause = (t: number, paused = true): Change => ({ t, patch: { spec: { paused } } });

/** The condition Progressing, each time that it changed. */
const progress = (rows: readonly Row[]) =>
  rows
    .flatMap(({ conditions }) => (conditions === undefined ? [] : String(Object(conditions).Progressing)))
    .filter((one, index, all) => one !== all[index - 1]);
const sizes = (rows: readonly Row[]) =>
  rows.filter(({ kind }) => kind === 'ReplicaSet').map(({ template: name, desired }) => `${name} ${desired}`);

describe('a Deployment that is paused in the middle of a rollout', () => {
  it('changes nothing more, and says nothing over and over', () => {
    const rows = play(20, roll(), pause(2));
    const later = rows.filter(({ t }) => t > 2.1);
    expect(new Set(sizes(later))).toEqual(new Set(['old 3', 'new 2']));
    expect(later.length).toBeLessThan(30);
  });

  it('has no deadline until it is resumed, and then all of it again', () => {
    expect(progress(play(60, roll(), pause(2), pause(25, false)))).toEqual([
      'True NewReplicaSetAvailable',
      'True NewReplicaSetCreated',
      'True ReplicaSetUpdated',
      'Unknown DeploymentPaused',
      'Unknown DeploymentResumed',
      'True ReplicaSetUpdated',
      'True NewReplicaSetAvailable',
    ]);
    const rows = play(60, roll(503), pause(2), pause(25, false));
    const over = rows.find(({ conditions }) => /ProgressDeadlineExceeded/.test(JSON.stringify(conditions ?? '')));
    expect(over?.t).toBeGreaterThan(25 + 15);
    expect(over?.t).toBeLessThanOrEqual(25 + 16.1);
  });

  it('keeps the word that its time had run out', () => {
    expect(progress(play(40, roll(503), pause(20), pause(25, false))).at(-1)).toBe('False ProgressDeadlineExceeded');
  });

  it('is scaled all the same, each ReplicaSet by its part', () => {
    const rows = play(20, roll(503), pause(6), { t: 8, patch: { spec: { replicas: 8 } } });
    expect(sizes(rows.filter(({ t }) => t > 8)).slice(0, 2)).toEqual(['old 6', 'new 4']);
  });
});
