import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../text.ts';

export const takenOtherwise: Rule = {
  id: 'L45',
  name: 'taken-otherwise',
  severity: 'warning',
  summary: 'The API server accepts a value but treats it as something else.',
  docs: `
- 0 for a period, a timeout or a threshold means "not set".
- A negative \`terminationGracePeriodSeconds\` is treated as 1.
- Of a key that occurs twice in a map, kubectl sends only the last.
- \`tcpSocket\` in a hook is accepted, but the kubelet refuses to run it, and the hook always fails (an error).
`,
  bad: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 0\n  timeoutSeconds: 2\n  timeoutSeconds: 5`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 10\n  timeoutSeconds: 5`),
  told: true,
  all: ({ sources }) =>
    sources.flatMap(({ file, duplicateKeys }) =>
      duplicateKeys.map(({ key, line, column }) => ({
        at: { file, line, column },
        message: `The key ${quote(key)} occurs twice in the same map.`,
        fix: 'Keep one of them; the last one counts.',
      })),
    ),
};
