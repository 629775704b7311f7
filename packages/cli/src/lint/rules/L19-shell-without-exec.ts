import { mainCommand, shellScript, simpleCommands } from '../command-line.ts';
import type { Report, Rule } from '../rule.ts';
import { containersOf } from '../walk.ts';

/** True when the app replaces the shell, or the shell handles the signal itself. */
function passesSignals(shell: string, script: string): boolean {
  const commands = simpleCommands(script);
  // `exec 2>&1` only redirects.
  const handsOver = commands.some(
    ([first, second]) => (first === 'exec' && /^[^\d<>-]/.test(second ?? '')) || first === 'trap',
  );
  // bash replaces itself with a single simple command; dash does not.
  return handsOver || (shell === 'bash' && commands.length === 1);
}

export const shellWithoutExec: Rule = {
  id: 'L19',
  name: 'shell-without-exec',
  severity: 'warning',
  summary: 'The container runs the app below sh -c, without exec.',
  docs: `
In \`sh -c "migrate && node server.js"\` the shell is the container's main process, and SIGTERM goes to it alone. As process 1 dash
ignores it and never passes it on: the app learns nothing, the whole grace period goes by, then SIGKILL.

\`exec\` before the last command makes the app take the shell's place. A script that sets a \`trap\` is left alone, and so is bash with a
single command, which it runs in its own place.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      command: [sh, -c, "./migrate && ./server"]
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      command: [sh, -c, "./migrate && exec ./server"]
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model).filter(({ role }) => role !== 'init')) {
      const shell = shellScript(mainCommand(container));
      if (shell === undefined || shell.script.trim() === '' || passesSignals(shell.shell, shell.script)) continue;
      const command = container.part.at('command');
      yield {
        of: container,
        at: command.exists ? command : container.part.at('args'),
        message: `The app runs below ${shell.shell} -c without exec: SIGTERM reaches the shell only, which does not pass it on, so the container is killed after the whole ${container.pod.grace} s of grace.`,
        fix: 'Put exec before the last command: sh -c "... && exec node server.js"; or run it without a shell.',
      };
    }
  },
};
