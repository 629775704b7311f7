import { baseName, finalCommand, isPackageManager, mainCommand } from '../command-line.ts';
import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { shellOf } from '../shells.ts';

/** `pnpm exec`, which starts the program without a shell and passes signals on; with `--shell-mode` it is one like the others. */
function passesSignalsOn(name: string, words: readonly string[]): boolean {
  if (name !== 'pnpm') return false;
  const at = words.findIndex((word, index) => !word.startsWith('-') && !/^(?:-C|--dir)$/.test(words[index - 1] ?? ''));
  return words[at] === 'exec' && !/^(?:-c|--shell-mode)$/.test(words[at + 1] ?? '');
}

export const npmAsMain: Rule = {
  id: 'L18',
  name: 'npm-as-main',
  severity: 'warning',
  summary: 'The container runs npm, yarn or pnpm instead of the app.',
  docs: `
This happens if the shell that npm starts is dash, as in images based on Debian or Ubuntu (\`node:22\`, \`node:22-slim\`): requests are cut off,
whatever the grace period is. With BusyBox (Alpine) and bash (Red Hat's UBI, Amazon Linux) the app gets the signal, and nothing is reported.
The shell is derived from the name of the image, or declared with the annotation \`probez.dev/shell: dash\` (or \`busybox\`, \`bash\`, \`none\`); if
it is unknown, the finding is information. \`pnpm exec\` passes the signal on, and is not reported. So does Yarn 2 or later; since a manifest does not
show which Yarn it is, that finding is information, too.

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
    if (passesSignalsOn(name, rest)) return undefined;
    const unsure = shell === undefined || name === 'yarn';
    const command = container.part.at('command');
    const where = shell === undefined ? `Where the image's sh is dash (Debian, Ubuntu), on SIGTERM` : 'On SIGTERM';
    return {
      at: command.exists ? command : container.part.at('args'),
      severity: unsure ? 'info' : 'warning',
      message: `The container runs "${[name, ...rest].join(' ').slice(0, 60)}". ${where} ${name === 'yarn' ? 'Yarn 1' : name} exits at once, and the app below it is killed without getting the signal; an init such as tini does not change that.`,
      fix: `Run what the script runs, for example command: [node, server.js].${shell === undefined ? ' If the image has another shell, declare it: probez.dev/shell: busybox.' : ''}`,
    };
  },
};
