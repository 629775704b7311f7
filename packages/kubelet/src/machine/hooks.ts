import type { HookHandler } from '../manifest/types.ts';
import type { Slot } from './instance.ts';
import type { Effect } from './messages.ts';
import { resolveHookHandler } from './ports.ts';
import type { NewRecord } from './records.ts';
import type { Agenda } from './timers.ts';

export interface HookHost {
  readonly now: () => number;
  readonly agenda: Agenda;
  readonly emit: (effect: Effect) => void;
  readonly record: (record: NewRecord) => void;
  readonly nextNumber: () => number;
}

interface RunningHook {
  readonly slot: Slot;
  readonly which: 'postStart' | 'preStop';
  readonly ended: (error: string | undefined) => void;
}

/** postStart and preStop hooks under way. A sleep is the machine's own; the rest is the world's to run. */
export function createHooks(host: HookHost) {
  const running = new Map<number, RunningHook>();

  function end(number: number, error?: string) {
    const hook = running.get(number);
    if (hook === undefined) return;
    running.delete(number);
    host.record({
      kind: 'hook',
      container: hook.slot.spec.name,
      hook: hook.which,
      event: error === undefined ? 'ended' : 'failed',
      ...(error === undefined ? {} : { message: error }),
    });
    hook.ended(error);
  }

  return {
    end,
    /** A hook over https was answered over http, which is worth an event. */
    fellBack(number: number, address: string) {
      const hook = running.get(number);
      if (hook === undefined) return;
      host.record({
        kind: 'event',
        container: hook.slot.spec.name,
        type: 'Warning',
        reason: 'LifecycleHTTPFallback',
        message: `request to HTTPS lifecycle hook ${address} got HTTP response, retry with HTTP succeeded`,
      });
    },
    run(slot: Slot, which: RunningHook['which'], handler: HookHandler, ended: RunningHook['ended']) {
      const number = host.nextNumber();
      running.set(number, { slot, which, ended });
      host.record({ kind: 'hook', container: slot.spec.name, hook: which, event: 'started' });
      const later = (ms: number, error?: string) => host.agenda.set(host.now() + ms, () => end(number, error));
      const resolved = resolveHookHandler(handler, slot.spec);
      if ('error' in resolved) later(0, resolved.error);
      else if (resolved.handler.kind === 'sleep') later(resolved.handler.seconds * 1000);
      else if (resolved.handler.kind === 'tcpSocket') later(0, 'invalid handler: tcpSocket is not supported for hooks');
      else
        host.emit({
          kind: 'hook',
          hook: number,
          instance: slot.instance ?? 0,
          container: slot.spec,
          which,
          handler: resolved.handler,
        });
    },
    /** The container is gone, and with it what ran inside. */
    containerGone(slot: Slot) {
      for (const [number, hook] of [...running]) {
        if (hook.slot !== slot) continue;
        host.emit({ kind: 'cancelHook', hook: number });
        end(number, 'the container has ended');
      }
    },
  };
}
