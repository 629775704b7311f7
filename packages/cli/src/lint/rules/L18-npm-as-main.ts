import { baseName, finalCommand, isPackageManager, mainCommand } from '../command-line.ts';
import type { Report, Rule } from '../rule.ts';
import { containersOf } from '../walk.ts';

export const npmAsMain: Rule = {
  id: 'L18',
  name: 'npm-as-main',
  severity: 'warning',
  summary: 'The container runs npm, yarn or pnpm instead of the app.',
  docs: `
\`npm start\` runs the app below a shell below npm. On SIGTERM npm ends at once, the container is over, and the app is killed without
ever having seen the signal: no drain, requests cut, whatever the grace period. An init such as tini does not cure it: it passes
the signal to npm, and npm still ends first.

Run what the script runs: \`command: [node, server.js]\`. A step before it belongs into the image's build or an init container.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: node:22
      command: [npm, start]
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: node:22
      command: [node, server.js]
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model).filter(({ role }) => role !== 'init')) {
      const [program, ...rest] = finalCommand(mainCommand(container));
      if (program === undefined || !isPackageManager(program)) continue;
      const name = baseName(program);
      const command = container.part.at('command');
      yield {
        of: container,
        at: command.exists ? command : container.part.at('args'),
        message: `The container runs "${[name, ...rest].join(' ').slice(0, 60)}": on SIGTERM ${name} ends at once and the app below it is killed without having seen the signal; an init such as tini does not change that.`,
        fix: 'Run what the script runs, for example command: [node, server.js].',
      };
    }
  },
};
