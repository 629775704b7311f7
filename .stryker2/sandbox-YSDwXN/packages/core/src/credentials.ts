/**
 * `user:password@` before a host, with a scheme (`postgres://user:password@db`) and without one (`user:password@db`), as
 * `***@`. By hand: passwords may hold anything that nobody escaped, and a pattern that allows it takes quadratic time.
 */
// @ts-nocheck

export function withoutCredentials(text: string): string {
  return text.includes('@') ? withoutBare(withoutUserInfo(text)) : text;
}

/** How far a password may reach past what should have been escaped in it: a slash, a space, a quote. */
const MAX_UNESCAPED = 2_048;

function withoutUserInfo(text: string): string {
  let clean = '';
  let from = 0;
  for (let at = text.indexOf('://'); at >= 0; ) {
    const start = at + '://'.length;
    const end = endOfUserInfo(text, start);
    if (end > start) {
      clean += `${text.slice(from, start)}***`;
      from = end;
    }
    at = text.indexOf('://', end);
  }
  return clean + text.slice(from);
}

/** Where the `@` after a user is, or `start` where there is no user. */
function endOfUserInfo(text: string, start: number): number {
  const authority = runUntil(/[\s/?#"'<>]/g, text, start);
  // The last one: a password may hold others.
  const at = authority.lastIndexOf('@');
  if (at >= 0) return start + at;
  const colon = authority.indexOf(':');
  if (colon < 0 || authority.startsWith('[')) return start;
  const rest = text.slice(start + colon + 1, start + colon + 1 + MAX_UNESCAPED);
  // A colon before a port is none before a password, and one before a space belongs to a sentence.
  if (/^(?:\d{1,5}(?!\w)|\s)/.test(rest)) return start;
  const line = runUntil(/[\r\n]|:\/\//g, rest, 0);
  const sign = /@(?=[\w[])/.exec(line);
  return sign === null ? start : start + colon + 1 + sign.index;
}

function runUntil(stop: RegExp, text: string, start: number): string {
  stop.lastIndex = start;
  return text.slice(start, stop.exec(text)?.index ?? text.length);
}

/** What stands before a colon and an address without being a user whose password comes between. */
const NO_USERS = new Set('mailto sip sips xmpp acct pkg npm from to cc email mail user'.split(' '));

/** A word with a colon in it; a run that one word has taken is looked at once. */
const WORD = /([^\s"'<>@:=([{,;\\]{1,64}):[^\s"'<>]*/g;

function withoutBare(text: string): string {
  return text.replace(WORD, (word, user: string) => {
    const password = word.slice(user.length + 1, Math.max(word.lastIndexOf('@'), user.length + 1));
    const host = word.slice(user.length + 1 + password.length);
    const none =
      password === '' ||
      !/^@[\w[]/.test(host) ||
      // A URL, a path of Windows, a time, an image by its digest.
      /^[/\\]/.test(password) ||
      /^\d+$/.test(user) ||
      /^@sha\d+:/.test(host) ||
      NO_USERS.has(user.toLowerCase());
    return none ? word : `***${host}`;
  });
}
