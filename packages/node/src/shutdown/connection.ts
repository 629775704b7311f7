import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchange } from './exchange.ts';
import { methodOf, type OpenRequest, pathOf } from './open-request.ts';
import type { ShutdownClock } from './timers.ts';

/** How long a connection that was sent its end may take to go. Nothing is read from it any more. */
const PARTING_MS = 100;

/** What a request is called by. */
export type Named = Pick<IncomingMessage, 'method' | 'url'>;

/** A connection that speaks HTTP/1, and what is going on in it. */
export class Connection {
  readonly socket: Socket;
  readonly exchanges = new Set<Exchange>();
  /** Set once the connection belongs to a WebSocket or a tunnel. */
  upgraded: { readonly request: Named; readonly since: number } | undefined;
  /** When the last response was over, or the connection accepted. */
  idleSince: number;
  /** What had been read by then: more means that a request is arriving. */
  bytesRead: number;
  /** Its end has been sent. */
  leaving = false;
  cancelTimer: (() => void) | undefined;
  readonly #clock: ShutdownClock;

  constructor(socket: Socket, clock: ShutdownClock) {
    this.socket = socket;
    this.#clock = clock;
    this.idleSince = clock.now();
    this.bytesRead = socket.bytesRead;
  }

  get idle(): boolean {
    return this.exchanges.size === 0 && this.upgraded === undefined && this.socket.bytesRead === this.bytesRead;
  }

  /** A response is out. */
  over(exchange: Exchange): void {
    this.exchanges.delete(exchange);
    this.idleSince = this.#clock.now();
    this.bytesRead = this.socket.bytesRead;
  }

  /** Node would reset an idle connection when its keep-alive time is up, at the moment a request may be coming in. */
  keepOpen(): void {
    if (this.exchanges.size === 0 && !this.socket.destroyed) this.socket.setTimeout(0);
  }

  /**
   * A client that was told keep-alive may be sending its next request right now, and a connection that closes under it is
   * a failed request. So an idle one closes only when it has been idle for long enough, and never under half a request.
   */
  leaveWhenIdle(idleMs: number): void {
    if (this.leaving || !this.idle) return;
    const wait = this.idleSince + idleMs - this.#clock.now();
    this.cancelTimer?.();
    if (wait <= 0) this.leave();
    // Timers come before what has arrived is read, a late one long before: that is read first, and looked at again.
    else this.cancelTimer = this.#clock.setTimer(wait, () => setImmediate(() => this.leaveWhenIdle(idleMs)));
  }

  /**
   * Sends the end (FIN) and stops reading: a request that crosses it is not executed, so its client may safely send it
   * again elsewhere. Destroying at once would be a reset if something had arrived.
   * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
   */
  leave(): void {
    this.leaving = true;
    this.socket.pause();
    this.socket.end();
    this.cancelTimer = this.#clock.setTimer(PARTING_MS, () => this.socket.destroy());
  }

  /** What goes on in it. */
  open(): OpenRequest[] {
    const now = this.#clock.now();
    const named = (kind: OpenRequest['kind'], { method, url }: Named, since: number): OpenRequest => ({
      kind,
      method: methodOf(method),
      path: pathOf(url),
      ageMs: now - since,
    });
    const list = Array.from(this.exchanges, ({ request, since }) => named('http1', request, since));
    const { upgraded } = this;
    return upgraded === undefined ? list : [...list, named('upgrade', upgraded.request, upgraded.since)];
  }
}
