import { isLoopback } from '@probez/kubelet/manifest';
import { pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const postStartHttp: Rule = {
  id: 'L30',
  name: 'poststart-http',
  severity: 'warning',
  summary: 'A postStart hook sends an HTTP request to its own container, which rarely listens yet.',
  docs: `
The container then starts again, and the hook fails again. A hook with another \`host\` is not reported.
`,
  bad: pod(`${ports}\nlifecycle: { postStart: { httpGet: { path: /warm-up, port: 8080 } } }`),
  good: pod(`${ports}\nlifecycle: { postStart: { exec: { command: [/app/warm-up, --wait] } } }`),

  hook({ name, handler, part }) {
    if (name !== 'postStart' || handler.kind !== 'httpGet') return undefined;
    if (handler.host !== '' && !isLoopback(handler.host)) return undefined;
    return {
      at: part.at('httpGet'),
      message:
        'postStart.httpGet is sent while the process is still starting: it is refused, and a failed postStart hook kills the container.',
      fix: 'Let the app do it once it listens, or use exec with a program that waits and tries again.',
    };
  },
};
