import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asked, Trouble } from './trouble.ts';
import { createTroubles, type TroubleName } from './troubles.ts';

/** A trouble of this app, and whether it may be brought about here. */
export interface Possible {
  readonly name: TroubleName;
  readonly allowed: boolean;
  readonly trouble: Trouble;
}

/** All troubles of one app. */
export interface Chaos {
  readonly all: readonly Possible[];
  readonly byPath: ReadonlyMap<string, Possible>;
  /** Delays or answers a request, where that was asked for; `true`: it has been answered. */
  befall(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
}

/** @param kindOf which requests something may befall: what brings it about and mends it must stay in reach */
export function createChaos(
  allowed: ReadonlySet<TroubleName>,
  kindOf: (request: IncomingMessage) => Asked | undefined,
): Chaos {
  const all = [...createTroubles()].map(([name, trouble]) => ({ name, allowed: allowed.has(name), trouble }));

  async function meet(asked: Asked, response: ServerResponse): Promise<boolean> {
    for (const { trouble } of all) if (await trouble.befall?.(asked, response)) return true;
    return false;
  }

  return {
    all,
    byPath: new Map(all.map((one) => [`/${one.name}`, one])),
    befall(request, response) {
      // A request that nothing can befall is not put off by so much as a turn.
      if (!all.some(({ trouble }) => trouble.befall !== undefined && trouble.state?.() !== undefined)) return false;
      const asked = kindOf(request);
      return asked === undefined ? false : meet(asked, response);
    },
  };
}

/** Why a trouble is refused. */
export const refusalOf = (name: string): string =>
  `${name} is not allowed here; allowed: what CHAOS names. Start the app with CHAOS=${name}, or CHAOS=all, where it harms no one else\n`;

/** What goes on, and how to bring it about: a line each. */
export const chaosText = ({ all }: Chaos, pathname: string): string =>
  all
    .map(({ name, allowed, trouble }) => {
      const state = allowed ? stateText(trouble) || 'off' : `not allowed: needs CHAOS=${name}`;
      const { name: field, usual } = trouble.fields[0] ?? { name: '', usual: '' };
      return `${name.padEnd(8)} ${state}${allowed ? `; curl -d ${field}=${usual} ${pathname}${name}` : ''}\n`;
    })
    .join('');

/** `ms=500 on=pages seconds=42`, or nothing. */
export const stateText = ({ state }: Trouble): string =>
  Object.entries(state?.() ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
