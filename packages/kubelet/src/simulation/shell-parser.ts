import { tokenize } from '../shell/tokens.ts';

/** Something that the simulated shell does not support. */
export class ShellError extends Error {
  /** Always `ShellError`. */
  override readonly name = 'ShellError';
  /** Always `ERR_SHELL`. */
  readonly code = 'ERR_SHELL';
}

export type Node =
  | {
      readonly kind: 'command';
      readonly words: readonly string[];
      readonly output?: { readonly file: string; readonly append: boolean };
    }
  | { readonly kind: 'list'; readonly first: Node; readonly operator: ';' | '&&' | '||' | '&'; readonly rest: Node }
  | { readonly kind: 'while'; readonly condition: Node; readonly negate: boolean; readonly body: Node }
  | { readonly kind: 'if'; readonly condition: Node; readonly yes: Node; readonly no: Node | undefined }
  | { readonly kind: 'background'; readonly node: Node };

/** Words that begin or end what only a shell can follow. */
const reserved = new Set([
  'for',
  'do',
  'done',
  'case',
  'esac',
  'select',
  'function',
  'then',
  'elif',
  'else',
  'fi',
  '{',
  '}',
]);

/** Reads a script: lists, `&&`, `||`, `&`, `if`, `while`, `until`, redirections to files. Pipes and substitutions it does not know. */
export function parseScript(script: string): Node {
  const tokens = tokenize(script);
  const strange = tokens.find(({ unknown }) => unknown !== undefined)?.unknown;
  if (strange !== undefined) throw new ShellError(strange);
  let at = 0;
  const peek = () => tokens[at];
  const isOperator = (text: string) => peek()?.kind === 'operator' && peek()?.text === text;
  const isWord = (...texts: string[]) => peek()?.kind === 'word' && texts.includes(peek()?.text ?? '');
  const expectWord = (text: string) => {
    if (!isWord(text)) throw new ShellError(`expected ${text}, found ${peek()?.text ?? 'the end'}`);
    at++;
  };
  const skipSeparators = () => {
    while (isOperator(';')) at++;
  };

  function list(...ends: string[]): Node {
    skipSeparators();
    const first = andOr();
    if (isOperator(';') || isOperator('&')) {
      const background = isOperator('&');
      at++;
      skipSeparators();
      const node: Node = background ? { kind: 'background', node: first } : first;
      if (peek() === undefined || isWord(...ends) || isOperator(')')) return node;
      return { kind: 'list', first: node, operator: ';', rest: list(...ends) };
    }
    return first;
  }

  function andOr(): Node {
    let node = command();
    while (isOperator('&&') || isOperator('||')) {
      const operator = isOperator('&&') ? '&&' : '||';
      at++;
      skipSeparators();
      node = { kind: 'list', first: node, operator, rest: command() };
    }
    return node;
  }

  function command(): Node {
    if (isOperator('(')) {
      at++;
      const node = list();
      if (!isOperator(')')) throw new ShellError('a ( is not closed');
      at++;
      return node;
    }
    if (isWord('while', 'until')) {
      const negate = isWord('until');
      at++;
      const condition = list('do');
      expectWord('do');
      const body = list('done');
      expectWord('done');
      return { kind: 'while', condition, negate, body };
    }
    if (isWord('if')) {
      at++;
      const condition = list('then');
      expectWord('then');
      const yes = list('else', 'fi');
      let no: Node | undefined;
      if (isWord('else')) {
        at++;
        no = list('fi');
      }
      expectWord('fi');
      return { kind: 'if', condition, yes, no };
    }
    return simple();
  }

  function simple(): Node {
    const words: string[] = [];
    let output: { file: string; append: boolean } | undefined;
    for (let token = peek(); token !== undefined; token = peek()) {
      if (token.kind === 'word') words.push(token.text);
      else if (token.text === '>' || token.text === '>>' || token.text === '1>') {
        const file = tokens[at + 1];
        if (file?.kind !== 'word') throw new ShellError(`${token.text} needs a file name`);
        output = { file: file.text, append: token.text === '>>' };
        at++;
      } else if (token.text === '2>') at++;
      else if (!/^[12]?>/.test(token.text)) break;
      at++;
    }
    const next = peek();
    if (next?.kind === 'operator' && (next.text === '|' || next.text === '<'))
      throw new ShellError(`the simulated shell does not support ${next.text}`);
    if (reserved.has(words[0] ?? '')) throw new ShellError(`the simulated shell does not support ${words[0]}`);
    if (words.length === 0) throw new ShellError(`a command is missing before ${next?.text ?? 'the end'}`);
    return { kind: 'command', words, ...(output === undefined ? {} : { output }) };
  }

  if (tokens.length === 0) return { kind: 'command', words: ['true'] };
  const node = list();
  if (at < tokens.length) throw new ShellError(`the simulated shell does not support ${peek()?.text}`);
  return node;
}
