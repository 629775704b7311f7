import { mainCommand, shellScript } from '../command-line.ts';
import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { passesSignals, shellNamed } from '../shells.ts';

export const shellWithoutExec: Rule = {
  id: 'L19',
  name: 'shell-without-exec',
  severity: 'warning',
  summary: 'The container runs the app below sh -c, without exec.',
  docs: `
In \`sh -c "migrate && node server.js"\` the shell is the container's main process, and SIGTERM goes to it alone. As process 1 dash
ignores it and never passes it on: the app learns nothing, the whole grace period goes by, then SIGKILL.

\`exec\` before the last command makes the app take the shell's place. A script that sets a \`trap\` is left alone. bash and BusyBox
run the last command of \`a && b\` and \`a; b\` in their own place, so it gets the signal; not so behind a pipe, \`||\` or \`&\`, inside a loop, nor (bash)
with a redirection. Which shell \`sh\` is, the image's name tells, or the annotation \`probez.dev/shell\` (see L18); where neither does, this is
information.
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
      message: `The app runs below ${found.shell} -c without exec: ${passes === undefined ? 'where sh is dash (Debian, Ubuntu), ' : ''}SIGTERM reaches the shell only, which does not pass it on, so the container is killed after the whole ${grace} s of grace.`,
      fix: /\bdone\b/.test(found.script)
        ? "A loop needs a trap: trap 'exit 0' TERM; and inside it sleep N & wait, for a trap waits for what runs in front."
        : 'Put exec before the last command: sh -c "... && exec node server.js"; or run it without a shell.',
    };
  },
};
