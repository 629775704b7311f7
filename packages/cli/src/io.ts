import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Where a command writes text. */
export interface Output {
  /** Writes all of the text before it returns, and never throws: what cannot be written is lost, see {@link Io.onOutputLost}. */
  write(text: string): void;
  /** True when a person looks at a terminal. */
  readonly isTTY: boolean;
}

/** Everything a command sees of the world around it: tests hand over their own. */
export interface Io {
  /** For the result. */
  readonly stdout: Output;
  /** For notes, warnings and usage errors. */
  readonly stderr: Output;
  /** Standard input, touched only when it is read. */
  readonly stdin: AsyncIterable<string | Uint8Array>;
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when standard output is a terminal. */
  readonly isTTY: boolean;
  /** True when the result may be coloured: a terminal, and neither NO_COLOR nor TERM=dumb; FORCE_COLOR overrides: {@link wantsColor}. */
  readonly color: boolean;
  /**
   * Calls back once when standard output can no longer be written: at once if that is so already. A command that runs for long should
   * end then. There is an error where the system refuses the text (a full disk), and none where the reader has gone away.
   */
  onOutputLost(listener: (error?: Error) => void): void;
}

const given = (value: string | undefined) => value !== undefined && value !== '';

/**
 * Node's own rule (https://nodejs.org/api/cli.html#force_color1-2-3), so that the command and the apps it runs agree: FORCE_COLOR decides
 * alone where it is set, also when it is empty. NO_COLOR counts when it is not empty, as https://no-color.org wants it.
 */
export function wantsColor(env: Io['env'], isTTY: boolean): boolean {
  if (env.FORCE_COLOR !== undefined) return ['', 'true', '1', '2', '3'].includes(env.FORCE_COLOR);
  if (given(env.NO_COLOR) || given(env.NODE_DISABLE_COLORS)) return false;
  return isTTY && env.TERM !== 'dumb';
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** A pause without a timer: only for a pipe that is full for the moment. */
const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/**
 * Writes with plain system calls: `process.stdout` costs start-up time, and cuts a pipe short when the process exits.
 * EAGAIN is a non-blocking pipe whose reader is slow: https://github.com/nodejs/node/issues/10534
 */
export function createOutput(fd: number, onLost: (error?: Error) => void): Output {
  let lost = false;
  return {
    get isTTY() {
      return isatty(fd);
    },
    write(text) {
      let rest: Uint8Array = Buffer.from(text, 'utf8');
      while (rest.length > 0 && !lost) {
        try {
          rest = rest.subarray(writeSync(fd, rest));
        } catch (error) {
          const code = codeOf(error);
          if (code === 'EAGAIN') {
            pause(5);
            continue;
          }
          lost = true;
          const readerGone = code === 'EPIPE' || code === 'EBADF' || code === 'EIO';
          onLost(readerGone || !(error instanceof Error) ? undefined : error);
        }
      }
    },
  };
}

/** The real process. */
export function processIo(): Io {
  const listeners: ((error?: Error) => void)[] = [];
  let lost: { readonly error: Error | undefined } | undefined;
  const stdout = createOutput(1, (error) => {
    lost = { error };
    for (const listener of listeners.splice(0)) listener(error);
  });
  const stderr = createOutput(2, () => {});
  return {
    stdout,
    stderr,
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    get isTTY() {
      return stdout.isTTY;
    },
    get color() {
      return wantsColor(process.env, stdout.isTTY);
    },
    onOutputLost(listener) {
      if (lost === undefined) listeners.push(listener);
      else listener(lost.error);
    },
  };
}
