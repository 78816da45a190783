import { createHash } from 'node:crypto';
import { hubSuite } from '../hub/index.ts';
import { groupIdOf, groupUri, type GroupUri, parseMimiUri, type UserUri } from '../identifiers/index.ts';
import { createGroup, dictionaryExtension, type HostedGroup } from '../mls/index.ts';
import { InvalidPolicy, isPresetName, presetOf, type RoomState } from '../policy/index.ts';
import { serviceUserOf } from '../provider/index.ts';
import type { Attempt, Cause, Outcome } from '../rooms/index.ts';
import { insertEvents, placeEvent } from './archive.ts';
import { createHostedLeaf } from './hosted-leaf.ts';
import {
  findRoom,
  forgetAttempts,
  readAttempts,
  recordOutcome,
  roomsMadeBy,
  type RoomRow,
  storeAttempts,
  storeState,
} from './hosted-tables.ts';
import { type MembersContext, nowInSeconds, rulesAt } from './members-context.ts';
import { refused, refusedByHub, refusedGateway } from './refusals.ts';

export type Creation = Extract<Attempt, { type: 'create-room' }>;

/**
 * Makes a room (UP-01): the service leaf starts the group, so that the room survives everybody, and its creator is
 * listed as owner. The first state is durable before the hub sees the group, whose name follows from the cause: after a
 * crash the same attempt finds what it made.
 */
export async function createHostedRoom(context: MembersContext, creation: Creation): Promise<Outcome> {
  if (!isByOperator(creation.cause) && !context.mayCreateRooms(creation.by)) {
    return record(context, creation, refused('creation-not-allowed'));
  }
  // Rooms that one user asks for at the same time are counted one after the other.
  return context.creations.run(creation.by, () => create(context, creation));
}

async function create(context: MembersContext, creation: Creation): Promise<Outcome> {
  const { hub, database } = context;
  const group = groupNameOf(context, creation);
  const present = await hub.inspect(creation.room);
  if (present && present.group !== group) return record(context, creation, taken(present.state, creation.by));
  if (!present) {
    if (await hasEnoughRooms(context, creation)) return record(context, creation, refused('too-many-rooms'));
    const answer = await begin(context, creation, group);
    if (answer.type === 'refused') return record(context, creation, answer);
  }
  const row = await findRoom(database, creation.room);
  if (!row) throw new Error(`${creation.room} is at the hub and its first state is not here`);
  return finishCreation(context, row, group);
}

/** The operator makes rooms through the admin API. */
export const isByOperator = (cause: Cause): boolean => cause.startsWith('admin:');

/** A room costs for as long as it is there, whether anybody uses it or not. */
export async function hasEnoughRooms(
  { database, roomsPerUser }: MembersContext,
  { by, cause }: Pick<Creation, 'by' | 'cause'>,
): Promise<boolean> {
  if (roomsPerUser === undefined || isByOperator(cause)) return false;
  return (await roomsMadeBy(database, by)) >= roomsPerUser;
}

/** Who enters a name that nobody here knows makes the room; where it is one without gateways, that is what to be told. */
function taken(state: RoomState, by: UserUri): Outcome {
  return refusedGateway(state, by) ?? refused('room-exists');
}

function groupNameOf(context: MembersContext, { room, cause }: Creation): GroupUri {
  const digest = createHash('sha256').update(`${room}\n${cause}`).digest('base64url').slice(0, 22);
  return groupUri(context.hub.domain, `${parseMimiUri(room).path.slice(0, 64)}-${digest}`);
}

const stateName = (group: GroupUri): string => `0:${group}`;

async function begin(context: MembersContext, creation: Creation, group: GroupUri): Promise<Outcome> {
  const { hub, database } = context;
  const { room, by, name, flags } = creation;
  const preset = creation.preset === '' ? context.defaultPreset : creation.preset;
  if (!isPresetName(preset)) return refused('invalid-name');
  let components: ReadonlyMap<number, Uint8Array>;
  try {
    components = presetOf(preset, {
      ...{ room, creator: by, hub: hub.domain },
      ...(name === undefined ? {} : { name }),
      ...(flags === undefined ? {} : { flags }),
    });
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    return { type: 'refused', rule: 'invalid-component', section: 'room-policy §6', text: error.message };
  }
  const created = createGroup({
    suite: hubSuite,
    groupId: groupIdOf(group),
    leaf: createHostedLeaf(hubSuite, serviceUserOf(hub.domain), 'service', nowInSeconds(context)),
    extensions: [dictionaryExtension(components), ...hub.groupExtensions()],
    rules: rulesAt(context),
  });
  await storeFirstState(context, creation, group, created.group);
  const answer = await hub.createRoom(hub.domain, {
    room,
    groupInfo: created.groupInfo,
    ratchetTree: created.ratchetTree,
  });
  if (answer.code === 'created' || answer.code === 'already-created') {
    return { type: 'accepted', acceptedAt: answer.acceptedTimestamp, seq: null };
  }
  await database.transaction((tx) =>
    tx.query('DELETE FROM hosted_state USING hosted_room WHERE room_id = id AND uri = $1 AND name = $2', [
      room,
      stateName(group),
    ]),
  );
  return answer.code === 'room-exists' ? refused('room-exists') : refusedByHub(answer);
}

/** A row that counts as destroyed until the hub has the room. */
async function storeFirstState(
  context: MembersContext,
  creation: Creation,
  group: GroupUri,
  state: HostedGroup,
): Promise<void> {
  const now = context.clock();
  await context.database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO hosted_room (uri, group_uri, state_name, state_at, cursor, last_at, created_at, destroyed)
       VALUES ($1, $2, $3, 0, 0, $4, $4, true) ON CONFLICT (uri) DO NOTHING`,
      [creation.room, group, stateName(group), now],
    );
    const { rows } = await tx.query<{ id: bigint }>('SELECT id FROM hosted_room WHERE uri = $1', [creation.room]);
    const [row] = rows;
    if (!row) throw new Error(`${creation.room} was not stored`);
    await tx.query('DELETE FROM hosted_state WHERE room_id = $1 AND name = $2', [row.id, stateName(group)]);
    await storeState(tx, context.vault, row.id, stateName(group), state);
    const { cause, by, origin, nickname } = creation;
    await storeAttempts(tx, row.id, [
      {
        ...{ cause, user: by, type: creation.type, commitName: null },
        origin: origin ?? null,
        nickname: nickname ?? null,
      },
    ]);
  });
}

/**
 * The room is at the hub: from now on its state is the present one, and its archive begins. Followers are told by the
 * caller, when nothing of a former incarnation is open any more.
 */
export async function finishCreation(context: MembersContext, row: RoomRow, group: GroupUri): Promise<Outcome> {
  const { database, vault, hub } = context;
  const attempt = (await readAttempts(database, row.id)).find(({ type }) => type === 'create-room');
  if (!attempt?.user) throw new Error(`Nobody is known to have made ${row.uri}`);
  const by: UserUri = attempt.user;
  const made = await hub.inspect(row.uri);
  const acceptedAt = Math.max(row.lastAt, made?.createdAt ?? context.clock());
  const seq = row.lastSeq + 1;
  const event = placeEvent({ type: 'created', by }, { room: row.uri, seq, acceptedAt, origin: attempt.origin });
  await database.transaction(async (tx) => {
    const { affected } = await tx.query(
      `UPDATE hosted_room SET destroyed = false, group_uri = $2, state_name = $3, state_at = cursor, first_seq = $4,
         last_seq = $4, last_at = $5, created_at = $5, creator = $6 WHERE id = $1 AND destroyed AND last_seq = $4 - 1`,
      [row.id, group, stateName(group), seq, acceptedAt, isByOperator(attempt.cause) ? null : by],
    );
    if (affected !== 1) throw new Error(`${row.uri} was made twice at once`);
    await tx.query('DELETE FROM hosted_state WHERE room_id = $1 AND name <> $2', [row.id, stateName(group)]);
    await insertEvents(tx, vault, row.id, [{ event, logPosition: null, cause: attempt.cause }]);
    await forgetAttempts(tx, [attempt.cause]);
  });
  return { type: 'accepted', acceptedAt, seq };
}

async function record(context: MembersContext, { cause }: Creation, outcome: Outcome): Promise<Outcome> {
  await context.database.grouped((tx) => recordOutcome(tx, cause, outcome, context.clock()));
  return outcome;
}
