/**
 * An answer given before the body has been read: the connection is closed behind it, yet not while the sender is
 * still sending. A socket that is closed with unread bytes in it is reset, and the reset overtakes the answer: the
 * browser then says “connection reset” where it should say what was too large.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds, and bytes thrown away, that a sender is given to notice. */
const LONGEST = 5_000;
const MOST = 32 * 1024 * 1024;

/** @returns whether a body is still on its way, after seeing to it that the connection is closed in peace */
export function lingers(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (request.complete !== false || (coding === undefined && !Number(length))) return false;
  if (typeof request.socket.destroySoon === 'function') closeInPeace(request.socket);
  return true;
}

function closeInPeace(socket: Socket): void {
  const before = socket.bytesRead;
  // What Node calls once the answer has been written.
  socket.destroySoon = () => {
    socket.end();
    const last = setTimeout(() => socket.destroy(), LONGEST);
    const watch = setInterval(() => {
      if (socket.bytesRead - before > MOST) socket.destroy();
    }, 50);
    watch.unref();
    socket.once('end', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(last);
      clearInterval(watch);
    });
  };
}
