import { afterEach, describe, expect, it } from 'vitest';
import type { Admin, RoomReport } from '../../../src/admin/index.ts';
import { openAdmin } from '../../../src/admin/index.ts';
import { parseDomain, parseRoomUri, parseUserUri, roomUri } from '../../../src/identifiers/index.ts';
import { serviceUserOf } from '../../../src/provider/index.ts';
import { createLog, createMetrics } from '../../../src/observe/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import { ScriptedRooms } from './scripted-rooms.ts';

const hub = parseDomain('mimi.example.org');
const token = 'a'.repeat(64);
let admin: Admin | null = null;
afterEach(async () => {
  await admin?.close();
});

async function open(rooms: ScriptedRooms, problems: readonly string[] = []) {
  const opened = await openAdmin({
    host: '127.0.0.1',
    port: 0,
    token,
    rooms,
    metrics: createMetrics(),
    log: createLog({ level: 'silent' }),
    problems: () => Promise.resolve(problems),
    names: {
      userOf: parseUserUri,
      roomOf: (name) => (name.startsWith('mimi:') ? parseRoomUri(name) : roomUri(hub, name)),
      addressesOf: () => Promise.resolve({ muc: 'lobby@rooms.example.org' }),
    },
  });
  admin = opened;
  return async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(opened.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      text,
      json: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as unknown) : null,
    };
  };
}

describe('without a token', () => {
  it('health, readiness and metrics are answered, rooms are not', async () => {
    const ask = await open(new ScriptedRooms());
    const nobody = { authorization: 'Bearer wrong' };
    expect((await ask('GET', '/healthz', undefined, nobody)).status).toBe(200);
    expect((await ask('GET', '/readyz', undefined, nobody)).json).toEqual({ ready: true, problems: [] });
    expect((await ask('GET', '/metrics', undefined, nobody)).status).toBe(200);
    expect((await ask('GET', '/api/v1/rooms', undefined, nobody)).status).toBe(401);
  });

  it('a gateway with problems is not ready and says why', async () => {
    const ask = await open(new ScriptedRooms(), ['matrix: the homeserver does not answer.']);
    const answer = await ask('GET', '/readyz');
    expect(answer.status).toBe(503);
    expect(answer.json).toEqual({ ready: false, problems: ['matrix: the homeserver does not answer.'] });
  });
});

describe('rooms', () => {
  it('are created by their owner, with participants in their roles', async () => {
    const rooms = new ScriptedRooms();
    const ask = await open(rooms);
    const answer = await ask('POST', '/api/v1/rooms', {
      id: 'lobby',
      name: 'Lobby',
      owner: 'mimi://matrix.example.org/u/alice',
      participants: { 'mimi://xmpp.example.org/u/bob': 'moderator' },
    });
    expect(answer.status).toBe(201);
    const report = answer.json as RoomReport;
    expect(report).toMatchObject({
      room: 'mimi://mimi.example.org/r/lobby',
      epoch: '0',
      addresses: { muc: 'lobby@rooms.example.org' },
    });
    expect(report.participants.map(({ user, role }) => [user, role])).toEqual([
      ['mimi://matrix.example.org/u/alice', 'owner'],
      ['mimi://xmpp.example.org/u/bob', 'moderator'],
    ]);
    expect(rooms.attempts.map(({ type }) => type)).toEqual(['create-room', 'invite']);
  });

  it('GW-03: are made without gateways', async () => {
    const rooms = new ScriptedRooms();
    const ask = await open(rooms);
    const owner = 'mimi://matrix.example.org/u/alice';
    expect((await ask('POST', '/api/v1/rooms', { id: 'closed', owner, refuseGateways: true })).status).toBe(201);
    expect(rooms.attempts.at(-1)).toMatchObject({ type: 'create-room', flags: { gatewaysRefused: true } });
    const answer = await ask('POST', '/api/v1/rooms', { owner, refuseGateways: 'yes' });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.text).toContain('`refuseGateways`');
  });

  it('are shown, listed and destroyed', async () => {
    const rooms = new ScriptedRooms();
    const ask = await open(rooms);
    await ask('POST', '/api/v1/rooms', { id: 'lobby', owner: 'mimi://matrix.example.org/u/alice' });
    expect((await ask('GET', '/api/v1/rooms/lobby')).json).toMatchObject({ name: '' });
    expect((await ask('GET', `/api/v1/rooms/${encodeURIComponent('mimi://mimi.example.org/r/lobby')}`)).status).toBe(
      200,
    );
    expect((await ask('GET', '/api/v1/rooms')).json).toHaveLength(1);
    expect((await ask('DELETE', '/api/v1/rooms/lobby', { reason: 'over' })).status).toBe(204);
    expect(rooms.attempts.at(-1)).toMatchObject({
      type: 'destroy-room',
      by: 'mimi://matrix.example.org/u/alice',
      reason: 'over',
    });
    expect((await ask('GET', '/api/v1/rooms/lobby')).status).toBe(404);
  });

  it('GW-03: are destroyed by whoever runs the hub where no gateway is in them', async () => {
    const rooms = new ScriptedRooms();
    const ask = await open(rooms);
    expect((await ask('DELETE', '/api/v1/rooms/closed', { reason: 'over' })).status).toBe(204);
    expect(rooms.attempts).toMatchObject([
      { type: 'destroy-room', room: 'mimi://mimi.example.org/r/closed', by: serviceUserOf(hub), reason: 'over' },
    ]);
  });

  it('what was said in them is not told', async () => {
    const rooms = new ScriptedRooms();
    const ask = await open(rooms);
    await ask('POST', '/api/v1/rooms', { id: 'lobby', owner: 'mimi://matrix.example.org/u/alice' });
    rooms.hears('mimi://matrix.example.org/u/alice', 'a private word');
    const answer = await ask('GET', '/api/v1/rooms/lobby/events?after=0');
    expect(answer.json).toHaveLength(1);
    expect(answer.text).not.toContain('a private word');
  });
});

describe('what can not be done', () => {
  const owner = 'mimi://matrix.example.org/u/alice';
  it.each<[string, string, string, object | undefined, number, string]>([
    ['a room without an owner', 'POST', '/api/v1/rooms', { id: 'x' }, 400, '`owner` is missing'],
    ['a name that is no user', 'POST', '/api/v1/rooms', { id: 'x', owner: 'alice' }, 400, 'uri-syntax'],
    [
      'a role that is none',
      'POST',
      '/api/v1/rooms',
      { owner, participants: { [owner]: 'king' } },
      400,
      'There is no role king',
    ],
    ['a list of participants', 'POST', '/api/v1/rooms', { owner, participants: [owner] }, 400, '`participants`'],
    ['a name that is a number', 'POST', '/api/v1/rooms', { owner, name: 5 }, 400, '`name`'],
    ['a room that is not there', 'GET', '/api/v1/rooms/nowhere', undefined, 404, 'no such room'],
    ['a position that is none', 'GET', '/api/v1/rooms/taken/events?after=x', undefined, 400, '`after`'],
    ['a room that exists', 'POST', '/api/v1/rooms', { id: 'taken', owner }, 409, 'room-exists'],
    ['a path that is none', 'GET', '/nothing', undefined, 404, 'nothing at this path'],
  ])('%s', async (_name, method, path, body, status, text) => {
    const rooms = new ScriptedRooms();
    const ask = await open(rooms);
    await ask('POST', '/api/v1/rooms', { id: 'taken', owner });
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });

  it('a gateway whose database is away says to come again, a bug says nothing about itself', async () => {
    const rooms = new ScriptedRooms();
    const ask = await open(rooms);
    rooms.failsWith(new RetryLater('The database does not answer.'));
    expect((await ask('POST', '/api/v1/rooms', { owner })).status).toBe(503);
    rooms.failsWith(new Error('secret internals'));
    const bug = await ask('POST', '/api/v1/rooms', { owner });
    expect(bug.status).toBe(500);
    expect(bug.text).not.toContain('secret internals');
  });

  it('a body that is too long', async () => {
    const ask = await open(new ScriptedRooms());
    expect((await ask('POST', '/api/v1/rooms', { owner, name: 'x'.repeat(100_000) })).status).toBe(413);
  });

  it('a body that is no JSON', async () => {
    await open(new ScriptedRooms());
    const response = await fetch(`${admin?.url ?? ''}/api/v1/rooms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{',
    });
    expect(response.status).toBe(400);
  });
});
