import { Addresses } from '../../../../bridges/matrix/addresses.ts';
import type { EventContent, Membership } from '../../../../bridges/matrix/contract.ts';
import { HomeserverError } from '../../../../bridges/matrix/homeserver-error.ts';
import type { HomeserverRequest } from '../../../../bridges/matrix/homeserver.ts';
import type { Leg } from '../../../../bridges/matrix/leg.ts';
import { parseDomain, type UserUri } from '../../../../src/identifiers/index.ts';
import { createLog } from '../../../../src/observe/index.ts';
import { Turns } from '../../../../src/store/index.ts';
import { configuration } from './configuration.ts';
import type { InMemoryRooms } from './in-memory-rooms.ts';

/** A homeserver with one public room: memberships, the rules for them that tests need, and what was sent. */
export class PlayedHomeserver {
  readonly members = new Map<string, EventContent>();
  /** Senders and bodies of messages. */
  readonly said: { readonly by: string; readonly body: unknown }[] = [];
  readonly doubts = 0;
  /** Called before each request is answered. */
  onRequest: (asked: HomeserverRequest) => void = () => undefined;

  request(asked: HomeserverRequest): Promise<EventContent> {
    this.onRequest(asked);
    const [, , , , kind = '', type = '', key = ''] = asked.path.split('/').map(decodeURIComponent);
    const by = asked.as ?? '@mimi:example.org';
    if (kind === 'members') return Promise.resolve({ chunk: [...this.members].map(([id, c]) => this.#event(id, c)) });
    if (kind === 'state' && type === 'm.room.member') return Promise.resolve(this.#member(asked, key, by));
    if (kind === 'state') return Promise.resolve(asked.method === 'GET' ? {} : { event_id: '$state' });
    if (this.membership(by) !== 'join' && by !== '@mimi:example.org')
      throw new HomeserverError(403, 'M_FORBIDDEN', 'no');
    this.said.push({ by, body: (asked.body as EventContent)['body'] });
    return Promise.resolve({ event_id: `$said${this.said.length}` });
  }

  membership(userId: string): Membership | undefined {
    return this.members.get(userId)?.['membership'] as Membership | undefined;
  }

  #member(asked: HomeserverRequest, userId: string, by: string): EventContent {
    if (asked.method === 'GET') {
      const content = this.members.get(userId);
      if (content === undefined) throw new HomeserverError(404, 'M_NOT_FOUND', 'never here');
      return content;
    }
    const content = asked.body as EventContent;
    const banned = this.membership(userId) === 'ban';
    if (banned && (content['membership'] === 'join' || content['membership'] === 'invite'))
      throw new HomeserverError(403, 'M_FORBIDDEN', `${by} is banned`);
    this.members.set(userId, content);
    return { event_id: '$member' };
  }

  #event(userId: string, content: EventContent): EventContent {
    const type = 'm.room.member';
    return { event_id: `$of${userId}`, room_id: '!r', type, sender: userId, state_key: userId, content };
  }
}

/** What the adapter works with, over played parts. */
export function legOver(rooms: InMemoryRooms, homeserver: PlayedHomeserver): Leg {
  const addresses = new Addresses(configuration, parseDomain('hub.test'));
  return {
    addresses,
    gateway: { rooms, log: createLog({ level: 'silent' }), inbox: { settled: () => Promise.resolve() } },
    homeserver,
    ghosts: { ensure: (user: UserUri) => Promise.resolve(addresses.ghostOf(user).id) },
    portals: { find: () => Promise.resolve({ roomVersion: '11' }) },
    turns: new Turns(),
  } as unknown as Leg;
}
