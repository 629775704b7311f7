import { hasMethods, peek } from '@probez/core/internal';
import { sharedUnder } from './shared.ts';
import type { Owner } from './targets.ts';

/** For the plugin of a framework that closes its server itself: what its hooks call, at both ends of that close. */
export interface CloseHooks {
  /** The close has begun. */
  first(): void;
  /** All else in the close is done. Resolves at once, or, where somebody else closes the app in its drain, when the shutdown is over. */
  last(): Promise<void>;
}

/** The close of an app, if somebody else has begun it in its drain. */
export interface Hold {
  /** Settles when the app's own hooks have run. */
  readonly ran: Promise<void> | undefined;
}

interface HoldOptions {
  /** Whether a close that begins now is somebody else's. */
  isForeign(): boolean;
  onHeld(): void;
  /** The shutdown. */
  readonly over: Promise<unknown>;
}

/** By the app's server. */
const hooksByServer = (): WeakMap<object, CloseHooks> =>
  sharedUnder(Symbol.for('probez.close.v1'), isWeakMap, () => new WeakMap());

/** By its names alone: each copy of a test runner's realm may have a `WeakMap` of its own. */
const isWeakMap = (value: unknown): value is WeakMap<object, CloseHooks> => hasMethods(value, ['get', 'set', 'has']);

/**
 * Has a close that somebody else begins wait, where an app takes hooks for it (Fastify's, before it is ready): whoever began it ends
 * the process right behind it, and what the shutdown has left to do would be lost. To an app that listens already a plugin may have
 * left hooks that ask `closeHooks`.
 */
export function holdClose({ app, server }: Owner, { isForeign, onHeld, over }: HoldOptions): Hold {
  let resolve = (): void => {};
  let ran: Promise<void> | undefined;
  const hooks: CloseHooks = {
    first() {
      if (ran !== undefined || !isForeign()) return;
      onHeld();
      ran = new Promise((settle) => {
        resolve = settle;
      });
    },
    async last() {
      if (ran === undefined) return;
      resolve();
      await over;
    },
  };
  hooksByServer().set(server, hooks);
  addHook(app, 'preClose', async () => hooks.first());
  addHook(app, 'onClose', () => hooks.last());
  return {
    get ran() {
      return ran;
    },
  };
}

function addHook(app: object, name: string, hook: () => Promise<void>): void {
  const add = peek(app, 'addHook');
  if (typeof add !== 'function') return;
  try {
    Reflect.apply(add, app, [name, hook]);
  } catch {
    // It listens already.
  }
}

/**
 * For the plugin of a framework that closes its server itself, such as Fastify's: `first` is for the hook at the beginning of that
 * close, `last` for the one at its end. Then whoever closes the app in its drain, and ends the process behind it, cuts nothing of the
 * shutdown. Without one, neither does anything. Never throws, and nor do they.
 *
 * @param server the server of the app
 */
export const closeHooks = (server: object): CloseHooks => ({
  first: () => hooksByServer().get(server)?.first(),
  last: async () => hooksByServer().get(server)?.last(),
});
