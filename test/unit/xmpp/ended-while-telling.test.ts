import { afterAll, describe, expect, it } from 'vitest';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { matrixUser, openMucBed, uriOf } from './support/muc-bed.ts';

const bed = await openMucBed();
afterAll(() => bed.close());

/** Resolves when a stanza with all of the words was sent in vain. */
async function isSentInVain(lost: readonly string[], ...words: readonly string[]): Promise<void> {
  await expect
    .poll(() => lost.some((xml) => words.every((word) => xml.includes(word))), { timeout: 10_000 })
    .toBe(true);
}

const kick = (room: string, nick: string): string =>
  `<iq type='set' to='${room}' id='kick'><query xmlns='${ns.mucAdmin}'><item nick='${nick}' role='none'/></query></iq>`;

describe('a gateway that ended while it told who came and who went', () => {
  it('KB-01 OD-03: tells a kicked user and everybody else after the restart', async () => {
    const { room, bob, erin } = await bed.shared();
    const lost = bed.breaks();
    bob.sends(kick(room, 'erin'));
    await isSentInVain(lost, '307', 'erin@home.test/a');
    await bed.restart();
    expect((await erin.sees('erin', ({ type }) => type === 'unavailable')).codes).toEqual(
      expect.arrayContaining([110, 307]),
    );
    expect((await bob.sees('erin', ({ type }) => type === 'unavailable')).codes).toEqual([307]);
  });

  it('KB-01: tells after the restart that somebody from elsewhere was kicked', async () => {
    const { room, bob } = await bed.shared();
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: matrixUser('carol'), nickname: 'Carol' });
    await bob.sees('Carol');
    const lost = bed.breaks();
    bob.sends(kick(room, 'Carol'));
    await isSentInVain(lost, '307', 'Carol');
    await bed.restart();
    expect((await bob.sees('Carol', ({ type }) => type === 'unavailable')).codes).toEqual([307]);
  });

  it('leaves those inside who entered again after the kick', async () => {
    const { room, bob, erin } = await bed.shared();
    const lost = bed.breaks();
    bob.sends(kick(room, 'erin'));
    await isSentInVain(lost, '307', 'erin@home.test/a');
    erin.sends(`<presence to='${room}/erin'><x xmlns='${ns.muc}'/></presence>`);
    await isSentInVain(lost, '110', "to='erin@home.test/a'", "role='participant'");
    await bed.restart();
    bob.says(room, 'are you there?');
    await erin.hears('bob', 'are you there?');
    expect(erin.received.filter(({ codes }) => codes.includes(307))).toEqual([]);
  });

  it('shows a newcomer to the others when it enters again', async () => {
    const { room, bob } = await bed.shared();
    const frank = bed.person('frank');
    const lost = bed.breaks();
    frank.sends(`<presence to='${room}/frank'><x xmlns='${ns.muc}'/></presence>`);
    await isSentInVain(lost, '110', "to='frank@home.test/a'");
    await bed.restart();
    await frank.enters(room, 'frank');
    expect(await bob.sees('frank')).toMatchObject({ role: 'participant' });
  });

  it('KB-03: shows nothing more to a banned user whose place could not be given up in the store', async () => {
    const { room, bob, erin } = await bed.shared();
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: matrixUser('carol'), nickname: 'Carol' });
    await refuseToDelete();
    bob.sends(`<iq type='set' to='${room}' id='ban'>${ban('erin@home.test')}</iq>`);
    await erin.sees('erin', ({ codes }) => codes.includes(301));
    await expect.poll(deletesRefused, { timeout: 10_000 }).toBe(true);
    await deleteAgain();
    erin.forget();
    const lost = bed.breaks();
    for (const text of ['one', 'two', 'three']) {
      await bed.elsewhere({
        ...{ type: 'send', room: uriOf(room), by: matrixUser('carol') },
        body: { kind: 'text', text },
      });
    }
    await isSentInVain(lost, 'three');
    await bed.restart();
    await bob.hears('Carol', 'three');
    await erin.sees('erin', ({ codes }) => codes.includes(301));
    expect(erin.received.filter(({ body }) => body !== null)).toEqual([]);
    await expect.poll(() => storedNicks(room), { timeout: 10_000 }).toEqual(['bob']);
  });
});

const ban = (jid: string): string => `<query xmlns='${ns.mucAdmin}'><item jid='${jid}' affiliation='outcast'/></query>`;

/** Lets the database refuse to delete occupants, as one does that has no space left. */
async function refuseToDelete(): Promise<void> {
  await statements(
    'CREATE SEQUENCE deletes_refused',
    `CREATE FUNCTION refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN PERFORM nextval('deletes_refused'); RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$`,
    'CREATE TRIGGER refuse_delete BEFORE DELETE ON xmpp_occupant EXECUTE FUNCTION refuse_delete()',
  );
}

const deleteAgain = (): Promise<void> => statements('DROP TRIGGER refuse_delete ON xmpp_occupant');

async function deletesRefused(): Promise<boolean> {
  const rows = await bed.database.read<{ is_called: boolean }>('SELECT is_called FROM deletes_refused');
  return rows[0]?.is_called === true;
}

async function storedNicks(room: string): Promise<readonly string[]> {
  const sql = 'SELECT nick FROM xmpp_occupant WHERE room_jid = $1';
  return (await bed.database.read<{ nick: string }>(sql, [room])).map(({ nick }) => nick);
}

async function statements(...all: readonly string[]): Promise<void> {
  await bed.database.transaction(async (tx) => {
    for (const sql of all) await tx.query(sql);
  });
}
