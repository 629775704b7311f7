import { firstKeys } from './look.ts';
import { peek } from './peek.ts';

/** Kinds that give what they hold by `entries()`. */
const COLLECTIONS: ReadonlySet<string> = new Set(['Map', 'Set', 'Headers', 'URLSearchParams', 'FormData']);
/** Getters that tell something about objects without members of their own: events, signals, files, requests. */
const TELLING = ['type', 'name', 'method', 'url', 'code', 'status', 'reason', 'size'] as const;
const MAX_NAME = 100;

/**
 * What an object holds that has no members of its own to show it and would be told as `{}`, as a list, an object or a text: the
 * first entries of a Map, the status of a Response, the address of a URL. Any other object as it is. Never throws.
 */
export function contentsOf(value: object, max: number): object | string {
  try {
    return open(value, max) ?? value;
  } catch {
    return value;
  }
}

function open(value: object, max: number): object | string | undefined {
  const tag = tagOf(value);
  if (COLLECTIONS.has(tag)) return entriesOf(value, tag, max);
  if (tag === 'RegExp') return Reflect.apply(RegExp.prototype.toString, value, []);
  const maker = makerOf(value);
  if (maker === 'Object') return undefined;
  const response = responseText(value);
  if (response !== undefined) return response;
  if (firstKeys(value, 1).length > 0) return undefined;
  const href = peek(value, 'href');
  if (typeof href === 'string') return href;
  const told = TELLING.flatMap((key) => {
    const member = peek(value, key);
    if (key === 'url' && typeof member === 'string') return [[key, withoutQuery(member)]];
    return member === undefined || member === '' || typeof member === 'function' ? [] : [[key, member]];
  });
  return told.length > 0 ? Object.fromEntries(told) : withArticle(maker);
}

/** Keys that are objects have no name: they are numbered, so that none is lost. */
function entriesOf(value: object, tag: string, max: number): object | undefined {
  const entries: unknown = peek(value, 'entries');
  if (typeof entries !== 'function') return undefined;
  const found: [string, unknown][] = [];
  if (max === 0) return found;
  for (const [key, member] of Reflect.apply(entries, value, [])) {
    const name = typeof key === 'object' || typeof key === 'function' ? `[key ${found.length + 1}]` : String(key);
    found.push([name, member]);
    if (found.length >= max) break;
  }
  return tag === 'Set' ? found.map(([, member]) => member) : Object.fromEntries(found);
}

/** `HTTP status 503 Service Unavailable (https://api.example.com/v1)`, where the object is a response of an HTTP client. */
export function responseText(value: object): string | undefined {
  const status = [peek(value, 'status'), peek(value, 'statusCode')].find((each) => typeof each === 'number');
  if (status === undefined || typeof peek(value, 'headers') !== 'object') return undefined;
  const phrase = [peek(value, 'statusText'), peek(value, 'statusMessage')].find((each) => each !== undefined);
  const url = [peek(value, 'url'), peek(value, 'config', 'url')].find(
    (each) => typeof each === 'string' && each !== '',
  );
  return [
    `HTTP status ${status}`,
    ...(typeof phrase === 'string' && phrase !== '' ? [phrase] : []),
    ...(typeof url === 'string' ? [`(${withoutQuery(url)})`] : []),
  ].join(' ');
}

/** A query may hold keys under any name. */
const withoutQuery = (url: string): string => url.split(/[?#]/, 1)[0] ?? '';

/** `a Promise`, `an AbortController`: an object by its maker's name, `undefined` for a plain object. */
export function kindOf(value: object): string | undefined {
  const maker = makerOf(value);
  return maker === 'Object' ? undefined : withArticle(maker);
}

function makerOf(value: object): string {
  const maker: unknown = peek(value, 'constructor', 'name');
  return typeof maker === 'string' && maker !== '' ? maker.slice(0, MAX_NAME) : tagOf(value);
}

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice('[object '.length, -1);

/** By its sound: `an Agent`, but `a URL`, `a Uint8Array`. */
const withArticle = (name: string): string => `${/^(?:[aeio]|u(?!int|ni|rl|se|ti))/i.test(name) ? 'an' : 'a'} ${name}`;
