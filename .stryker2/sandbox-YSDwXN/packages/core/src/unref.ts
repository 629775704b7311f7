/** Node's and Bun's timers are objects that can be told not to keep the process alive; Deno and browsers return numbers. */
// @ts-nocheck

export function unref(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref();
  else if (typeof timer === 'number') denoUnref(timer);
}

function denoUnref(timer: number): void {
  const deno: unknown = Reflect.get(globalThis, 'Deno');
  if (typeof deno !== 'object' || deno === null || !('unrefTimer' in deno)) return;
  if (typeof deno.unrefTimer === 'function') deno.unrefTimer(timer);
}
