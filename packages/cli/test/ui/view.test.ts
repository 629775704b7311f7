import { parsePod } from '@probez/kubelet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulateManifest } from '../../src/simulate/manifest.ts';
import { append, createLog, type Line, spanOf, type View, viewAt } from '../../ui/view.js';
import { wordsFor } from '../../ui/words.js';

const probe = (path: string, more = {}) => ({ httpGet: { path, port: 8080 }, periodSeconds: 5, ...more });

const pod = parsePod({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: {
    terminationGracePeriodSeconds: 10,
    containers: [
      {
        name: 'app',
        image: 'x',
        startupProbe: probe('/startupz', { periodSeconds: 1 }),
        livenessProbe: probe('/livez'),
        readinessProbe: probe('/readyz'),
      },
    ],
  },
});

function linesOf(script: object, seconds = 120, deleteAfterSeconds?: number): readonly Line[] {
  const app = Reflect.apply(Object, undefined, [script]);
  const { text } = simulateManifest({ pod, seconds, deleteAfterSeconds, apps: { app }, format: 'json' });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const lines = linesOf(
  {
    boots: [
      {
        routes: {
          '/startupz': [503, 200],
          '/livez': { '0s': 200, '20s': 500 },
          '/readyz': { '0s': 503, '6s': 200, '12s': 503 },
        },
      },
      { exitAfterMs: 3_000, exitCode: 3, routes: { '/startupz': [503] } },
    ],
  },
  120,
  100,
);
const log = createLog(lines);

/** What a person reads of a probe at a moment. */
function meaning(t: number, kind: string, tag = 'en'): string {
  const found = viewAt(log, t).containers[0]?.probes.find((one) => one.kind === kind);
  const { say = '', ...values } = found?.meaning ?? {};
  return wordsFor(tag).say[say]?.(values) ?? `no words for "${say}"`;
}

describe('what the numbers mean right now', () => {
  it.each([
    [0, 'liveness', 'not tried: the container is not running'],
    [0.5, 'startup', 'first try within one period'],
    [1.5, 'startup', '1 of 3 failures in a row; if the next 2 fail, too, the container is killed in about 2 s'],
    [1.5, 'liveness', 'waits until startup has succeeded'],
    [2.5, 'startup', 'has succeeded, and is not tried again until the next start'],
    [3, 'readiness', 'out of its Service for 0 s; one success puts it in'],
    [31, 'readiness', 'out of its Service for 8 s; one success puts it in'],
    [8, 'readiness', 'gets traffic; 3 failures in a row, 15 s, take it out of its Service'],
    [8, 'liveness', 'works; 3 failures in a row, 15 s, would kill it'],
    [14, 'readiness', '1 of 3 failures in a row; if the next 2 fail, too, it is out of its Service in about 9 s'],
    [31, 'liveness', '2 of 3 failures in a row; if the next try fails, too, the container is killed in about 4 s'],
    [35.01, 'liveness', 'has failed: the container is killed and started again'],
  ])('at %d s %s: %s', (t, kind, text) => expect(meaning(t, kind)).toBe(text));

  it('in Chinese, too', () =>
    expect(meaning(31, 'liveness', 'zh-CN')).toBe('连续失败 2/3 次；再失败 1 次，容器约 4 秒后被杀死'));
});

describe('the Pod', () => {
  const at = (t: number) => viewAt(log, t);
  it.each<[number, Partial<View>]>([
    [0, { phase: 'Pending', ready: false, serving: false, restarts: 0 }],
    [8, { phase: 'Running', ready: true, serving: true, restarts: 0 }],
    [23, { phase: 'Running', ready: false, serving: false }],
    [36, { restarts: 1 }],
  ])('at %d s', (t, expected) => expect(at(t)).toMatchObject({ name: 'web', ...expected }));

  it('counts the back-off down', () => {
    const started = lines.find(({ kind, event }) => kind === 'container' && event === 'CrashLoopBackOff');
    const t = started?.t ?? 0;
    const countdown = (seconds: number) => at(seconds).containers[0]?.countdown;
    expect(countdown(t)).toEqual({ say: 'backOff', seconds: started?.seconds });
    expect(countdown(t + 1.5)).toEqual({ say: 'backOff', seconds: (started?.seconds ?? 0) - 1 });
    expect(at(t).containers[0]?.state).toBe('waiting:CrashLoopBackOff');
  });

  it('counts the same event, newest first', () => {
    const [newest] = at(31).events;
    expect(newest).toMatchObject({ reason: 'Unhealthy', type: 'Warning', container: 'app' });
    expect(at(31).events.find(({ message }) => message.startsWith('Readiness'))?.count).toBeGreaterThan(2);
  });

  it('is not in its Service from the moment of its deletion, and its grace period is counted down', () => {
    const deaf = createLog(
      linesOf(
        { boots: [{ sigterm: 'ignore', routes: { '/startupz': [200], '/livez': [200], '/readyz': [200] } }] },
        60,
        30,
      ),
    );
    expect(viewAt(deaf, 29)).toMatchObject({ serving: true });
    const going = viewAt(deaf, 33);
    expect(going).toMatchObject({ phase: 'Terminating', serving: false });
    expect(going.containers[0]?.countdown).toEqual({ say: 'grace', seconds: 7 });
    expect(viewAt(deaf, 60)).toMatchObject({ end: 'gone' });
  });
});

describe('the log', () => {
  it('gives the same view wherever it is asked from: forwards, backwards, from the middle', () => {
    const long = createLog(
      Array.from({ length: 30 }, (_, round) => lines.map((line) => ({ ...line, t: line.t + round * 120 }))).flat(),
    );
    expect(long.lines.length).toBeGreaterThan(2_000);
    const [, end] = spanOf(long);
    fc.assert(
      fc.property(fc.double({ min: 0, max: end, noNaN: true }), (t) => {
        const plain = createLog(long.lines.filter((line) => line.t <= t));
        expect(viewAt(long, t)).toEqual(viewAt(plain, t));
      }),
      { numRuns: 50 },
    );
  });

  it('is bounded: what was forgotten leaves what came of it', () => {
    const bounded = createLog([], 2_000);
    const [head, ...rest] = lines;
    if (head !== undefined) append(bounded, head);
    for (let round = 0; round < 100; round += 1)
      for (const line of rest) append(bounded, { ...line, t: line.t + round * 120 });
    expect(bounded.lines.length).toBeLessThanOrEqual(2_000);
    const [from, to] = spanOf(bounded);
    expect(from).toBeGreaterThan(0);
    const view = viewAt(bounded, to);
    expect(view.name).toBe('web');
    expect(view.containers[0]?.probes[0]?.marks.length).toBeLessThanOrEqual(60);
    expect(view.events.length).toBeLessThanOrEqual(100);
    expect(viewAt(bounded, from + 100).name).toBe('web');
  });

  it('takes lines that it does not know', () => {
    const odd = createLog([...lines, { t: 998, kind: 'of a later version' }, { t: 999, kind: 'constructor' }]);
    expect(viewAt(odd, 999).name).toBe('web');
    expect(viewAt(createLog(), 0)).toMatchObject({ name: '', phase: 'Pending', containers: [] });
  });
});

describe('words', () => {
  it('are the same keys in both languages', () => {
    const keys = (tag: string) => {
      const { text, kind, outcome, say } = wordsFor(tag);
      return [text, kind, outcome, say].map((part) => Object.keys(part));
    };
    expect(keys('zh')).toEqual(keys('en'));
  });

  it('are there for all that the view says', () => {
    for (let t = 0; t < 120; t += 0.25)
      for (const kind of ['startup', 'liveness', 'readiness'])
        for (const tag of ['en', 'zh']) expect(meaning(t, kind, tag)).not.toMatch(/no words|undefined|NaN/);
  });
});
