/** As much of kubectl's JSONPath templates as `verify.sh` uses: text, fields, `[*]`, `[0]`, `[-1:]`, one kind of filter, and `range`. */

type Step = (values: readonly unknown[]) => unknown[];

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function steps(path: string): Step[] {
  const found: Step[] = [];
  const pattern = /\.([A-Za-z]+)|\[\*\]|\[(\d+)\]|\[-1:\]|\[\?\(@\.([A-Za-z]+)=="([^"]*)"\)\]/y;
  while (pattern.lastIndex < path.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(path);
    if (match === null) throw new Error(`jsonpath: what is ${path.slice(at)}?`);
    const [text, name, index, key, wanted] = match;
    if (name !== undefined)
      found.push((all) => all.map((one) => fieldOf(one, name)).filter((one) => one !== undefined));
    else if (index !== undefined)
      found.push((all) => all.flatMap((one) => items(one).slice(Number(index), Number(index) + 1)));
    else if (key !== undefined)
      found.push((all) => all.flatMap((one) => items(one).filter((item) => fieldOf(item, key) === wanted)));
    else found.push((all) => all.flatMap((one) => (text === '[-1:]' ? items(one).slice(-1) : items(one))));
  }
  return found;
}

const pick = (value: unknown, path: string): unknown[] =>
  steps(path).reduce((values: unknown[], step) => step(values), [value]);

const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** What `kubectl get -o jsonpath=TEMPLATE` prints. */
export function jsonpath(template: string, root: unknown): string {
  const tokens: readonly string[] = template.match(/\{(?:"[^"]*"|[^"{}])*\}|[^{]+/g) ?? [];
  const render = (from: number, until: number, here: unknown): string => {
    let out = '';
    for (let at = from; at < until; at += 1) {
      const token = tokens[at] ?? '';
      const inside = token.startsWith('{') ? token.slice(1, -1) : undefined;
      if (inside === undefined) out += token;
      else if (inside.startsWith('"')) out += JSON.parse(inside);
      else if (inside.startsWith('range ')) {
        const end = tokens.indexOf('{end}', at);
        if (end < 0) throw new Error('jsonpath: a range without its end');
        for (const value of pick(here, inside.slice(6))) out += render(at + 1, end, value);
        at = end;
      } else out += pick(here, inside).map(shown).join(' ');
    }
    return out;
  };
  return render(0, tokens.length, root);
}
