/**
 * As much of kubectl's JSONPath templates as `verify.sh` uses: text, fields, `[*]`, `[0]`, `[-1:]`, one kind of filter, and `range`; and what
 * the real one makes of fields and items that are not there.
 * https://github.com/kubernetes/client-go/blob/master/util/jsonpath/jsonpath.go
 */

/** What the real one does not print but complains of, with exit code 1 and nothing on standard output. */
export class JsonPathError extends Error {}

type Step = (values: readonly unknown[]) => unknown[];

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** What is not there has no items and is no mistake; whatever else is no list is one. */
function lists(values: readonly unknown[]): unknown[][] {
  return values.flatMap((one) => {
    if (one === null || one === undefined) return [];
    if (!Array.isArray(one)) throw new JsonPathError(`${typeof one} is not array or slice`);
    return [one];
  });
}

/** An item that is not there is a mistake, unlike a field. */
function item(list: readonly unknown[], index: number): unknown {
  if (index < 0 || index >= list.length)
    throw new JsonPathError(`array index out of bounds: index ${index}, length ${list.length}`);
  return list[index];
}

/** All items; the first empty list ends the search. */
function allItems(all: readonly (readonly unknown[])[]): unknown[] {
  const empty = all.findIndex((list) => list.length === 0);
  return (empty < 0 ? all : all.slice(0, empty)).flat();
}

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
    else if (index !== undefined) found.push((all) => lists(all).map((list) => item(list, Number(index))));
    else if (key !== undefined)
      found.push((all) =>
        lists(all)
          .flat()
          .filter((one) => fieldOf(one, key) === wanted),
      );
    else if (text === '[-1:]') found.push((all) => lists(all).map((list) => item(list, list.length - 1)));
    else found.push((all) => allItems(lists(all)));
  }
  return found;
}

const pick = (value: unknown, path: string): unknown[] =>
  steps(path).reduce((values: unknown[], step) => step(values), [value]);

const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** What `kubectl get -o jsonpath=TEMPLATE` prints. @throws JsonPathError */
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
