import { type Address, dialError, dialTimeout, openSocket } from './dial.ts';
import { type AttemptOutcome, failure, success } from './outcome.ts';

/** Options of `attemptTcp`. */
export interface TcpAttemptOptions extends Address {
  /** How long connecting may take, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Ends the attempt early; the promise then resolves with a failure.
   * @default none
   */
  readonly signal?: AbortSignal | undefined;
}

/** A tcpSocket attempt: connects and closes; nothing is sent. Never rejects. */
export function attemptTcp(options: TcpAttemptOptions): Promise<AttemptOutcome> {
  return new Promise((resolve) => {
    const socket = openSocket(options);
    const abort = () => finish(failure('context canceled'));
    const finish = (outcome: AttemptOutcome) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => finish(failure(dialTimeout(options))), options.timeoutMs);
    socket.once('connect', () => finish(success()));
    socket.on('error', (error) => finish(failure(dialError(error, options))));
    if (options.signal?.aborted) abort();
    else options.signal?.addEventListener('abort', abort);
  });
}
