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
});
