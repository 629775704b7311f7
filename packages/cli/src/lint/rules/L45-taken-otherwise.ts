import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../text.ts';

export const takenOtherwise: Rule = {
  id: 'L45',
  name: 'taken-otherwise',
  severity: 'warning',
  summary: 'The API server takes it for something other than it says.',
  docs: `
Nothing is refused here, and nobody is told:

- 0 for a period, a timeout or a threshold means "not set": the default holds, 10 s for \`periodSeconds: 0\`.
- A negative \`terminationGracePeriodSeconds\` is taken as 1.
- Of a key that stands twice in one map, kubectl sends the last one only.
- \`tcpSocket\` in a hook is taken, but the kubelet refuses to run it, and the hook always fails (an error).
`,
  bad: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 0\n  timeoutSeconds: 2\n  timeoutSeconds: 5`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 10\n  timeoutSeconds: 5`),
  told: true,
  all: ({ sources }) =>
    sources.flatMap(({ file, duplicateKeys }) =>
      duplicateKeys.map(({ key, line, column }) => ({
        at: { file, line, column },
        message: `The key ${quote(key)} stands twice in one map.`,
        fix: 'Keep one of them; the last one counts.',
      })),
    ),
};
