import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const livenessOnRoot: Rule = {
  id: 'L27',
  name: 'liveness-on-root',
  severity: 'info',
  summary: 'A liveness probe requests /.',
  docs: `
\`/\` is also the default of \`path\`.
`,
  bad: pod(`${ports}\n${get('liveness', '/')}`),
  good: pod(`${ports}\n${get('liveness', '/livez')}`),

  probe({ kind, handler, action }) {
    if (kind !== 'liveness' || handler.kind !== 'httpGet' || handler.path.split(/[?#]/, 1)[0] !== '/') return undefined;
    const at = action.at('path');
    return {
      at,
      message: `livenessProbe.httpGet asks for /${at.exists ? '' : ' (the default)'}: a page for people may redirect to another host, which counts as success, or depend on things that a restart does not fix.`,
      fix: 'Use a separate endpoint, such as path: /livez.',
    };
  },
};
