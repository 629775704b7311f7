import type { Debugger } from 'node:inspector';
import { fileURLToPath } from 'node:url';

/** What could be learnt of the main thread. */
export interface MainStack {
  /** Innermost first: `spin (/app/main.js:12:5)`. Empty where it was not to be had. */
  readonly frames: readonly string[];
  /**
   * `true` where the main thread did not answer in time: it was outside JavaScript, in a system call or native code. The
   * frames are then those of its return, if it has returned.
   */
  readonly native: boolean;
}

/** A look at the main thread under way. */
export interface StackCapture {
  /** What is known after `timeoutMs` of the worker's own life at the latest. */
  readonly first: Promise<MainStack>;
  /** What is known now: a thread that was outside JavaScript tells where it came back to. */
  latest(): MainStack;
  /** Lets go of the main thread. */
  end(): void;
}

const MAX_FRAMES = 20;
/** A timeout is counted in so many steps. */
const STEPS = 10;
/** What is used of the inspector's session. */
export interface StackSession {
  connectToMainThread(): void;
  disconnect(): void;
  post(method: string, callback?: () => void): void;
  on(
    event: 'Debugger.scriptParsed',
    listener: (message: { params: Debugger.ScriptParsedEventDataType }) => void,
  ): unknown;
  on(event: 'Debugger.paused', listener: (message: { params: Debugger.PausedEventDataType }) => void): unknown;
}

/** Not imported: a Node that was built without the inspector has no such module. */
const newSession = (): StackSession => new (process.getBuiltinModule('node:inspector').Session)();

/**
 * Takes the JavaScript stack of the process's main thread, from a worker, through the inspector: pauses it, reads, resumes.
 * An endless loop and a regular expression answer within some tens of milliseconds; native code not before it returns.
 * @see https://nodejs.org/api/inspector.html#sessionconnecttomainthread
 */
export function captureMainStack(timeoutMs: number, session: StackSession = newSession()): StackCapture {
  const scripts = new Map<string, string>();
  let known: MainStack = { frames: [], native: true };
  let over = false;
  let late = false;
  let timer: NodeJS.Timeout | undefined;

  function end(): void {
    if (over) return;
    over = true;
    // Disconnecting ends a pause as well: V8 lets a thread go on that no session holds.
    session.disconnect();
  }

  const first = new Promise<MainStack>((resolve) => {
    let left = STEPS;
    // In steps: a process that is suspended loses one step at most, so the answer still has time to come when it goes on.
    timer = setInterval(() => {
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      late = true;
      resolve(known);
    }, timeoutMs / STEPS);
    session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => scripts.set(scriptId, url));
    session.on('Debugger.paused', ({ params }) => {
      session.post('Debugger.resume', end);
      known = { frames: params.callFrames.slice(0, MAX_FRAMES).map(printFrame), native: late };
      clearInterval(timer);
      scripts.clear();
      resolve(known);
    });
    session.connectToMainThread();
    session.post('Debugger.enable');
    session.post('Debugger.pause');
  });

  /** Where a source map applies the place is that of the compiled script: the function's name is the news. */
  function printFrame({ functionName, url, location }: Debugger.CallFrame): string {
    const source = readable(url || scripts.get(location.scriptId) || '<anonymous>');
    return `${functionName || '<anonymous>'} (${source}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1})`;
  }

  return { first, latest: () => known, end };
}

function readable(source: string): string {
  try {
    if (source.startsWith('file:')) return fileURLToPath(source);
  } catch {
    // Not a path of this machine: shown as it is.
  }
  return source.length > 200 ? `${source.slice(0, 199)}…` : source;
}
