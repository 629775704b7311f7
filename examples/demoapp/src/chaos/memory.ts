import { lasting, number, type Trouble } from './trouble.ts';

const MEGABYTE = 1024 * 1024;
/** A megabyte each: ten a second. */
const PAUSE_MS = 100;

/** Memory that grows, as with a leak: up to so many megabytes, which are let go in the end. */
export function createMemory(): Trouble {
  const hint = 'mb=200 for two hundred megabytes, mb=0 to let them go';
  const mb = number('mb', 0, 1024, 200, hint);
  const seconds = lasting();
  let held: Buffer[] = [];
  let most = 0;
  let growing: NodeJS.Timeout | undefined;
  let ending: NodeJS.Timeout | undefined;

  function letGo(): void {
    clearInterval(growing);
    clearTimeout(ending);
    held = [];
    most = 0;
  }

  return {
    hint,
    fields: [mb, seconds],
    act(form) {
      const [upTo, during] = [mb.read(form), seconds.read(form)];
      letGo();
      if (upTo === 0) return;
      most = upTo;
      growing = setInterval(() => {
        // Written to, or the system would not count it.
        held.push(Buffer.alloc(MEGABYTE, 1));
        if (held.length >= most) clearInterval(growing);
      }, PAUSE_MS).unref();
      ending = setTimeout(letGo, during * 1000).unref();
    },
    state: () => (most === 0 ? undefined : { mb: held.length, of: most }),
  };
}
