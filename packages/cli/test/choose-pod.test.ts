import { readPods } from '@probez/kubelet';
import { describe, expect, it } from 'vitest';
import { choosePod } from '../src/choose-pod.ts';

const workload = (kind: string, name: string, namespace?: string) =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { app: 'x' } },
      template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'app', image: 'x' }] } },
    },
  });
const read = (...objects: string[]) => readPods(objects.join('\n---\n'));
const said = (entries: ReturnType<typeof read>, name?: string) => {
  try {
    const found = choosePod('all.yaml', entries, name);
    return found === undefined ? -1 : entries.indexOf(found);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('--pod takes what its own list shows', () => {
  const entries = read(
    workload('Deployment', 'web'),
    workload('StatefulSet', 'web'),
    workload('Deployment', 'web', 'blue'),
    workload('DaemonSet', 'log'),
    workload('DaemonSet', 'twice'),
    workload('DaemonSet', 'twice'),
  );
  const names = [
    'default/deployment/web',
    'statefulset/web',
    'blue/deployment/web',
    'daemonset/log',
    'default/daemonset/twice#1',
    'default/daemonset/twice#2',
  ];
  it.each<[string, number]>([
    ...names.map((name, index): [string, number] => [name, index]),
    ['log', 3],
    ['StatefulSet/web', 1],
  ])('%s', (name, index) => expect(said(entries, name)).toBe(index));
  it('and lists all where none is named', () =>
    expect(said(entries)).toBe(`there are 6 Pods in all.yaml: choose one with --pod: ${names.join(', ')}`));
  it.each([
    [
      'web',
      '--pod "web" matches 3 Pods of all.yaml: use default/deployment/web, statefulset/web or blue/deployment/web',
    ],
    ['wep', `--pod "wep": no such Pod in all.yaml: there are ${names.join(', ')}`],
    ['twice', '--pod "twice" matches 2 Pods of all.yaml: use default/daemonset/twice#1 or default/daemonset/twice#2'],
  ])('%s', (name, message) => expect(said(entries, name)).toBe(message));
});
