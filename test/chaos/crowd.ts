import type { RoomReport } from '../../src/admin/index.ts';
import type { Stage } from '../scenarios/support/stage.ts';
import { MatrixUser } from './matrix-user.ts';
import { XmppUser } from './xmpp-user.ts';

const speakersPerSide = 4;

/** Somebody who comes while the play runs, and may be shown the door. */
export type Joiner =
  | { readonly side: 'matrix'; readonly name: string; readonly user: MatrixUser }
  | { readonly side: 'xmpp'; readonly name: string; readonly user: XmppUser };

/** Everybody in the play. `olga` and `adam` own the room, watch, and moderate. */
export interface Crowd {
  readonly olga: MatrixUser;
  readonly adam: XmppUser;
  readonly matrixSpeakers: readonly { readonly name: string; readonly user: MatrixUser }[];
  readonly xmppSpeakers: readonly { readonly name: string; readonly user: XmppUser }[];
  readonly joiners: readonly Joiner[];
  readonly room: { readonly uri: string; readonly alias: string; readonly muc: string };
}

async function matrixUser(stage: Stage, name: string): Promise<MatrixUser> {
  return new MatrixUser(await stage.matrixAccount(name));
}

async function xmppUser(stage: Stage, name: string): Promise<XmppUser> {
  const user = new XmppUser(await stage.xmppAccount(name));
  await user.connects();
  return user;
}

const numbered = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** One after the other: the servers' control programs write to one file of accounts. */
async function each<T>(names: readonly string[], make: (name: string) => Promise<T>): Promise<readonly T[]> {
  const made: T[] = [];
  for (const name of names) made.push(await make(name));
  return made;
}

/** Makes all accounts and the room, and lets owners and speakers in. */
export async function gatherCrowd(stage: Stage, joins: number): Promise<Crowd> {
  const olga = await matrixUser(stage, 'olga');
  const adam = await xmppUser(stage, 'adam');
  const matrixSpeakers = await each(numbered('ms', speakersPerSide), async (name) => ({
    name,
    user: await matrixUser(stage, name),
  }));
  const xmppSpeakers = await each(numbered('xs', speakersPerSide), async (name) => ({
    name,
    user: await xmppUser(stage, name),
  }));
  const matrixJoiners = await each(
    numbered('mj', Math.ceil(joins / 2)),
    async (name): Promise<Joiner> => ({
      side: 'matrix',
      name,
      user: await matrixUser(stage, name),
    }),
  );
  const xmppJoiners = await each(
    numbered('xj', Math.floor(joins / 2)),
    async (name): Promise<Joiner> => ({
      side: 'xmpp',
      name,
      user: await xmppUser(stage, name),
    }),
  );
  const created = await stage.gateway.cli(
    ...['rooms', 'create', '--json', '--id', 'chaos', '--name', 'Chaos'],
    ...['--owner', olga.userId, '--participant', `${adam.jid}=owner`],
  );
  const report = JSON.parse(created) as RoomReport;
  const room = { uri: report.room, alias: report.addresses['matrixAlias'] ?? '', muc: report.addresses['muc'] ?? '' };
  await olga.joins(room.alias);
  await adam.joins(room.muc);
  for (const { user } of matrixSpeakers) await user.joins(room.alias);
  for (const { user } of xmppSpeakers) await user.joins(room.muc);
  // Alternating, so that both sides come at the same time.
  const joiners = matrixJoiners.flatMap((joiner, index) => {
    const other = xmppJoiners[index];
    return other === undefined ? [joiner] : [joiner, other];
  });
  return { olga, adam, matrixSpeakers, xmppSpeakers, joiners, room };
}
