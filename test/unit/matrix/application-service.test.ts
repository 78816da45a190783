import { once } from 'node:events';
import { type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { AppService } from 'matrix-appservice-bridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durableAppService } from '../../../bridges/matrix/application-service.ts';
import { createLog } from '../../../src/observe/index.ts';

let service: AppService;
let server: Server;
let port: number;
let taken: string[];

beforeEach(async () => {
  taken = [];
  service = durableAppService({
    hsToken: 'secret',
    log: createLog({ level: 'silent' }),
    handlers: {
      onEvents: (events) => {
        taken.push(...events.map(({ eventId }) => eventId));
        return Promise.resolve();
      },
      onAlias: () => Promise.resolve(true),
      onUser: () => Promise.resolve(true),
    },
  });
  await service.listen(0, '127.0.0.1', 1);
  // The library keeps its server to itself, and with it the port that it was given.
  server = (service as unknown as { server: Server }).server;
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  const closed = service.close();
  server.closeAllConnections();
  await closed;
});

const path = '/_matrix/app/v1/transactions/1';
const transaction = JSON.stringify({
  events: [{ event_id: '$1', room_id: '!r', sender: '@a:hs', type: 'm.room.message', content: {} }],
});

/** Begins a transaction whose body is announced and not sent yet. */
function announce(token: string | null, length: number, to = path) {
  const sent = request({
    ...{ host: '127.0.0.1', port, path: to, method: 'PUT', agent: false },
    headers: {
      'content-type': 'application/json',
      'content-length': length,
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
  });
  sent.flushHeaders();
  return sent;
}

describe('the door for the homeserver', () => {
  it('refuses by the header alone whoever has not the hs_token, before any body is read', async () => {
    for (const [token, to] of [
      ['wrong!', path],
      ['secret and more', path],
      [null, path],
      [null, '/anything/else'],
    ] as const) {
      const sent = announce(token, 40_000_000, to);
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      expect(answer.statusCode).toBe(403);
      expect(await json(answer)).toMatchObject({ errcode: 'M_FORBIDDEN' });
      // What was announced is never sent, and nobody may be surprised when the connection ends instead.
      sent.once('error', () => undefined);
      sent.destroy();
    }
    expect(taken).toEqual([]);
  });

  it('takes a transaction that has the hs_token', async () => {
    const sent = announce('secret', transaction.length);
    sent.end(transaction);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    expect(await json(answer)).toEqual({});
    expect(taken).toEqual(['$1']);
  });

  it('answers a ping of the homeserver', async () => {
    const ping = (token: string) =>
      fetch(`http://127.0.0.1:${port}/_matrix/app/v1/ping`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, connection: 'close' },
      });
    expect((await ping('secret')).status).toBe(200);
    expect((await ping('public')).status).toBe(403);
  });
});
