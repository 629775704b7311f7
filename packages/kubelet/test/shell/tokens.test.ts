import { expect, it } from 'vitest';
import { protectedDollar, tokenize } from '../../src/manifest.ts';

const show = (script: string) =>
  tokenize(script).map(
    ({ kind, text, unknown }) => `${kind === 'word' ? '' : ':'}${text}${unknown === undefined ? '' : '?'}`,
  );

it.each<[script: string, tokens: string[]]>([
  ['a b  c', ['a', 'b', 'c']],
  ['a && b || c; d & e | f', ['a', ':&&', 'b', ':||', 'c', ':;', 'd', ':&', 'e', ':|', 'f']],
  ['a\nb # no comment of ours', ['a', ':;', 'b']],
  [`a"b c"'d e'f`, ['ab cd ef']],
  [`'$A' "$A" \\$A`, [`${protectedDollar}A`, '$A', `${protectedDollar}A`]],
  ['server 2>&1 >>log', ['server', ':2>&1', ':>>', 'log']],
  ['a \\\n  b', ['a', 'b']],
  ['x=$(date +%s) b', ['x=$(date +%s)?', 'b']],
  ['a `b c` d', ['a', '`b c`?', 'd']],
  ['a "b $(c "d") e" f', ['a', 'b $(c "d") e?', 'f']],
  ['"`a`" "$(b)" "\\$(c)" "\\"$A"', ['`a`?', '$(b)?', `${protectedDollar}(c)`, '"$A']],
  [`"\${A:-b}" "\${A}"`, [`\${A:-b}?`, `\${A}`]],
  ['a "b', ['a', 'b?']],
  [`a 'open`, ['a', 'open?']],
  ['a#b', ['a#b']],
  ['', []],
])('%j', (script, tokens) => {
  expect(show(script)).toEqual(tokens);
});
