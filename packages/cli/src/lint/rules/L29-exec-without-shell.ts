import type { Container } from '../container.ts';
import { bashOnlyTest, shellSyntax } from '../exec-syntax.ts';
import type { Part } from '../part.ts';
import type { Report, Rule } from '../rule.ts';
import { containersOf, hooksOf, quote } from '../walk.ts';

/** In these images sh is BusyBox or bash, and both take `==`. */
const lenientImage = /alpine|busybox|centos|rockylinux|almalinux|fedora|\bubi\d?\b|amazonlinux|oraclelinux|opensuse/i;

function* look(container: Container, exec: Part, where: string): Generator<Report> {
  const command = exec.at('command').words;
  if (command === undefined) return;
  const mistake = shellSyntax(command);
  if (mistake !== undefined) {
    yield {
      of: container,
      at: exec.at('command', mistake.index),
      message: `${where}: ${mistake.message}`,
      fix: mistake.fix,
    };
  }
  const test = bashOnlyTest(command);
  if (test !== undefined) {
    const lenient = lenientImage.test(container.part.at('image').text ?? '');
    yield {
      of: container,
      at: exec.at('command'),
      severity: lenient ? 'warning' : 'error',
      message: `${where}: ${quote(test)} under sh: ${lenient ? "this image's sh seems to take it, but dash (Debian, Ubuntu) does not" : 'dash, the sh of Debian and Ubuntu, knows neither == nor [[, and the test always fails'}.`,
      fix: 'Write [ a = b ] with a single equals sign.',
    };
  }
}

export const execWithoutShell: Rule = {
  id: 'L29',
  name: 'exec-without-shell',
  severity: 'error',
  summary: 'An exec command uses shell syntax without a shell, or [ a == b ] under sh.',
  docs: `
\`exec\` starts the program with its arguments, and nothing else: pipes, \`&&\`, \`>\`, \`$VAR\`, \`$(command)\` and built-in words such as \`exit\`
need \`[sh, -c, "..."]\`, and a string with blanks as the first word is looked for as one program of that name. (\`$(VAR)\` is
Kubernetes' own notation and is left alone, as are programs such as awk, psql or node, whose arguments are a language.)

In \`sh -c '[ "$x" == OK ]'\` the \`==\` is bash's: dash says \`unexpected operator\`, and the probe fails always. For images whose
sh is known to take it (Alpine, BusyBox, Red Hat's) this is a warning. The rule reads the exec commands of probes and hooks.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      livenessProbe:
        exec: { command: [curl, -f, "http://127.0.0.1:8080/livez", "||", exit, "1"] }
      readinessProbe:
        exec: { command: [sh, -c, '[ "$(curl -s 127.0.0.1:8080/readyz)" == "OK" ]'] }
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      livenessProbe:
        exec: { command: [curl, -f, "http://127.0.0.1:8080/livez"] }
      readinessProbe:
        exec: { command: [sh, -c, '[ "$(curl -s 127.0.0.1:8080/readyz)" = "OK" ]'] }
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model)) {
      for (const { part, field } of container.probes) yield* look(container, part.at('exec'), `${field}.exec`);
    }
    for (const { container, name, part } of hooksOf(model.pods)) {
      yield* look(container, part.at('exec'), `The ${name} hook's exec`);
    }
  },
};
