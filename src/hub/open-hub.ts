import type { ProviderDomain, RoomUri } from '../identifiers/index.ts';
import { parseGroupUri, parseRoomUri } from '../identifiers/index.ts';
import type { Log } from '../observe/index.ts';
import type { Provider } from '../provider/index.ts';
import { type Clock, type Database, Turns, type Vault } from '../store/index.ts';
import { acceptCommit } from './accept-commit.ts';
import { acceptMessage } from './accept-message.ts';
import { acceptProposals } from './accept-proposals.ts';
import { answerGroupInfo } from './answer-group-info.ts';
import type { CommitTrial, Hub, HubRoom, StepAside } from './contract.ts';
import { createRoom } from './create-room.ts';
import { destroyRoom } from './destroy-room.ts';
import { hubGroupExtensions } from './group-extensions.ts';
import type { HubContext } from './hub-context.ts';
import { openHubKey } from './hub-key.ts';
import { OpenRooms } from './open-room.ts';
import { HubLog } from './room-log.ts';

export interface HubOptions {
  readonly domain: ProviderDomain;
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens the rooms of a hub. Several processes may do so on one database. */
export async function openHub(options: HubOptions): Promise<Hub> {
  let trial: CommitTrial | null = null;
  let stepAside: StepAside | null = null;
  const hub: HubContext = {
    domain: options.domain,
    database: options.database,
    clock: options.clock,
    log: options.log,
    key: await openHubKey(options.database, options.vault, options.domain),
    open: new OpenRooms(options.database, options.domain),
    roomLog: new HubLog(options.database),
    turns: new Turns(),
    trial: () => trial,
    stepAside: () => stepAside,
  };
  return {
    domain: hub.domain,
    log: hub.roomLog,
    groupExtensions: () => hubGroupExtensions(hub.key),
    providerFor: (source) => providerFor(hub, source),
    createRoom: (source, request) => createRoom(hub, source, request),
    destroyRoom: (source, request) => hub.turns.run(request.room, () => destroyRoom(hub, source, request)),
    rooms: () => rooms(hub),
    inspect: (room) => inspect(hub, room),
    tryCommitsWith: (next) => {
      trial = next;
    },
    stepsAsideWith: (next) => {
      stepAside = next;
    },
  };
}

function providerFor(hub: HubContext, source: ProviderDomain): Provider {
  return {
    update: (room, request) =>
      hub.turns.run(room, () =>
        request.type === 'commit'
          ? acceptCommit(hub, source, room, request)
          : acceptProposals(hub, source, room, request),
      ),
    submitMessage: (room, request) => acceptMessage(hub, source, room, request),
    groupInfo: (room, request) => answerGroupInfo(hub, source, room, request),
  };
}

async function rooms(hub: HubContext): Promise<readonly RoomUri[]> {
  const rows = await hub.database.read<{ uri: string }>('SELECT uri FROM room WHERE destroyed_at IS NULL ORDER BY id');
  return rows.map(({ uri }) => parseRoomUri(uri));
}

async function inspect(hub: HubContext, room: RoomUri): Promise<HubRoom | null> {
  const open = await hub.open.reload(room);
  if (!open) return null;
  const [row] = await hub.database.read<{ created_at: bigint; log_length: bigint }>(
    'SELECT created_at, log_length FROM room WHERE id = $1',
    [open.id],
  );
  const groups = await hub.database.read<{ uri: string }>(
    'SELECT uri FROM room_group WHERE room_id = $1 ORDER BY number',
    [open.id],
  );
  if (!row) return null;
  return {
    room: open.uri,
    group: open.groupUri,
    groups: groups.map(({ uri }) => parseGroupUri(uri)),
    publicGroup: open.group,
    state: open.state,
    effective: open.effective,
    createdAt: Number(row.created_at),
    logLength: Number(row.log_length),
  };
}
