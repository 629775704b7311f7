import type { HookHandler } from '../manifest/types.ts';
import { type Draft, emit, event, nextNumber, record, schedule, soon } from './draft.ts';
import { resolveHookHandler } from './handlers.ts';
import type { ContainerDraft, RunningHook } from './state.ts';

/** Starts a hook. A sleep is our own; the rest is the world's to run. */
export function runHook(draft: Draft, container: ContainerDraft, which: RunningHook['which'], handler: HookHandler) {
  const { state } = draft;
  const hook = nextNumber(draft);
  state.hooks.push({ hook, container: container.index, which });
  record(draft, { kind: 'hook', container: container.spec.name, hook: which, event: 'started' });
  const later = (ms: number, error?: string) =>
    schedule(draft, state.now + ms, 'hook', { kind: 'hookEnded', hook, ...(error === undefined ? {} : { error }) });
  const resolved = resolveHookHandler(handler, container.spec);
  if ('error' in resolved) later(0, resolved.error);
  else if (resolved.handler.kind === 'sleep') later(resolved.handler.seconds * 1000);
  else if (resolved.handler.kind === 'tcpSocket') later(0, 'invalid handler: tcpSocket is not supported for hooks');
  else {
    const { instance = 0, spec } = container;
    emit(draft, { kind: 'hook', hook, instance, container: spec, which, handler: resolved.handler });
  }
}

/** Takes a hook that has ended; undefined when nobody waits for it any more. */
export function takeHook(draft: Draft, number: number, error: string | undefined): RunningHook | undefined {
  const { state } = draft;
  const found = state.hooks.find((one) => one.hook === number);
  const container = found && state.containers[found.container];
  if (found === undefined || container === undefined) return undefined;
  state.hooks = state.hooks.filter((one) => one !== found);
  record(draft, {
    kind: 'hook',
    container: container.spec.name,
    hook: found.which,
    event: error === undefined ? 'ended' : 'failed',
    ...(error === undefined ? {} : { message: error }),
  });
  return found;
}

/** A hook over https was answered over http, which is worth an event. */
export function hookFellBack(draft: Draft, number: number, address: string) {
  const found = draft.state.hooks.find((one) => one.hook === number);
  const container = found && draft.state.containers[found.container];
  if (container === undefined) return;
  const message = `request to HTTPS lifecycle hook ${address} got HTTP response, retry with HTTP succeeded`;
  event(draft, container, 'Warning', 'LifecycleHTTPFallback', message);
}

/** The container is gone, and with it what ran inside. */
export function cancelHooks(draft: Draft, { index }: ContainerDraft) {
  for (const { hook, container } of draft.state.hooks) {
    if (container !== index) continue;
    emit(draft, { kind: 'cancelHook', hook });
    soon(draft, { kind: 'hookEnded', hook, error: 'the container has ended' });
  }
}
