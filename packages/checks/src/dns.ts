import type { PolledCheck } from '@probez/core';
import { filled, refuse } from '@probez/core/internal';
import { abortable, askOnce } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';

/** Options of {@link dnsCheck}. */
export interface DnsCheckOptions extends ReadyCheckOptions {
  /**
   * `'lookup'` resolves the name as the app's own connections do (`getaddrinfo`: /etc/hosts, search domains). `'resolve4'` and
   * `'resolve6'` ask a DNS server directly, which can be cancelled; `servers` needs one of them.
   * @default 'lookup'
   */
  readonly method?: 'lookup' | 'resolve4' | 'resolve6' | undefined;
  /**
   * DNS servers to ask, each an `ip` or `ip:port`. Only with `resolve4` and `resolve6`.
   * @default the system's
   */
  readonly servers?: readonly string[] | undefined;
  /**
   * An address or a list of them; at least one must be among the answers.
   * @default any address passes
   */
  readonly expect?: string | readonly string[] | undefined;
}

const OWN_KEYS = ['method', 'servers', 'expect'];

/** A text or a list of them. */
function addresses(what: string, given: string | readonly string[] | undefined): readonly string[] {
  const list = given === undefined ? [] : [given].flat();
  for (const each of list) filled(`dnsCheck: ${what}`, each ?? null, 'an address, or a list of them');
  return list;
}

/**
 * Resolves a host name, and passes if it has an address.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function dnsCheck(hostname: string, options: DnsCheckOptions = {}): PolledCheck {
  knownOptions('dnsCheck', options, OWN_KEYS);
  const { method = 'lookup', servers, expect } = options;
  if (typeof hostname !== 'string' || hostname === '' || /[\s/@=;]|^[^:]+:\d+$/.test(hostname))
    refuse('dnsCheck: the host name', hostname, "a name such as 'db.internal', without protocol and port");
  if (!['lookup', 'resolve4', 'resolve6'].includes(method)) {
    refuse('dnsCheck: method', method, 'lookup, resolve4 or resolve6');
  }
  if (servers !== undefined && method === 'lookup')
    refuse('dnsCheck: servers', servers, 'no servers unless method is resolve4 or resolve6');
  const expected = addresses('expect', expect);
  addresses('servers', servers);
  // getaddrinfo holds one of libuv's four threads until it returns: never two.
  const lookup = askOnce(async () => {
    const { lookup: lookUp } = process.getBuiltinModule('node:dns/promises');
    const found = await lookUp(hostname, { all: true });
    return found.map(({ address }) => address);
  });

  async function resolve(signal: AbortSignal): Promise<readonly string[]> {
    const { Resolver } = process.getBuiltinModule('node:dns/promises');
    const resolver = new Resolver();
    if (servers !== undefined) resolver.setServers(servers);
    const asked = method === 'resolve4' ? resolver.resolve4(hostname) : resolver.resolve6(hostname);
    return abortable(asked, signal, () => resolver.cancel());
  }

  return defineCheck(
    {
      factory: 'dnsCheck',
      name: 'dns',
      componentType: 'system',
      subject: () => `DNS for ${hostname}`,
      async run({ signal, step }) {
        step(`DNS for ${hostname}: the resolver does not answer`);
        const found = method === 'lookup' ? await lookup(signal) : await resolve(signal);
        if (expected.length === 0 || expected.some((address) => found.includes(address))) return undefined;
        throw new Finding(`resolves to ${found.join(', ')}, but expected ${expected.join(' or ')}`);
      },
    },
    options,
    OWN_KEYS,
  );
}
