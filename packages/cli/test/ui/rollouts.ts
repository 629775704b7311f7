import { type PlayOptions, playRollout, type RolloutReport, readRollout } from '@probez/kubelet/rollout';

const labels = { app: 'web' };

/** A rollout of three Pods to be looked at. */
export function rolloutOf({
  name = 'web',
  kind = 'Deployment',
  app = {},
  next = app,
  container = {},
  seconds,
}: {
  readonly name?: string;
  readonly kind?: 'Deployment' | 'StatefulSet';
  readonly app?: object;
  readonly next?: object;
  readonly container?: object;
  readonly seconds?: number;
} = {}): RolloutReport {
  const probe = { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 5 };
  const containers = [
    { name: 'app', image: 'web', ports: [{ containerPort: 8080 }], readinessProbe: probe, ...container },
  ];
  const objects = readRollout([
    {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    },
  ]);
  const { workload } = objects;
  const template = { ...workload.template, annotations: { again: '1' } };
  const scripts = [app, next].map((one) => ({
    boots: [
      { routes: { '/readyz': [200] }, sigterm: { closeAfterMs: 0, exitAfterMs: 500 }, listenAfterMs: 3_000, ...one },
    ],
  }));
  const options: PlayOptions = {
    ...objects,
    acts: [{ seconds: 0, kind: 'apply', workload: { ...workload, template } }],
    apps: (revision) => ({ app: scripts[revision === 1 ? 0 : 1] ?? { boots: [] } }),
    ...(seconds === undefined ? {} : { seconds }),
  };
  return playRollout(options).report;
}
