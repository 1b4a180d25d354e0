/**
 * Slow senders: whoever opens connections and lets them wait holds nothing but a socket, until there are so many
 * that the one who has waited longest is closed. New ones are never turned away, so the office still gets in.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A whole office may come from one address, six connections to a browser. */
const MOST_FROM_ONE = 600;
const MOST = 2000;

export interface ConnectionLimits {
  fromOne: number;
  all: number;
}

/** @param isBehindProxy every connection comes from the proxy's address, which counts them itself */
export function limitConnections(
  server: Server,
  isBehindProxy: boolean,
  limits: ConnectionLimits = { fromOne: MOST_FROM_ONE, all: MOST },
): void {
  const all = new Set<Socket>();
  const byAddress = new Map<string, Set<Socket>>();
  /** Whose request has come whole and is being answered. */
  const answering = new Map<Socket, IncomingMessage>();

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const same = byAddress.get(address) ?? new Set();
    byAddress.set(address, same.add(socket));
    all.add(socket);
    socket.once('close', () => {
      all.delete(socket);
      same.delete(socket);
      if (!same.size && byAddress.get(address) === same) byAddress.delete(address);
    });
    if (!isBehindProxy && same.size > limits.fromOne) closeLongestWaiting(same, answering);
    if (all.size > limits.all) closeLongestWaiting(all, answering);
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    answering.set(socket, request);
    response.once('close', () => answering.delete(socket));
  });
}

/** The oldest first, as they came. */
function closeLongestWaiting(sockets: Set<Socket>, answering: Map<Socket, IncomingMessage>): void {
  for (const socket of sockets) {
    if (socket.destroyed || answering.get(socket)?.complete) continue;
    socket.destroy();
    return;
  }
}
