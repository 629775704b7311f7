import { isLoopback } from '@probez/kubelet/manifest';
import { mainCommand } from './command-line.ts';
import type { Container } from './container.ts';

/** A place in the manifest that shows the app listening on loopback only. */
export interface LoopbackBind {
  /** `HOST=127.0.0.1`, `--listen=127.0.0.1:3000`. */
  readonly shown: string;
  /** The port, where it is shown as well. */
  readonly port: number | undefined;
}

const bindNames =
  /^(.*_)?(HOST|BIND|LISTEN|BIND_ADDR(ESS)?|BIND_HOST|LISTEN_ADDR(ESS)?|LISTEN_HOST|SERVER_ADDR(ESS)?)$/;
/** Where to connect to, not where to listen: `DB_HOST`, `REDIS_HOST`. Only these prefixes speak of the app itself. */
const ownPrefix = /^(APP|SERVER|HTTP|WEB|API|NODE|LISTEN|BIND)_/;
const flag =
  /^--?(?:b|H|host|hostname|bind|listen|bind-address|listen-address|listen-addr|addr|address|http-address|http-addr)(?:=(.*))?$/;

/** `127.0.0.1:3000`, `http://localhost:3000`, `::1`; undefined when it is not loopback. */
function loopback(text: string): { port: number | undefined } | undefined {
  const bare = text
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/\/.*$/, '');
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*|::1)(?::(\d+))?$/.exec(bare) ?? [];
  return isLoopback(host) ? { port: port === undefined ? undefined : Number(port) } : undefined;
}

export function loopbackBind(container: Container): LoopbackBind | undefined {
  const portText = container.env.find(({ name }) => name === 'PORT')?.value;
  const fallback = portText !== undefined && /^\d+$/.test(portText) ? Number(portText) : undefined;
  for (const { name, value = '' } of container.env) {
    if (!bindNames.test(name) || (name.includes('_') && !ownPrefix.test(name))) continue;
    const found = loopback(value);
    if (found !== undefined) return { shown: `${name}=${value}`, port: found.port ?? fallback };
  }
  const words = mainCommand(container);
  for (const [index, word] of words.entries()) {
    const match = flag.exec(word);
    const value = match === null ? undefined : (match[1] ?? words[index + 1]);
    const found = value === undefined ? undefined : loopback(value);
    if (found !== undefined)
      return { shown: match?.[1] === undefined ? `${word} ${value}` : word, port: found.port ?? fallback };
  }
  return undefined;
}
