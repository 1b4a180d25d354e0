/** Whoever waits longest goes first, and never whoever is being answered or has just come. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { limitConnections } from '../../src/web/connections.js';

it.each([
  ['of one address', { fromOne: 3, all: 100 }, false],
  ['of all', { fromOne: 100, all: 3 }, true],
])(
  'of too many connections %s the one that has waited longest is closed',
  async (_what, limits, isBehindProxy) => {
    const answering: ServerResponse[] = [];
    const server = createServer((_request, response) => void answering.push(response));
    limitConnections(server, isBehindProxy, limits);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const open = async (head: string): Promise<Socket> => {
      const taken = once(server, 'connection');
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.resume().write(head);
      await taken;
      return socket;
    };
    const asked = once(server, 'request');
    const busy = await open('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await asked;
    const slow = await open('GET / HTTP/1.1\r\n');
    const slower = await open('GET / HTTP/1.1\r\n');
    const gone = once(slow, 'close');
    const last = await open('GET / HTTP/1.1\r\n');
    await gone;
    expect([busy, slow, slower, last].map((socket) => socket.destroyed)).toEqual([false, true, false, false]);
    answering[0]!.end();
    for (const socket of [busy, slower, last]) socket.destroy();
    server.close();
  },
);
