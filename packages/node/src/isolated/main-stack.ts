import { type Debugger, Session } from 'node:inspector';
import { fileURLToPath } from 'node:url';
import { originalPlace, type Place } from './source-maps.ts';

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
/** A time-out is counted in so many steps. */
const STEPS = 10;
/** How many characters of source maps are kept; TypeScript loaders put them into every script. */
const MAX_MAPS = 16 * 2 ** 20;

interface Script {
  readonly url: string;
  readonly mapUrl: string;
}

/**
 * Takes the JavaScript stack of the process's main thread, from a worker, through the inspector: pauses it, reads, resumes.
 * An endless loop and a regular expression answer within some tens of milliseconds; native code not before it returns.
 * @see https://nodejs.org/api/inspector.html#sessionconnecttomainthread
 */
export function captureMainStack(timeoutMs: number): StackCapture {
  const session = new Session();
  const scripts = new Map<string, Script>();
  let kept = 0;
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
    // A process that stands still takes one step of it, not all: what it waits for comes as late as the time-out.
    timer = setInterval(() => {
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      late = true;
      resolve(known);
    }, timeoutMs / STEPS);
    session.on('Debugger.scriptParsed', ({ params: { scriptId, url, sourceMapURL: mapUrl = '' } }) => {
      const room = kept + mapUrl.length <= MAX_MAPS;
      if (room) kept += mapUrl.length;
      scripts.set(scriptId, { url, mapUrl: room ? mapUrl : '' });
    });
    session.on('Debugger.paused', ({ params }) => {
      session.post('Debugger.resume', end);
      const calls = params.callFrames.slice(0, MAX_FRAMES);
      const native = late;
      known = { frames: calls.map((call) => printFrame(call.functionName, compiledPlace(call))), native };
      Promise.all(calls.map(describe))
        .then((frames) => {
          known = { frames, native };
        })
        .finally(() => {
          clearInterval(timer);
          scripts.clear();
          resolve(known);
        });
    });
    session.connectToMainThread();
    session.post('Debugger.enable');
    session.post('Debugger.pause');
  });

  function compiledPlace({ url, location }: Debugger.CallFrame): Place {
    const source = url || scripts.get(location.scriptId)?.url || '<anonymous>';
    return { source, line: location.lineNumber, column: location.columnNumber ?? 0 };
  }

  async function describe(call: Debugger.CallFrame): Promise<string> {
    const place = compiledPlace(call);
    const mapUrl = scripts.get(call.location.scriptId)?.mapUrl ?? '';
    const original = mapUrl === '' ? undefined : await originalPlace(place.source, mapUrl, place);
    return printFrame(call.functionName, original ?? place);
  }

  return { first, latest: () => known, end };
}

function printFrame(name: string, { source, line, column }: Place): string {
  return `${name || '<anonymous>'} (${readable(source)}:${line + 1}:${column + 1})`;
}

function readable(source: string): string {
  try {
    if (source.startsWith('file:')) return fileURLToPath(source);
  } catch {
    // Not a path of this machine: shown as it is.
  }
  return source.length > 200 ? `${source.slice(0, 199)}…` : source;
}
