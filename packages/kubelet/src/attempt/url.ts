import { joinHostPort } from './go-text.ts';

/** The parts of the address of an httpGet attempt. */
export interface ProbeUrl {
  /** Without the colon. */
  readonly scheme: 'http' | 'https';
  /** A name or an address; IPv6 in brackets. */
  readonly host: string;
  /** The port, even if it is the default one. */
  readonly port: number;
  /** True if the URL contains the port: then the `Host` header contains it too. */
  readonly explicitPort: boolean;
  /** Path as sent, always with a leading slash. */
  readonly path: string;
  /** The query with its question mark, or empty. */
  readonly query: string;
  /** The fragment with its hash, or empty: never sent, but part of messages. */
  readonly fragment: string;
}

const unreserved = /^[A-Za-z0-9\-_.~$&+,/:;=@]$/;
const validPath = /^[A-Za-z0-9\-_.~!$&'()*+,;=:@[\]/%]*$/;
const badEscape = /%(?![0-9A-Fa-f]{2})/;
const hasControl = (text: string) => [...text].some((char) => char < ' ' || char === '\u007f');

function escapePath(path: string): string {
  const decoded: number[] = [];
  const bytes = new TextEncoder().encode(path);
  for (let i = 0; i < bytes.length; i++) {
    const pair = String.fromCharCode(bytes[i + 1] ?? 0, bytes[i + 2] ?? 0);
    if (bytes[i] === 0x25 && /^[0-9A-Fa-f]{2}$/.test(pair)) {
      decoded.push(Number.parseInt(pair, 16));
      i += 2;
    } else decoded.push(bytes[i] ?? 0);
  }
  return decoded
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return byte < 0x80 && unreserved.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/**
 * Path, query and fragment as the kubelet makes them of `httpGet.path`: a path that cannot be parsed is sent whole, as a path.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/probe/http/request.go
 */
function splitPath(text: string): Pick<ProbeUrl, 'path' | 'query' | 'fragment'> {
  const hash = text.indexOf('#');
  const beforeHash = hash === -1 ? text : text.slice(0, hash);
  const question = beforeHash.indexOf('?');
  let path = question === -1 ? beforeHash : beforeHash.slice(0, question);
  if (badEscape.test(path) || hasControl(text)) {
    const whole = text.startsWith('/') ? text : `/${text}`;
    return { path: escapePath(whole.replaceAll('%', '%25')), query: '', fragment: '' };
  }
  if (path.startsWith('//')) {
    // `//name/path` names a host, which the kubelet then replaces by the Pod's.
    const slash = path.indexOf('/', 2);
    path = slash === -1 ? '' : path.slice(slash);
  }
  if (!path.startsWith('/')) path = `/${path}`;
  return {
    path: validPath.test(path) ? path : escapePath(path),
    query: question === -1 ? '' : beforeHash.slice(question),
    fragment: hash === -1 || hash === text.length - 1 ? '' : text.slice(hash),
  };
}

/** Builds the address of an httpGet handler. Throws nothing. */
export function probeUrl(scheme: 'http' | 'https', host: string, port: number, path: string): ProbeUrl {
  return { scheme, host, port, explicitPort: true, ...splitPath(path) };
}

const defaultPort = { http: 80, https: 443 } as const;

/** `host` or `host:port`, as in the `Host` header. */
export const authority = (url: ProbeUrl): string =>
  url.explicitPort ? joinHostPort(url.host, url.port) : url.host.includes(':') ? `[${url.host}]` : url.host;

/** The whole address, as in the messages. Throws nothing. */
export function urlText(url: ProbeUrl): string {
  return `${url.scheme}://${authority(url)}${url.path}${url.query}${url.fragment}`;
}

/** Reads a full `http://` or `https://` address; returns undefined for any other text. Never throws. */
export function parseUrl(text: string): ProbeUrl | undefined {
  const match = /^(https?):\/\/(\[[0-9A-Fa-f:.%]+\]|[^/?#:[\]]*)(?::(\d*))?([/?#].*)?$/i.exec(text);
  if (match === null) return undefined;
  const scheme = match[1]?.toLowerCase() === 'https' ? 'https' : 'http';
  const host = (match[2] ?? '').replace(/^\[|\]$/g, '');
  const written = match[3] ?? '';
  const port = written === '' ? defaultPort[scheme] : Number(written);
  if (port > 65535) return undefined;
  const rest = match[4] ?? '';
  return { scheme, host, port, explicitPort: written !== '', ...splitPath(rest.startsWith('/') ? rest : `/${rest}`) };
}

/** An address that can be told from others by its host, but not asked. */
export interface UnusableUrl {
  readonly host: string;
  readonly error: string;
}

/** A full address, also of other schemes and with things that only a connection would trip over. */
function parseAny(text: string, scheme: string): ProbeUrl | UnusableUrl | undefined {
  const [, before = '', name = '', port = '', rest = ''] =
    /^([^:]+:\/\/)(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:[\]]*)(?::([^/?#]*))?(.*)$/s.exec(text) ?? [];
  if (/^https?$/i.test(scheme)) {
    const usable = parseUrl(`${before}${name}${port === '' ? '' : `:${port}`}${rest}`);
    if (usable !== undefined || !/^\d+$/.test(port)) return usable;
  } else if (!/^\d*$/.test(port)) return undefined;
  const error = /^https?$/i.test(scheme)
    ? `dial tcp: address ${port}: invalid port`
    : `unsupported protocol scheme "${scheme.toLowerCase()}"`;
  return { host: name.replace(/^\[|\]$/g, ''), error };
}

/** Resolves a `Location` header against the address that sent it, undefined when it cannot be parsed. */
export function resolveLocation(base: ProbeUrl, location: string): ProbeUrl | UnusableUrl | undefined {
  const text = location.trim();
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  if (scheme !== undefined) return parseAny(text, scheme);
  if (text.startsWith('//')) return parseAny(`${base.scheme}:${text}`, base.scheme);
  const root = { scheme: base.scheme, host: base.host, port: base.port, explicitPort: base.explicitPort };
  if (badEscape.test(text.split(/[?#]/, 1)[0] ?? '')) return undefined;
  const parts = splitPath(text.startsWith('/') ? text : `/${text}`);
  if (text.startsWith('/')) return { ...root, ...parts };
  const relative = /^[^?#]*/.exec(text)?.[0] ?? '';
  if (relative === '') {
    const query = text.startsWith('?') ? parts.query : base.query;
    return { ...root, path: base.path, query, fragment: parts.fragment };
  }
  const directory = base.path.slice(0, base.path.lastIndexOf('/') + 1);
  return { ...root, ...parts, path: removeDots(`${directory}${parts.path.slice(1)}`) };
}

function removeDots(path: string): string {
  const out: string[] = [];
  const segments = path.split('/');
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '..') {
      if (out.length > 1) out.pop();
      if (last) out.push('');
    } else if (segment === '.') {
      if (last) out.push('');
    } else out.push(segment);
  });
  return out.join('/');
}
