import { describe, expect, it } from 'vitest';
import { createPodSimulation } from '../src/index.ts';
import { checkPromise, matchers, measuresOf } from '../src/matchers.ts';

expect.extend(matchers);
declare module 'vitest' {
  interface Matchers<T> {
    toKeep(...promises: string[]): T;
  }
}

const app = { boots: [{ listenAfterMs: 1000, routes: { '/readyz': { '0s': 200, '20s': 503, '30s': 200 } as const } }] };
const pod = () => {
  const spec = {
    containers: [
      {
        name: 'app',
        image: 'x',
        readinessProbe: { httpGet: { path: '/readyz', port: 80 }, periodSeconds: 1, failureThreshold: 1 },
      },
    ],
  };
  const simulation = createPodSimulation({
    manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec },
    apps: { app },
  });
  simulation.runForSync(60);
  return simulation;
};

describe('promises', () => {
  it.each([
    ['ready < 3s', true],
    ['ready<=0.5s', false],
    ['ready < 100ms', false],
    ['ready < 1m', true],
    ['away < 12s', true],
    ['away >= 9', true],
    ['restarts = 0', true],
    ['restarts > 0', false],
  ])('%s', (promise, kept) => {
    expect(checkPromise(promise, measuresOf(pod()))).toMatchObject({ promise, kept });
  });

  it('what never came keeps no promise', () => {
    expect(checkPromise('ready > 0', { ready: { value: undefined, unit: 's' } })).toEqual({
      promise: 'ready > 0',
      kept: false,
      found: 'it never happened',
    });
  });

  it('are a matcher, which says what was found', () => {
    expect(pod()).toKeep('restarts = 0', 'ready < 3s');
    expect(() => expect(pod()).toKeep('restarts = 0', 'away < 1s')).toThrow(
      /not met:\n {2}away < 1s: it was \d+(\.\d+)? s$/,
    );
    expect(() => expect(pod()).not.toKeep('restarts = 0')).toThrow('these expectations were met');
  });
});
