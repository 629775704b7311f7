import { mainCommand, shellScript } from '../command-line.ts';
import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { passesSignals, shellNamed } from '../shells.ts';

export const shellWithoutExec: Rule = {
  id: 'L19',
  name: 'shell-without-exec',
  severity: 'warning',
  summary: 'The container runs the app under sh -c, without exec.',
  docs: `
As process 1, dash ignores SIGTERM. bash and BusyBox replace themselves with the last command of \`a && b\` and \`a; b\`, which is not reported,
but not after a pipe, \`||\` or \`&\`, inside a loop or (bash) with a redirection. Nor is a script reported that sets a \`trap\`. Which shell it is,
is derived or declared as in L18; if it is unknown, the finding is information.
`,
  bad: pod('command: [sh, -c, "node migrate.js && node server.js"]', { image: 'node:22' }),
  good: pod('command: [sh, -c, "node migrate.js && exec node server.js"]', { image: 'node:22' }),

  container(container) {
    const found = shellScript(mainCommand(container));
    if (container.role === 'init' || found === undefined || found.script.trim() === '') return undefined;
    const shell = shellNamed(found.shell, container);
    const passes = passesSignals(found.script, shell);
    if (passes === true) return undefined;
    const command = container.part.at('command');
    const grace = container.pod.terminationGracePeriodSeconds;
    return {
      at: command.exists ? command : container.part.at('args'),
      severity: passes === undefined ? 'info' : 'warning',
      message: `The app runs under ${found.shell} -c without exec: ${passes === undefined ? 'where sh is dash (Debian, Ubuntu), ' : ''}SIGTERM reaches the shell only, which does not pass it on, so the container is killed only after the whole grace period of ${grace} s.`,
      fix: /\bdone\b/.test(found.script)
        ? "A loop needs a trap: trap 'exit 0' TERM; and in the loop sleep N & wait, because a trap runs only after the foreground command ends."
        : 'Put exec before the last command: sh -c "... && exec node server.js"; or run it without a shell.',
    };
  },
};
