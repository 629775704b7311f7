import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { script } from './run-script.ts';

/**
 * A namespace may enforce the Pod Security Standard "restricted"; then these Pods are admitted, too.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */

/** What needs more, and why. */
const exceptions: Readonly<Record<string, string>> = {
  '02-exec-app/shell.yaml app': 'the original image runs as root and listens on port 80',
  '04-tcp-nginx/pod.yaml nginx': 'the image of nginx starts as root',
  '07-ready-404/pod.yaml nginx': 'the image of nginx starts as root',
  '15-http-fields/host.yaml app': 'a host in a probe is what the file warns of; refused from Kubernetes 1.34 on',
  '12-init-containers/pod.yaml redirect-port': 'rules need NET_ADMIN, which is what the scenario shows',
};

const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce(
    (here: unknown, key) => (typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined),
    value,
  );
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const folder = dirname(script);
const containers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^(?:\d\d-|base)[^/]*\/[^/]+\.yaml$/.test(file))
  .sort()
  .flatMap((file) =>
    parseAllDocuments(readFileSync(`${folder}/${file}`, 'utf8')).flatMap((document) => {
      const object: unknown = document.toJS();
      const spec = at(object, 'kind') === 'Pod' ? at(object, 'spec') : at(object, 'spec', 'template', 'spec');
      return [...list(at(spec, 'initContainers')), ...list(at(spec, 'containers'))].map((container) => ({
        name: `${file} ${at(container, 'name')}`,
        context: (...path: readonly string[]) =>
          at(container, 'securityContext', ...path) ?? at(spec, 'securityContext', ...path),
        image: String(at(container, 'image')),
        hosts: [
          ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => at(container, probe)),
          ...['postStart', 'preStop'].map((hook) => at(container, 'lifecycle', hook)),
        ].flatMap((handler) => [at(handler, 'httpGet', 'host') ?? [], at(handler, 'tcpSocket', 'host') ?? []].flat()),
      }));
    }),
  );

describe('the Pod Security Standard "restricted"', () => {
  it.each(containers.filter(({ name }) => !(name in exceptions)))('admits $name', ({ context, image, hosts }) => {
    expect(context('runAsNonRoot')).toBe(true);
    expect(context('allowPrivilegeEscalation')).toBe(false);
    expect(context('capabilities')).toEqual({ drop: ['ALL'] });
    expect(context('seccompProfile', 'type')).toBe('RuntimeDefault');
    expect(hosts).toEqual([]);
    // These images name no user, or one without a number, which runAsNonRoot cannot judge. Any user will do for them.
    if (/^(?:busybox|haproxy|nginx|envoyproxy\/envoy):/.test(image)) expect(context('runAsUser')).toBeGreaterThan(0);
  });

  it('has no other exceptions', () => {
    expect(containers.length).toBeGreaterThan(40);
    expect(containers.filter(({ hosts }) => hosts.length > 0).map(({ name }) => name)).toEqual([
      '15-http-fields/host.yaml app',
    ]);
    expect(containers.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(exceptions)));
  });
});
