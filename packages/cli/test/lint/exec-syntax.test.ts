import { expect, test } from 'vitest';
import { shellSyntax } from '../../src/lint/exec-syntax.ts';

test.each([
  ['words alone are split', ['curl -f http://127.0.0.1:8080/livez'], '["curl","-f","http://127.0.0.1:8080/livez"]'],
  ['words after it stay', ['curl -f', 'http://127.0.0.1/a b'], '["curl","-f","http://127.0.0.1/a b"]'],
  ['an operator', ['curl -f http://127.0.0.1/ || exit 1'], '[sh, -c, "curl -f http://127.0.0.1/ || exit 1"]'],
  ['a pipe', ['ps | grep node'], '[sh, -c, "ps | grep node"]'],
  ['a redirection', ['touch /tmp/a > /dev/null'], '[sh, -c, "touch /tmp/a > /dev/null"]'],
  ['quotes', ["psql -c 'select 1'"], `[sh, -c, "psql -c 'select 1'"]`],
  ['a variable', ['redis-cli -a $PASSWORD ping'], '[sh, -c, "redis-cli -a $PASSWORD ping"]'],
  ['a pattern', ['ls /tmp/*.pid'], '[sh, -c, "ls /tmp/*.pid"]'],
  ['a built-in', ['cd /app'], '[sh, -c, "cd /app"]'],
])('a command in one string: %s', (_what, command, expected) => {
  expect(shellSyntax(command)?.fix).toMatch(`command: ${expected}`);
});
