import { expandProbeCommand, type Part } from '@probez/kubelet/manifest';
import type { Container } from '../container.ts';
import { pod } from '../examples.ts';
import { bashOnlyTest, lostReference, shellSyntax } from '../exec-syntax.ts';
import type { Report, Rule } from '../rule.ts';
import { shellOf } from '../shells.ts';
import { quote } from '../text.ts';

function* look(
  container: Container,
  command: readonly string[],
  at: Part,
  { where, isProbe }: { readonly where: string; readonly isProbe: boolean },
): Generator<Report> {
  const lost = lostReference(command, container, isProbe);
  if (lost !== undefined) yield { at: at.at(lost.index), message: `${where}: ${lost.message}`, fix: lost.fix };
  // As the kubelet runs it.
  const mistake = shellSyntax(isProbe ? expandProbeCommand(command, container) : command);
  if (mistake !== undefined)
    yield { at: at.at(mistake.index), message: `${where}: ${mistake.message}`, fix: mistake.fix };
  const test = bashOnlyTest(command);
  if (test === undefined) return;
  const shell = shellOf(container);
  const lenient = shell === 'busybox' || shell === 'bash';
  yield {
    at,
    severity: lenient ? 'warning' : 'error',
    message: `${where}: ${quote(test)} under sh: ${lenient ? 'the sh of this image seems to accept it, but dash (Debian, Ubuntu) does not' : 'dash, the sh of Debian and Ubuntu, supports neither == nor [[, and the test always fails'}.`,
    fix: 'Write [ a = b ] with a single equals sign.',
  };
}

export const execWithoutShell: Rule = {
  id: 'L29',
  name: 'exec-without-shell',
  severity: 'error',
  summary: 'An exec command uses shell syntax without a shell, or [ a == b ] under sh.',
  docs: `
\`exec\` starts one program with its arguments. Pipes, \`&&\`, \`>\`, \`$VAR\`, \`$(command)\` and built-in words such as \`exit\` need
\`[sh, -c, "..."]\`. (Programs such as awk, psql or node, whose arguments are a language of their own, are not checked.)

\`$(NAME)\` is Kubernetes' own notation. In an exec _probe_ it is replaced only where \`env\` gives a literal \`value\`: with \`valueFrom\` it
becomes empty, from the image or \`envFrom\` it stays as written. In a _hook_ nothing is replaced.

\`[ "$x" == OK ]\` works in bash; dash says \`unexpected operator\`, and the probe always fails. If the image's sh is known to accept it (Alpine,
BusyBox, Red Hat's), this is a warning.
`,
  bad: pod(`
livenessProbe:
  exec:
    command: ["curl -f http://127.0.0.1:8080/livez || exit 1"]
  timeoutSeconds: 5
`),
  good: pod(`
livenessProbe:
  exec:
    command: [sh, -c, "curl -f http://127.0.0.1:8080/livez || exit 1"]
  timeoutSeconds: 5
`),

  probe: ({ container, handler, action, field }) =>
    handler.kind === 'exec'
      ? look(container, handler.command, action.at('command'), { where: `${field}.exec`, isProbe: true })
      : [],
  hook: ({ container, handler, part, name }) =>
    handler.kind === 'exec'
      ? look(container, handler.command, part.at('exec', 'command'), {
          where: `The ${name} hook's exec`,
          isProbe: false,
        })
      : [],
};
