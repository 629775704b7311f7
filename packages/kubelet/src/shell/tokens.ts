/** A word after quotes have been dealt with, or an operator. Variables stay as they are; a `$` that a quote protects becomes {@link protectedDollar}. */
export interface Token {
  readonly kind: 'word' | 'operator';
  readonly text: string;
  /** What only a real shell could make of it: a substitution, a quote that is not closed. */
  readonly unknown?: string;
}

/** Stands for a `$` that is no variable's. */
export const protectedDollar = '\u0000';

const operators = /^(?:&&|\|\||;;|;|\n|&|\(|\)|>>|2>&1|[12]?>(?:&[12])?|\||<)/;
const plain = /^[^\s;&|<>()"'$\\`]+/;

/** One piece of a word: how much of the text it takes, what it stands for, and whether only a real shell knows. */
interface Piece {
  readonly length: number;
  readonly text: string;
  readonly unknown?: string;
}

/** To the bracket that closes the first one, or to the end. */
function bracketed(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++;
    if (text[index] === ')' && --depth === 0) return index + 1;
  }
  return text.length;
}

/** What stands between double quotes: variables stay, and what only a shell can work out is marked. */
function doubleQuoted(rest: string): Piece {
  let text = '';
  let unknown: string | undefined;
  let at = 1;
  while (at < rest.length && rest[at] !== '"') {
    const ahead = rest.slice(at);
    const escaped = /^\\(["\\$`])/.exec(ahead)?.[1];
    const shells = /^(?:\$[({]|`)/.test(ahead) && !/^\$\{\w+\}/.test(ahead) ? pieceOf(ahead) : undefined;
    if (escaped !== undefined) text += escaped === '$' ? protectedDollar : escaped;
    else text += shells?.text ?? rest[at];
    unknown ??= shells?.unknown;
    at += escaped === undefined ? (shells?.length ?? 1) : 2;
  }
  if (at >= rest.length) return { length: rest.length, text: rest.slice(1), unknown: 'a " is not closed' };
  return { length: at + 1, text, ...(unknown === undefined ? {} : { unknown }) };
}

function pieceOf(rest: string): Piece {
  const taken = (length: number): Piece => ({
    length,
    text: rest.slice(0, length),
    unknown: `the simulated shell does not support ${rest.slice(0, 20)}`,
  });
  switch (rest[0]) {
    case "'": {
      const end = rest.indexOf("'", 1);
      if (end === -1) return { length: rest.length, text: rest.slice(1), unknown: "a ' is not closed" };
      return { length: end + 1, text: rest.slice(1, end).replaceAll('$', protectedDollar) };
    }
    case '"':
      return doubleQuoted(rest);
    case '\\':
      return { length: 2, text: rest[1] === '$' ? protectedDollar : (rest[1] ?? '') };
    case '$': {
      const match = /^\$(?:\{\w+\}|\w+|\$|\?|!)/.exec(rest);
      if (match !== null) return { length: match[0].length, text: match[0] };
      return rest[1] === '('
        ? taken(bracketed(rest))
        : taken(Math.max(1, /^\$(?:\{[^}]*\}?|.)?/.exec(rest)?.[0].length ?? 1));
    }
    case '`': {
      const end = rest.indexOf('`', 1);
      return taken(end === -1 ? rest.length : end + 1);
    }
    default: {
      const text = plain.exec(rest)?.[0] ?? rest[0] ?? '';
      return { length: text.length, text };
    }
  }
}

/** Splits a script into words and operators. Nothing is refused: what a shell of ours cannot follow is marked. */
export function tokenize(script: string): Token[] {
  const tokens: Token[] = [];
  let rest = script;
  let word: { text: string; unknown?: string } | undefined;
  const endWord = () => {
    if (word !== undefined) tokens.push({ kind: 'word', ...word });
    word = undefined;
  };
  while (rest !== '') {
    const operator = operators.exec(rest)?.[0];
    if (/^[ \t\r]/.test(rest)) {
      endWord();
      rest = rest.slice(1);
    } else if (rest.startsWith('#') && word === undefined) rest = rest.replace(/^[^\n]*/, '');
    else if (rest.startsWith('\\\n'))
      rest = rest.slice(2); // a line that goes on
    else if (operator !== undefined && !(word !== undefined && /^\d/.test(operator))) {
      endWord();
      tokens.push({ kind: 'operator', text: operator === '\n' ? ';' : operator });
      rest = rest.slice(operator.length);
    } else {
      const { length, text, unknown } = pieceOf(rest);
      const marked = word?.unknown ?? unknown;
      word = { text: (word?.text ?? '') + text, ...(marked === undefined ? {} : { unknown: marked }) };
      rest = rest.slice(length);
    }
  }
  endWord();
  return tokens;
}
