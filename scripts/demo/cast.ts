import { MatrixPerson } from '../../test/scenarios/actors/matrix-person.ts';
import type { XmppAccount } from '../../test/scenarios/actors/xmpp-person.ts';
import { XmppPerson } from '../../test/scenarios/actors/xmpp-person.ts';
import type { Stage } from '../../test/scenarios/support/stage.ts';
import type { MatrixAccount } from '../../test/servers/support/synapse.ts';
import type { RoomReport } from '../../src/admin/index.ts';

/** The people of the demo, each with an ordinary client, and the room they meet in. */
export interface Cast {
  readonly alice: MatrixPerson;
  readonly carol: MatrixPerson;
  readonly dave: MatrixPerson;
  readonly bob: XmppPerson;
  readonly erin: XmppPerson;
  readonly frank: XmppPerson;
  readonly accounts: { readonly matrix: readonly MatrixAccount[]; readonly xmpp: readonly XmppAccount[] };
  readonly room: { readonly uri: string; readonly alias: string; readonly muc: string };
  leave(): Promise<void>;
}

const roomId = 'lobby';

/** Alice owns the room, carol is an admin on Matrix, bob a moderator on XMPP; the others come as guests. */
export async function gatherCast(stage: Stage): Promise<Cast> {
  const matrix = await Promise.all(['alice', 'carol', 'dave'].map((name) => stage.matrixAccount(name)));
  // The servers' control programs write to one file of accounts.
  const xmpp: XmppAccount[] = [];
  for (const name of ['bob', 'erin', 'frank']) xmpp.push(await stage.xmppAccount(name));
  const room = await createRoom(stage, matrix, xmpp);
  const [alice, carol, dave] = await Promise.all(matrix.map((account) => MatrixPerson.login(account)));
  const [bob, erin, frank] = await Promise.all(xmpp.map((account) => XmppPerson.connect(account)));
  return {
    alice: alice!,
    carol: carol!,
    dave: dave!,
    bob: bob!,
    erin: erin!,
    frank: frank!,
    accounts: { matrix, xmpp },
    room: { uri: room.room, alias: room.addresses['matrixAlias']!, muc: room.addresses['muc']! },
    async leave() {
      for (const person of [alice!, carol!, dave!]) person.goes();
      await Promise.all([bob!, erin!, frank!].map((person) => person.disconnects()));
    },
  };
}

async function createRoom(
  { gateway, xmpp: server }: Stage,
  matrix: readonly MatrixAccount[],
  xmpp: readonly XmppAccount[],
): Promise<RoomReport> {
  const created = await gateway.cli(
    ...['rooms', 'create', '--json', '--id', roomId, '--name', 'Lobby'],
    ...['--owner', matrix[0]!.userId],
    ...['--participant', `${matrix[1]!.userId}=admin`],
    ...['--participant', `${xmpp[0]!.name}@${server.domain}=moderator`],
  );
  return JSON.parse(created) as RoomReport;
}
