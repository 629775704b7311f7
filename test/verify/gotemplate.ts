/** As much of Go's templates as `verify.sh` uses with `kubectl get --watch -o go-template`: text, strings, fields, `range`, `if` and `else`. */

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const pick = (here: unknown, path: string): unknown =>
  path
    .split('.')
    .filter((key) => key !== '')
    .reduce(fieldOf, here);

const shown = (value: unknown): string => (value === undefined ? '<no value>' : String(value));

/** What the template prints for one object. A list that is not there is an empty one, as in Go. */
export function goTemplate(template: string, root: unknown): string {
  const tokens: readonly string[] = template.match(/\{\{(?:"[^"]*"|[^"{}])*\}\}|(?:(?!\{\{)[\s\S])+/g) ?? [];
  const actionOf = (token: string) => (token.startsWith('{{') ? token.slice(2, -2).trim() : undefined);

  /** The places of the `else`, if any, and the `end` that belong to the block which begins after that place. */
  function bounds(from: number): { middle: number; end: number } {
    let depth = 0;
    let middle = -1;
    for (let at = from; at < tokens.length; at += 1) {
      const action = actionOf(tokens[at] ?? '') ?? '';
      if (/^(?:if|range) /.test(action)) depth += 1;
      else if (action === 'else' && depth === 0) middle = at;
      else if (action === 'end' && depth === 0) return { middle: middle === -1 ? at : middle, end: at };
      else if (action === 'end') depth -= 1;
    }
    throw new Error('template: unexpected EOF');
  }

  function render(from: number, until: number, here: unknown): string {
    let out = '';
    for (let at = from; at < until; at += 1) {
      const token = tokens[at] ?? '';
      const action = actionOf(token);
      const [, word, path = ''] = /^(if|range) (\S+)$/.exec(action ?? '') ?? [];
      if (action === undefined) out += token;
      else if (action.startsWith('"')) out += JSON.parse(action);
      else if (word === undefined) out += shown(pick(here, action));
      else {
        const { middle, end } = bounds(at + 1);
        const value = pick(here, path);
        const list = Array.isArray(value) ? value : [];
        if (word === 'range') out += list.map((one) => render(at + 1, middle, one)).join('');
        else out += value ? render(at + 1, middle, here) : render(Math.min(middle + 1, end), end, here);
        at = end;
      }
    }
    return out;
  }
  return render(0, tokens.length, root);
}
