/**
 * The second argument of a `fetch` handler, which tells the client's address: the server in Bun, the info in Deno, the bindings of
 * `@hono/node-server`. Anything else is ignored.
 */
export type Peer = unknown;

/** The peer's address, where the host has it; it reaches a `details` function as `remoteAddress`. */
export function addressOf(request: object, peer: Peer): string | undefined {
  return text(at(peer, 'remoteAddr', 'hostname')) ?? bunsAddress(request, peer) ?? nodesAddress(request, peer);
}

/** https://bun.com/docs/runtime/http/server#server-requestip-request */
function bunsAddress(request: object, peer: Peer): string | undefined {
  if (!isObject(peer) || !('requestIP' in peer) || typeof peer.requestIP !== 'function') return undefined;
  return text(at(peer.requestIP(request), 'address'));
}

/** `ip` is srvx's, and so h3's; `incoming` is `@hono/node-server`'s. */
function nodesAddress(request: object, peer: Peer): string | undefined {
  return text(at(request, 'ip')) ?? text(at(peer, 'incoming', 'socket', 'remoteAddress'));
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((each, key) => (isObject(each) ? Reflect.get(each, key) : undefined), value);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
