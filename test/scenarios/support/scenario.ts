/**
 * `scenario(title, story)`: one behaviour, told in people's verbs, on real servers with ordinary clients. Each scenario has
 * a room and people of its own on the stage that all share.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { it } from 'vitest';
import type { RoomReport } from '../../../src/admin/index.ts';
import { ghostOfUri, parseDomain, userUri } from '../../../src/identifiers/index.ts';
import { MatrixPerson } from '../actors/matrix-person.ts';
import { XmppPerson } from '../actors/xmpp-person.ts';
import { HubInspector } from './hub-inspector.ts';
import type { Person, RoomAddresses } from './person.ts';
import { PersonOnMatrix, PersonOnXmpp } from './person.ts';
import { stage } from './remote-stage.ts';
import type { RoleName } from './sight.ts';

/** `matrix:romeo` or `xmpp:juliet`. */
type Casting = `${'matrix' | 'xmpp'}:${string}`;

/** Who plays what. Guests come uninvited; `outside` are there with their clients and don't join. */
type Parts = Partial<Record<RoleName | 'outside', Casting | readonly Casting[]>>;

interface RoomOptions {
  readonly preset?: 'open' | 'members-only' | 'moderated';
  readonly name?: string;
  readonly refuseGateways?: boolean;
}

type CastingsOf<P> = { [R in keyof P]: P[R] extends readonly (infer C)[] ? C : P[R] }[keyof P];
type NamesOn<P, Network extends string> =
  CastingsOf<P> extends infer C ? (C extends `${Network}:${infer Name}` ? Name : never) : never;

/** Everybody who was cast, by name, as what they are on their network. */
type People<P> = { readonly [Name in NamesOn<P, 'matrix'>]: PersonOnMatrix } & {
  readonly [Name in NamesOn<P, 'xmpp'>]: PersonOnXmpp;
};

interface Scene {
  /** Makes a room in which everybody who has a role is present. */
  readonly room: <const P extends Parts>(parts: P, options?: RoomOptions) => Promise<People<P>>;
  readonly hub: HubInspector;
  readonly stage: typeof stage;
  /** Addresses of the room; only after it was made. */
  readonly addresses: () => RoomAddresses;
}

const domains = { matrix: parseDomain('matrix.localhost'), xmpp: parseDomain('xmpp.localhost') };
const namespace = { prefix: '_mimi_', server: 'localhost' };

/** Requirement IDs at the start of the title say which rows it proves. */
export function scenario(title: string, story: (scene: Scene) => Promise<void>): void {
  it(title, async () => {
    const present: Person[] = [];
    const hub = new HubInspector();
    let made: RoomAddresses | null = null;
    const scene: Scene = {
      hub,
      stage,
      addresses() {
        if (made === null) throw new Error('This scenario has no room yet');
        return made;
      },
      async room<const P extends Parts>(parts: P, options: RoomOptions = {}) {
        const id = randomBytes(4).toString('hex');
        const addresses = await makeRoom(id, parts, options);
        made = addresses;
        hub.looksAt(addresses.uri);
        return (await gather(id, parts, addresses, present)) as People<P>;
      },
    };
    await stage.mends();
    try {
      await story(scene);
    } finally {
      await Promise.allSettled(present.map((person) => person.goes()));
    }
  });
}

interface Part {
  readonly role: RoleName | 'outside';
  readonly network: 'matrix' | 'xmpp';
  readonly name: string;
}

function partsOf(parts: Parts): readonly Part[] {
  return Object.entries(parts).flatMap(([role, casting]) =>
    (typeof casting === 'string' ? [casting] : casting).map((text) => {
      const [network, name] = text.split(':') as ['matrix' | 'xmpp', string];
      return { role: role as Part['role'], network, name };
    }),
  );
}

const accountName = (name: string, id: string): string => `${name}-${id}`;
const uriOf = (part: Part, id: string): string => userUri(domains[part.network], accountName(part.name, id));

async function makeRoom(id: string, parts: Parts, options: RoomOptions): Promise<RoomAddresses> {
  const cast = partsOf(parts);
  const owner = cast.find(({ role }) => role === 'owner');
  const listed = cast.filter((part) => part !== owner && part.role !== 'guest' && part.role !== 'outside');
  const report = (await stage.admin('POST', '/rooms', {
    id,
    ...options,
    // Somebody has to own it: where nobody plays that part, it is a person who never comes.
    owner: owner === undefined ? `mimi://matrix.localhost/u/prince-${id}` : uriOf(owner, id),
    participants: Object.fromEntries(listed.map((part) => [uriOf(part, id), part.role])),
  })) as RoomReport;
  return { uri: report.room, alias: report.addresses['matrixAlias']!, muc: report.addresses['muc']! };
}

async function gather(
  id: string,
  parts: Parts,
  room: RoomAddresses,
  present: Person[],
): Promise<Readonly<Record<string, Person>>> {
  const people: Record<string, Person> = {};
  for (const part of partsOf(parts)) {
    const person = await personOf(part, id, room);
    present.push(person);
    people[part.name] = person;
    if (part.role !== 'outside') await person.joins();
  }
  const inside = partsOf(parts).filter(({ role }) => role !== 'outside');
  for (const watcher of inside) {
    // One's own entering was waited for already.
    const others = inside.filter((other) => other !== watcher);
    for (const other of others) await people[watcher.name]!.sees(people[other.name]!.joined());
  }
  return people;
}

async function personOf(part: Part, id: string, room: RoomAddresses): Promise<Person> {
  const nick = accountName(part.name, id);
  const uri = userUri(domains[part.network], nick);
  if (part.network === 'matrix') {
    const account = await stage.matrixAccount(nick);
    const client = await MatrixPerson.login(account);
    return new PersonOnMatrix(client, { nick, uri, matrixId: account.userId, room });
  }
  const client = await XmppPerson.connect(await stage.xmppAccount(nick));
  return new PersonOnXmpp(client, { nick, uri, matrixId: ghostOfUri(uri, namespace).id, room });
}
