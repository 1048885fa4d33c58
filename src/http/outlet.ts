import type { Duplex } from 'node:stream';

/** The writing side of one WebSocket, for frames that are already made. */
export interface Outlet {
  /** Sends a frame at the end of this turn of the event loop, in one write with all others of the turn. */
  send(frame: Buffer): void;
  /** Writes what waits, so that a message sent by other means keeps its place. */
  flush(): void;
  /** Resolves when the client has taken enough of what was sent. */
  drained(): Promise<void>;
  /** Lets a client go that does not keep up: the others and the process do not wait for it. */
  abandon(): void;
  /** Writes what waits for the last time: after the closing frame nothing may follow (RFC 6455, section 5.5.1). */
  close(): void;
}

/** Outlets with something to write in this turn. */
let dirty: Outlet[] = [];

function flushAll(): void {
  const outlets = dirty;
  dirty = [];
  for (const outlet of outlets) outlet.flush();
}

/** `abandon` is called once, as soon as more than `limitBytes` wait for a client. */
export function createOutlet(socket: Duplex, limitBytes: number, abandon: () => void): Outlet {
  let frames: Buffer[] = [];
  let open = true;
  let abandoned = false;

  const outlet: Outlet = {
    send(frame) {
      if (!open || frames.push(frame) > 1) return;
      if (dirty.push(outlet) === 1) setImmediate(flushAll);
    },
    flush() {
      const [first] = frames;
      if (!first) return;
      const whole = frames.length === 1 ? first : Buffer.concat(frames);
      frames = [];
      if (!open || socket.destroyed || socket.writableEnded) return;
      socket.write(whole);
      if (socket.writableLength > limitBytes) outlet.abandon();
    },
    async drained() {
      outlet.flush();
      if (!open || !socket.writableNeedDrain) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          socket.off('drain', done).off('close', done);
          resolve();
        };
        socket.on('drain', done).on('close', done);
      });
    },
    abandon() {
      if (abandoned) return;
      abandoned = true;
      abandon();
    },
    close() {
      outlet.flush();
      open = false;
    },
  };
  return outlet;
}
