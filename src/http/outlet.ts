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
}

/** Outlets with something to write in this turn. */
let dirty: Outlet[] = [];

function flushAll(): void {
  const outlets = dirty;
  dirty = [];
  for (const outlet of outlets) outlet.flush();
}

export function createOutlet(socket: Duplex, limitBytes: number, abandon: () => void): Outlet {
  let frames: Buffer[] = [];
  const outlet: Outlet = {
    send(frame) {
      if (frames.push(frame) > 1) return;
      if (dirty.push(outlet) === 1) setImmediate(flushAll);
    },
    flush() {
      if (frames.length === 0 || socket.destroyed) return;
      const [first] = frames;
      socket.write(frames.length === 1 ? first : Buffer.concat(frames));
      frames = [];
      if (socket.writableLength > limitBytes) abandon();
    },
    async drained() {
      outlet.flush();
      if (!socket.writableNeedDrain) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          socket.off('drain', done).off('close', done);
          resolve();
        };
        socket.on('drain', done).on('close', done);
      });
    },
    abandon,
  };
  return outlet;
}
