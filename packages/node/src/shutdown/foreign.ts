import type { EventEmitter } from 'node:events';
import { oneLine } from '@probez/core/internal';

/** A listener of the signal that is not ours. */
export interface Foreign {
  /** What it is known for, or its source in short. */
  readonly name: string;
  /** What to do instead. */
  readonly instead?: string;
  /** It closes what cannot be seen from here, so it is told of as soon as the signal comes. */
  readonly unseen?: boolean;
}

interface Known extends Foreign {
  /** What stands in its listener's source, minified or not. */
  readonly mark: RegExp;
  readonly instead: string;
}

/** Whose listeners are known to close a service under its drain. */
const KNOWN: readonly Known[] = [
  {
    name: "NestJS's enableShutdownHooks()",
    mark: /callBeforeShutdownHook|ERROR_DURING_SHUTDOWN/,
    instead:
      'leave enableShutdownHooks() out and call gracefulShutdown(app), of @probez/nest for example: it closes the app after the drain',
  },
  {
    name: 'close-with-grace (also used by fastify-cli)',
    // `process.once` shows its own function; these names are close-with-grace's.
    mark: /run\(\{ ?signal(: ?\w+)? ?\}\)/,
    instead:
      'leave it out, or begin with node instead of fastify-cli: gracefulShutdown(app) closes the app after the drain',
  },
  { name: 'srvx', mark: /Stopping server gracefully/, instead: 'give it gracefulShutdown: false' },
  { name: '@godaddy/terminus', mark: /isShuttingDown/, instead: 'leave createTerminus() out' },
  {
    name: 'http-graceful-shutdown (also used by Nitro 2)',
    mark: /forcing shutdown|return (?:Reflect\.apply\(callback, this|callback\.apply\(this)/,
    instead: 'leave it out; in Nitro set NITRO_SHUTDOWN_DISABLED=true',
  },
  {
    name: 'fastify-graceful-shutdown',
    mark: /terminateAfterTimeout/,
    instead: 'leave it out: gracefulShutdown(app) closes the app after the drain',
  },
  {
    name: 'async-exit-hook',
    mark: /\[\w+\]\.apply\(this, ?arguments\)\) ?\{?\s*return/,
    instead: 'turn its hooks into onClose hooks: it exits as soon as they are done',
  },
  {
    name: 'death',
    mark: /slice\.call\(arguments, ?0\)[\s\S]*\.unshift\(/,
    instead: 'leave it out, and do the same in onClose',
  },
  {
    name: 'Apollo Server',
    mark: /stop\(\) threw during/,
    instead: 'give it stopOnTerminationSignals: false, and stop it in an onClose hook',
    unseen: true,
  },
  {
    name: "the OpenTelemetry SDK's register",
    mark: /OpenTelemetry SDK terminated/,
    instead:
      'start the SDK yourself and shut it down in an onClose hook; otherwise spans and metrics of the drain are lost',
    unseen: true,
  },
];

const MAX_SOURCE = 80;

/** What a listener of ours is called, in whichever copy of this package. */
export const OUR_NAME = 'probezHears';

/** Those who hear the same signal beside us, by what they are known for, else by their source. */
export function foreignListeners(signal: string): readonly Foreign[] {
  // Any name: a shutdown may have begun for a reason that is no signal.
  const emitter: EventEmitter = process;
  return emitter
    .listeners(signal)
    .filter(({ name }) => name !== OUR_NAME)
    .map((listener): Foreign => {
      const source = Function.prototype.toString.call(listener);
      return KNOWN.find(({ mark }) => mark.test(source)) ?? { name: shortened(boundName(listener, source) ?? source) };
    });
}

/** The source of a bound function says nothing; its name does: `bound exit`. */
function boundName({ name }: { readonly name: unknown }, source: string): string | undefined {
  if (!source.endsWith('{ [native code] }') || typeof name !== 'string') return undefined;
  return /^(bound )*$/.test(name) ? 'a bound function' : name;
}

function shortened(source: string): string {
  const line = oneLine(source.replace(/\s+/g, ' '));
  return line.length > MAX_SOURCE ? `${line.slice(0, MAX_SOURCE - 1)}…` : line;
}
