import { type ProbeUrl, parseUrl } from '@probez/kubelet/attempt';
import { UsageError } from '../usage-error.ts';

/** What `probez check` tries. */
export type Target =
  | { readonly type: 'http'; readonly url: ProbeUrl; readonly socketPath: string | undefined }
  | { readonly type: 'tcp'; readonly host: string; readonly port: number; readonly socketPath: string | undefined }
  | {
      readonly type: 'grpc';
      readonly host: string;
      readonly port: number;
      readonly service: string;
      readonly tls: boolean;
      readonly socketPath: string | undefined;
    };

const forms = `
  http://HOST[:PORT]/PATH, https://...   tcp://HOST:PORT   grpc://HOST:PORT[/SERVICE], grpcs://...
  unix:///PATH.sock   http+unix:///PATH.sock:/PATH   grpc+unix:///PATH.sock[:SERVICE]`;

const fail = (text: string, why: string): never => {
  throw new UsageError(`"${text}": ${why}. The targets are${forms}`);
};

function hostAndPort(text: string, rest: string): { host: string; port: number; tail: string } {
  const match = /^(\[[0-9A-Fa-f:.%]+\]|[^/?#:[\]\s]+):(\d{1,5})(?:\/(.*))?$/s.exec(rest);
  const port = Number(match?.[2]);
  if (match === null || port < 1 || port > 65_535) return fail(text, 'expected HOST:PORT with a port from 1 to 65535');
  return { host: (match[1] ?? '').replace(/^\[|\]$/g, ''), port, tail: match[3] ?? '' };
}

/** A socket's path and what follows the colon after it; the path itself may hold colons before its last `:/`. */
function socketAndRest(text: string, rest: string, separator: RegExp): { socketPath: string; tail: string } {
  const match = separator.exec(rest);
  const socketPath = match === null ? rest : rest.slice(0, match.index);
  if (!socketPath.startsWith('/') || socketPath === '/') return fail(text, 'expected the absolute path of a socket');
  return { socketPath, tail: match === null ? '' : rest.slice(match.index + 1) };
}

/** `localhost:8080` and `http:localhost` are meant as addresses. */
function suggestion(text: string): string {
  const meant = /^(https?):\/?(?=\w)/i.test(text) ? text.replace(/:\/?/, '://') : `http://${text}`;
  return /^[\w.-]*:\d|^https?:/i.test(text) ? `, did you mean ${meant}` : '';
}

function http(text: string, socketPath: string | undefined): Target {
  const url = parseUrl(text);
  if (url === undefined && /^https?:\/\/[^/?#]*@/i.test(text))
    return fail(text, 'a user name goes into a header: --header "Authorization: Basic ..."');
  if (url === undefined || url.host === '') return fail(text, 'this is not an address');
  if (url.port < 1) return fail(text, 'the port must be from 1 to 65535');
  return { type: 'http', url, socketPath };
}

/**
 * Reads the target of a check.
 * @param unixSocket the value of --unix-socket: the connection goes there, host and path stay as written
 */
export function readTarget(text: string, unixSocket: string | undefined): Target {
  const scheme = /^([a-z+]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  const rest = scheme === undefined ? '' : text.slice(scheme.length + 3);
  if (scheme?.includes('unix') === true && unixSocket !== undefined)
    fail(text, '--unix-socket cannot be combined with a unix target');
  switch (scheme) {
    case 'http':
    case 'https':
      return http(text, unixSocket);
    case 'tcp': {
      const { host, port, tail } = hostAndPort(text, rest);
      if (tail !== '') return fail(text, 'a tcp address has no path');
      return { type: 'tcp', host, port, socketPath: unixSocket };
    }
    case 'grpc':
    case 'grpcs': {
      const { host, port, tail } = hostAndPort(text, rest);
      return { type: 'grpc', host, port, service: tail, tls: scheme === 'grpcs', socketPath: unixSocket };
    }
    case 'unix': {
      const { socketPath } = socketAndRest(text, rest, /$^/);
      return { type: 'tcp', host: 'localhost', port: 0, socketPath };
    }
    case 'http+unix': {
      const { socketPath, tail } = socketAndRest(text, rest, /:(?=\/)/);
      const target = http(`http://localhost${tail}`, socketPath);
      return target;
    }
    case 'grpc+unix': {
      const { socketPath, tail } = socketAndRest(text, rest, /:/);
      return { type: 'grpc', host: 'localhost', port: 0, service: tail, tls: false, socketPath };
    }
    default:
      return fail(text, scheme === undefined ? `it has no scheme${suggestion(text)}` : `unknown scheme ${scheme}`);
  }
}
