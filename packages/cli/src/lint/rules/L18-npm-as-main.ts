import { baseName, finalCommand, isPackageManager, mainCommand } from '../command-line.ts';
import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { shellOf } from '../shells.ts';

export const npmAsMain: Rule = {
  id: 'L18',
  name: 'npm-as-main',
  severity: 'warning',
  summary: 'The container runs npm, yarn or pnpm instead of the app.',
  docs: `
\`npm start\` runs the app below a shell below npm. Where that shell is dash, as in images made of Debian or Ubuntu (\`node:22\`,
\`node:22-slim\`), on SIGTERM npm ends at once, the container is over, and the app is killed without
ever having seen the signal: no drain, requests cut, whatever the grace period. An init such as tini does not cure it: it passes
the signal to npm, and npm still ends first.

BusyBox (Alpine) and bash (Red Hat's UBI, Amazon Linux) take the app's place in the chain, and it gets the signal: there the rule says nothing.
The image's name tells which it is; of an image that it does not know, the rule speaks as information only. The annotation
\`probez.dev/shell: dash\` (or \`busybox\`, \`bash\`, \`none\`; \`NAME.\` before it: for one container) says it for sure.

Run what the script runs: \`command: [node, server.js]\`. A step before it belongs into the image's build or an init container.
`,
  bad: pod('command: [npm, start]', { image: 'node:22' }),
  good: pod('command: [node, server.js]', { image: 'node:22' }),

  container(container) {
    if (container.role === 'init') return undefined;
    const [program, ...rest] = finalCommand(mainCommand(container));
    const shell = shellOf(container);
    if (program === undefined || !isPackageManager(program) || shell === 'busybox' || shell === 'bash')
      return undefined;
    const name = baseName(program);
    const command = container.part.at('command');
    const where = shell === undefined ? `Where the image's sh is dash (Debian, Ubuntu), on SIGTERM` : 'On SIGTERM';
    return {
      at: command.exists ? command : container.part.at('args'),
      severity: shell === undefined ? 'info' : 'warning',
      message: `The container runs "${[name, ...rest].join(' ').slice(0, 60)}". ${where} ${name} ends at once and the app below it is killed without having seen the signal; an init such as tini does not change that.`,
      fix: `Run what the script runs, for example command: [node, server.js].${shell === undefined ? ' If the image has another shell, say so: probez.dev/shell: busybox.' : ''}`,
    };
  },
};
