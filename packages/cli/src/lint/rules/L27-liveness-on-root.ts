import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const livenessOnRoot: Rule = {
  id: 'L27',
  name: 'liveness-on-root',
  severity: 'info',
  summary: 'A liveness probe asks for /.',
  docs: `
\`/\` is a page for people: it may render templates, ask the database, or redirect to a login. A redirect to another host counts as
success without being followed, so such a probe says nothing; and a page that needs the database restarts the app when the
database is down. An endpoint made for the probe, such as \`/livez\`, answers one question only. (\`path\` is \`/\` when it is left out.)
`,
  bad: pod(`${ports}\n${get('liveness', '/')}`),
  good: pod(`${ports}\n${get('liveness', '/livez')}`),

  probe({ kind, handler, action }) {
    if (kind !== 'liveness' || handler.kind !== 'httpGet' || handler.path.split(/[?#]/, 1)[0] !== '/') return undefined;
    const at = action.at('path');
    return {
      at,
      message: `livenessProbe.httpGet asks for /${at.exists ? '' : ' (the default)'}: a page for people may redirect to another host, which counts as success, or depend on things that a restart does not mend.`,
      fix: 'An endpoint of its own, such as path: /livez.',
    };
  },
};
