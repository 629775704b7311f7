import { mainCommand } from '../command-line.ts';
import type { Container } from '../container.ts';
import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';

const proxy = `
initContainers:
  - name: proxy
    image: example.com/proxy:1
    restartPolicy: Always
    ports: [{ containerPort: 15021 }]`;

/** Nothing waits for a log shipper: no port, no probe, and a name, image or command that tells of logs. */
function servesNobody(container: Container): boolean {
  if (container.ports.length > 0 || container.probes.length > 0) return false;
  const words = [container.name, container.image, ...mainCommand(container)].join(' ');
  return /log|fluent|filebeat|promtail|vector|\btail\b/i.test(words);
}

export const sidecarWithoutStartup: Rule = {
  id: 'L20',
  name: 'sidecar-without-startup',
  severity: 'warning',
  summary: 'A native sidecar has no startup probe, so the containers after it start before it serves.',
  docs: `
An app that needs its proxy for the first connection then finds a closed port. A \`postStart\` hook makes the next container wait, too.

A sidecar with neither ports nor probes that ships logs, by its name, image or command, is not reported.
`,
  bad: pod('ports: [{ containerPort: 8080 }]', { spec: proxy }),
  good: pod('ports: [{ containerPort: 8080 }]', {
    spec: `${proxy}\n    startupProbe:\n      httpGet: { path: /ready, port: 15021 }\n      periodSeconds: 1\n      failureThreshold: 30`,
  }),

  container(container) {
    if (container.role !== 'sidecar' || container.startup !== undefined || container.postStart !== undefined)
      return undefined;
    const { all } = container.pod;
    const later = all.slice(all.indexOf(container) + 1).map(({ name }) => `"${name}"`);
    if (later.length === 0 || servesNobody(container)) return undefined;
    return {
      at: container.part,
      message: `Sidecar "${container.name}" has no startupProbe: ${later.join(', ')} start${later.length === 1 ? 's' : ''} as soon as its process runs, before it serves.`,
      fix: 'Add a startupProbe with a short period, such as periodSeconds: 1 and failureThreshold: 30.',
    };
  },
};
