import { hasMethods, peek } from '@probez/core/internal';
import { sharedUnder } from './shared.ts';
import type { Owner } from './targets.ts';

/** What the plugin of a framework that closes its server itself calls from its hooks, at the beginning and the end of a close. */
export interface CloseHooks {
  /** The close has begun. */
  first(): void;
  /** Everything else in the close is done. Resolves at once; or, if other code closes the app during the drain, when the shutdown is over. */
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
 * Makes a close that other code begins wait for the shutdown, where the app accepts hooks for it (Fastify does until it is ready).
 * Otherwise that code would end the process right after its close, and the rest of the shutdown would be lost. An app that listens
 * already accepts no more hooks; there a plugin may have added hooks that call `closeHooks`.
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
 * For the plugin of a framework that closes its server itself, such as Fastify: call `first` from its hook at the beginning of a
 * close, and `last` from the one at the end. If other code closes the app during the drain, `last` makes that close wait until the
 * shutdown is over. Without a shutdown both do nothing. None of the three throws.
 *
 * @param server the server of the app
 */
export const closeHooks = (server: object): CloseHooks => ({
  first: () => hooksByServer().get(server)?.first(),
  last: async () => hooksByServer().get(server)?.last(),
});
