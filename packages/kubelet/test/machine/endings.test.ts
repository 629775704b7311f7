import { describe, expect, it } from 'vitest';
import { observePod, readPodCase } from '../../src/simulation/observe.ts';

const shell = (name: string, script: string, fields: object = {}) => ({
  name,
  command: ['/bin/sh', '-c', script],
  ...fields,
});
const crashing = shell('app', 'sleep 2; exit 1');
const once = (script: string, fields: object) => shell('first', script, fields);

/** Each state that the API shows, with the phase: `Running app=running#0`. */
function watch(spec: object, seconds: number, deleteAfterSeconds?: number): string[] {
  const { pod } = observePod(
    readPodCase({ spec, seconds, ...(deleteAfterSeconds === undefined ? {} : { deleteAfterSeconds }) }),
  );
  const rows = pod.map((row) => {
    if ('gone' in row) return 'gone';
    const containers = Object.entries(row.containers).map(([name, one]) => `${name}=${one.state}#${one.restarts}`);
    return [row.phase, ...containers].join(' ');
  });
  return rows.filter((row, index) => row !== rows[index - 1]);
}

describe('a Pod ends as Failed when an init container has failed for good, by its own policy before that of the Pod', () => {
  const main = shell('app', 'sleep 60');
  const restart = { action: 'Restart', exitCodes: { operator: 'In', values: [42] } };
  it.each<[string, object, string]>([
    [
      'Never in an Always Pod',
      { initContainers: [once('exit 4', { restartPolicy: 'Never' })] },
      'first=terminated:Error:4#0',
    ],
    [
      'rules that do not fit',
      { initContainers: [once('exit 4', { restartPolicy: 'Never', restartPolicyRules: [restart] })] },
      'first=terminated:Error:4#0',
    ],
    [
      'Never in an OnFailure Pod',
      { restartPolicy: 'OnFailure', initContainers: [once('exit 1', { restartPolicy: 'Never' })] },
      'first=terminated:Error:1#0',
    ],
    [
      'behind a sidecar',
      {
        restartPolicy: 'Never',
        initContainers: [
          shell('side', 'trap "exit 0" TERM; sleep 600', { restartPolicy: 'Always' }),
          once('exit 1', {}),
        ],
      },
      'first=terminated:Error:1#0',
    ],
  ])('%s', (_name, spec, ended) => {
    const last = watch({ terminationGracePeriodSeconds: 2, containers: [main], ...spec }, 30).at(-1);
    expect(last).toMatch(/^Failed /);
    expect(last).toContain(ended);
    expect(last).toContain('app=waiting:PodInitializing#0');
  });

  it('and is tried again where its own policy says so', () => {
    const spec = {
      restartPolicy: 'Never',
      initContainers: [once('exit 4', { restartPolicy: 'OnFailure' })],
      containers: [main],
    };
    expect(watch(spec, 30).at(-1)).toMatch(/^Pending first=.*#2 /);
  });
});

describe('what waits for another start when the Pod is over has an unknown end', () => {
  const unknown = 'terminated:ContainerStatusUnknown:137';
  it.each<[string, object, string]>([
    ['a main container', { containers: [crashing] }, `Failed app=${unknown}#1`],
    [
      'an init container; what was never started goes on waiting',
      { initContainers: [once('sleep 1; exit 1', {})], containers: [crashing] },
      `Failed first=${unknown}#1 app=waiting:PodInitializing#0`,
    ],
  ])('%s, after activeDeadlineSeconds in CrashLoopBackOff', (_name, spec, last) => {
    expect(watch({ activeDeadlineSeconds: 12, ...spec }, 30).at(-1)).toBe(last);
  });

  it('but not after a deletion: it is not to start again then', () => {
    expect(watch({ containers: [crashing] }, 30, 12).slice(-2)).toEqual(['Failed app=terminated:Error:1#1', 'gone']);
  });
});

describe('after a postStart hook has failed', () => {
  it('the back-off is shown within a second or two, though nothing else happens', () => {
    const app = shell('app', 'trap "exit 0" TERM; sleep 600', {
      lifecycle: { postStart: { exec: { command: ['sh', '-c', 'exit 3'] } } },
    });
    const { pod } = observePod(
      readPodCase({ spec: { terminationGracePeriodSeconds: 2, containers: [app] }, seconds: 60 }),
    );
    const rows = pod.flatMap((row) => ('gone' in row ? [] : [{ t: row.t, state: row.containers.app?.state }]));
    const at = (state: string) => rows.filter((row) => row.state === state).map(({ t }) => t);
    const [, ...failed] = at('waiting:PostStartHookError'); // the first one is started again at once
    const waited = at('waiting:CrashLoopBackOff').map((t, index) => t - (failed[index] ?? Number.NaN));
    expect(waited.length).toBeGreaterThan(1);
    for (const seconds of waited) expect(seconds).toBeLessThanOrEqual(1.5);
  });
});

describe('deleting a Pod that is over', () => {
  it('takes the object away at once', () => {
    const { pod } = observePod(
      readPodCase({
        spec: { restartPolicy: 'Never', containers: [shell('app', 'sleep 2')] },
        seconds: 20,
        deleteAfterSeconds: 10,
      }),
    );
    expect(pod.at(-1)).toEqual({ t: 10, gone: true });
  });
});
