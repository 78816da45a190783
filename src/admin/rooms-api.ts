import { randomBytes, randomUUID } from 'node:crypto';
import type { Request, Response, Router } from 'express';
import express from 'express';
import { domainOf, type RoomUri, type UserUri } from '../identifiers/index.ts';
import { presetRoles } from '../policy/index.ts';
import { serviceUserOf } from '../provider/index.ts';
import type { Attempt, Outcome, RefusalRule, RoomView } from '../rooms/index.ts';
import type { AdminOptions, NewRoom } from './contract.ts';
import { InvalidRequest } from './invalid-request.ts';
import { reportOf, roleNamed } from './room-report.ts';

/** Rooms of this hub: list, show, create, destroy, and which events made them what they are. */
export function roomsApi(options: AdminOptions): Router {
  const { rooms, names } = options;
  const router = express.Router();

  async function viewOf(request: Request): Promise<RoomView> {
    const view = await rooms.view(names.roomOf(String(request.params['room'])));
    if (view === null) throw new InvalidRequest(404, 'There is no such room; `mimi-gateway rooms list` shows all.');
    return view;
  }

  router.get('/', async (_request, response) => {
    const views = await Promise.all((await rooms.list()).map((room) => rooms.view(room)));
    response.json(await Promise.all(views.filter((view) => view !== null).map((view) => reportOf(view, names))));
  });

  router.get('/:room', async (request, response) => {
    response.json(await reportOf(await viewOf(request), names));
  });

  router.get('/:room/events', async (request, response) => {
    const { room } = await viewOf(request);
    const after = Number(request.query['after'] ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) throw new InvalidRequest(400, '`after` must be a whole number.');
    const events = await rooms.eventsAfter(room, after, 1000);
    // Who may see the API is not always one who may read the room.
    response.json(events.map((event) => ('body' in event ? { ...event, body: undefined } : event)));
  });

  router.post('/', async (request, response) => {
    const { create, invitations } = planOf(request.body, options);
    if (!accepted(await rooms.attempt(create), response)) return;
    for (const invitation of invitations) {
      if (!accepted(await rooms.attempt(invitation), response)) return;
    }
    const view = await rooms.view(create.room);
    if (view === null) throw new Error(`${create.room} was created and is not there`);
    response.status(201).json(await reportOf(view, names));
  });

  router.delete('/:room', async (request, response) => {
    const room = names.roomOf(request.params.room);
    const view = await rooms.view(room);
    const destroy: Attempt = {
      type: 'destroy-room',
      cause: `admin:${randomUUID()}`,
      room,
      // Nobody here knows who owns a room that went on without gateways: whoever runs its hub may end it.
      by: view === null ? serviceUserOf(domainOf(room)) : ownerOf(view),
      ...reasonOf(request.body),
    };
    if (accepted(await rooms.attempt(destroy), response)) response.status(204).end();
  });

  return router;
}

/** An operator acts as the owner, so that the room's policy stays the only judge. */
function ownerOf(view: RoomView): UserUri {
  const owner = [...view.participants.values()].find(({ role }) => role === presetRoles.owner);
  if (owner === undefined) throw new InvalidRequest(409, 'The room has no owner who could do that.');
  return owner.user;
}

function planOf(body: unknown, { names }: AdminOptions): { create: Attempt; invitations: readonly Attempt[] } {
  const wanted = checkNewRoom(body);
  const room: RoomUri = names.roomOf(wanted.id ?? randomBytes(8).toString('hex'));
  const by = names.userOf(wanted.owner);
  const invitations = Object.entries(wanted.participants ?? {}).map(([user, roleName]): Attempt => {
    const role = roleNamed(roleName);
    if (role === null) {
      throw new InvalidRequest(400, `There is no role ${roleName}: use ${Object.keys(presetRoles).join(', ')}.`);
    }
    return { type: 'invite', cause: `admin:${randomUUID()}`, room, by, user: names.userOf(user), role };
  });
  const create: Attempt = {
    type: 'create-room',
    cause: `admin:${randomUUID()}`,
    room,
    by,
    preset: wanted.preset ?? 'open',
    ...(wanted.name === undefined ? {} : { name: wanted.name }),
    ...(wanted.refuseGateways === true ? { flags: { gatewaysRefused: true } } : {}),
  };
  return { create, invitations };
}

function checkNewRoom(body: unknown): NewRoom {
  const wanted = (typeof body === 'object' && body !== null ? body : {}) as Partial<Record<keyof NewRoom, unknown>>;
  for (const name of ['id', 'name', 'preset'] as const) {
    if (wanted[name] !== undefined && typeof wanted[name] !== 'string') {
      throw new InvalidRequest(400, `\`${name}\` must be a string.`);
    }
  }
  if (wanted.refuseGateways !== undefined && typeof wanted.refuseGateways !== 'boolean') {
    throw new InvalidRequest(400, '`refuseGateways` must be true or false.');
  }
  if (typeof wanted.owner !== 'string') throw new InvalidRequest(400, '`owner` is missing: name the user who owns it.');
  const participants = wanted.participants ?? {};
  const listed = typeof participants === 'object' && !Array.isArray(participants);
  if (!listed || Object.values(participants).some((role) => typeof role !== 'string')) {
    throw new InvalidRequest(400, '`participants` must be an object of roles by user.');
  }
  return wanted as NewRoom;
}

function reasonOf(body: unknown): { readonly reason?: string; readonly alternate?: string } {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return {
    ...(typeof given['reason'] === 'string' ? { reason: given['reason'] } : {}),
    ...(typeof given['alternate'] === 'string' ? { alternate: given['alternate'] } : {}),
  };
}

const statusOf: Partial<Record<RefusalRule, number>> = { 'no-such-room': 404, 'room-exists': 409, 'invalid-name': 400 };

/** Answers a refusal; true when there is none. */
function accepted(outcome: Outcome, response: Response): boolean {
  if (outcome.type === 'accepted') return true;
  const { rule, section, text } = outcome;
  response.status(statusOf[rule] ?? 403).json({ error: { rule, section, text } });
  return false;
}
