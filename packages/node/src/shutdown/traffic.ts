import type { Socket } from 'node:net';
import type { OpenRequest } from './open-request.ts';

/** What is going on in a server's connections of one protocol, and how to bring it to its end. */
export interface Traffic {
  /** Serves on, and has clients let go by themselves where the protocol can say so. */
  drain(): void;
  /** Nothing new is accepted: connections that have been idle for `idleMs` close, the others when they are done. */
  close(idleMs: number): void;
  /** Called now and then while closing: ends what never ends by itself. */
  sweep(): void;
  /** Destroys what is left. */
  cut(): void;
  /** What is in flight. */
  open(): readonly OpenRequest[];
  /** How many connections are open with nothing going on. */
  idle(): number;
  /** Stops following. */
  dispose(): void;
}

/** Traffic that can take over connections from before. */
export interface AdoptingTraffic extends Traffic {
  /** Follows a connection that was there before. */
  adopt(socket: Socket): void;
}
