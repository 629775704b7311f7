import type { Container } from './container.ts';
import type { Part } from './part.ts';
import { plain } from './walk.ts';

/** The handlers that a probe may have. */
export const probeHandlers = ['httpGet', 'tcpSocket', 'exec', 'grpc'] as const;
/** The handlers that a hook may have; the API still takes tcpSocket, the kubelet refuses to run it. */
export const hookHandlers = ['httpGet', 'tcpSocket', 'exec', 'sleep'] as const;

export interface Handler {
  readonly type: (typeof probeHandlers)[number];
  readonly part: Part;
  /** The port, a name looked up in the container; undefined when there is none, or it is not declared. */
  readonly port: number | undefined;
  /** httpGet only: the path with its leading slash and its query. */
  readonly path: string;
  /** exec only. */
  readonly command: readonly string[];
  /** httpGet and tcpSocket: the host, when it is not the Pod's own address. */
  readonly host: string | undefined;
  /** Equal for two handlers exactly when they ask the same thing in the same way. */
  readonly signature: string;
}

/** A port as the kubelet finds it: a number, or a name among the container's own ports. */
export function resolvePort(part: Part, container: Container): number | undefined {
  return part.whole ?? container.ports.find(({ name }) => name !== undefined && name === part.text)?.number;
}

/** The order of names does not matter to a server, the order of equal names does; names have no letter case. */
function headers(part: Part): string[] {
  return part
    .at('httpHeaders')
    .items.map((item) => [item.at('name').text?.toLowerCase() ?? '', item.at('value').text ?? ''] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}: ${value}`);
}

function withSlash(path: string | undefined): string {
  if (path === undefined || path === '') return '/';
  return path.startsWith('/') ? path : `/${path}`;
}

export function readHandler(probe: Part, container: Container): Handler | undefined {
  const types = probeHandlers.filter((type) => probe.at(type).exists);
  const [type] = types;
  if (type === undefined || types.length > 1) return undefined;
  const part = probe.at(type);
  const port = type === 'exec' ? undefined : resolvePort(part.at('port'), container);
  const path = type === 'httpGet' ? withSlash(part.at('path').text) : '';
  const host = type === 'exec' || type === 'grpc' ? undefined : part.at('host').text || undefined;
  const command = type === 'exec' ? (part.at('command').words ?? []) : [];
  const where = [host ?? '', port ?? `name ${plain(part.at('port').value)}`];
  const asked = {
    httpGet: () => [(part.at('scheme').text || 'HTTP').toUpperCase(), ...where, path, ...headers(part)],
    tcpSocket: () => where,
    exec: () => command,
    grpc: () => [...where, part.at('service').text ?? ''],
  }[type]();
  return { type, part, port, path, command, host, signature: JSON.stringify([type, ...asked]) };
}

/** `httpGet :8080/livez`, for messages. */
export function describeHandler({ type, part, path, host, command }: Handler): string {
  if (type === 'exec') return `exec [${command.join(' ')}]`;
  return `${type} ${host ?? ''}:${plain(part.at('port').value)}${path}`;
}
