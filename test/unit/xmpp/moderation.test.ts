import { afterAll, describe, expect, it } from 'vitest';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { ghostOf, matrixUser, openMucBed, uriOf, xmppUser } from './support/muc-bed.ts';
import type { ScriptedClient } from './support/scripted-client.ts';

const bed = await openMucBed();
afterAll(() => bed.close());

/** bob owns the room; erin and frank are in it. */
async function peopled(): Promise<{ room: string; bob: ScriptedClient; erin: ScriptedClient; frank: ScriptedClient }> {
  const room = bed.newRoom();
  const bob = bed.person('bob');
  const erin = bed.person('erin');
  const frank = bed.person('frank');
  await bob.makes(room, 'bob');
  await erin.enters(room, 'erin');
  await frank.enters(room, 'frank');
  await erin.sees('frank');
  for (const client of [bob, erin, frank]) client.forget();
  return { room, bob, erin, frank };
}

describe('moderating (XEP-0045 §8 and §9)', () => {
  it('KB-01: a kick shows 307 with the reason to everybody, and the kicked one may come back', async () => {
    const { room, bob, erin, frank } = await peopled();
    const answer = await bob.administers(room, "<item nick='erin' role='none'><reason>spam</reason></item>");
    expect(answer.type).toBe('result');
    const own = await erin.sees('erin', ({ type }) => type === 'unavailable');
    expect(own.codes).toEqual(expect.arrayContaining([110, 307]));
    const shown = await frank.sees('erin', ({ type }) => type === 'unavailable');
    expect(shown).toMatchObject({ codes: [307], role: 'none', affiliation: 'none' });
    expect(shown.stanza.child('x', ns.mucUser)?.child('item')?.textOf('reason')).toBe('spam');
    erin.forget();
    expect(await erin.enters(room, 'erin')).toMatchObject({ role: 'participant' });
  });

  it('KB-02: whoever is no moderator can not kick', async () => {
    const { room, erin } = await peopled();
    expect(await erin.administers(room, "<item nick='frank' role='none'/>")).toMatchObject({ condition: 'forbidden' });
  });

  it('KB-03 KB-06: a ban shows 301 and holds until it is lifted', async () => {
    const { room, bob, erin, frank } = await peopled();
    await bob.administers(room, "<item jid='erin@home.test' affiliation='outcast'><reason>go</reason></item>");
    expect(await frank.sees('erin', ({ type }) => type === 'unavailable')).toMatchObject({
      codes: [301],
      affiliation: 'outcast',
    });
    erin.forget();
    await expect(erin.enters(room, 'erin')).rejects.toThrow(/forbidden/);
    const list = await bob.asks('get', room, `<query xmlns='${ns.mucAdmin}'><item affiliation='outcast'/></query>`);
    const items = list.stanza.child('query', ns.mucAdmin)?.childrenNamed('item') ?? [];
    expect(items.map(({ attrs }) => attrs.jid)).toEqual(['erin@home.test']);
    await bob.administers(room, "<item jid='erin@home.test' affiliation='none'/>");
    erin.forget();
    expect(await erin.enters(room, 'erin')).toMatchObject({ role: 'participant' });
  });

  it('KB-04: a participant that bans is told forbidden; a ban of oneself is a conflict', async () => {
    const { room, bob, erin } = await peopled();
    expect(await erin.administers(room, "<item jid='frank@home.test' affiliation='outcast'/>")).toMatchObject({
      condition: 'forbidden',
    });
    expect(await bob.administers(room, "<item jid='bob@home.test' affiliation='outcast'/>")).toMatchObject({
      condition: 'conflict',
    });
  });

  it('KB-05: somebody who was never here can be banned', async () => {
    const { room, bob } = await peopled();
    const answer = await bob.administers(room, "<item jid='grace@home.test' affiliation='outcast'/>");
    expect(answer.type).toBe('result');
    await expect(bed.person('grace').enters(room, 'grace')).rejects.toThrow(/forbidden/);
  });

  it('KB-08 KB-10 KB-11: voice that was taken is shown and refused, and given back', async () => {
    const { room, bob, erin, frank } = await peopled();
    expect((await bob.administers(room, "<item nick='erin' role='visitor'/>")).type).toBe('result');
    expect(await erin.sees('erin', ({ role }) => role === 'visitor')).toMatchObject({ affiliation: 'none' });
    erin.says(room, 'may I?');
    expect(await erin.gets('an error', ({ type }) => type === 'error')).toMatchObject({ condition: 'forbidden' });
    await bob.administers(room, "<item nick='erin' role='participant'/>");
    await frank.sees('erin', ({ role }) => role === 'participant');
    erin.says(room, 'thanks');
    expect(await frank.hears('erin', 'thanks')).toBeDefined();
  });

  it('a member whose voice is taken stays a member, and has it back after leaving', async () => {
    const { room, bob, erin } = await peopled();
    await bob.administers(room, "<item jid='erin@home.test' affiliation='member'/>");
    await erin.sees('erin', ({ affiliation }) => affiliation === 'member');
    await bob.administers(room, "<item nick='erin' role='visitor'/>");
    expect(await erin.sees('erin', ({ role }) => role === 'visitor')).toMatchObject({ affiliation: 'member' });
    erin.sends(`<presence to='${room}/erin' type='unavailable'/>`);
    await bob.sees('erin', ({ type }) => type === 'unavailable');
    erin.forget();
    expect(await erin.enters(room, 'erin')).toMatchObject({ affiliation: 'member', role: 'participant' });
  });

  it('the last owner can not resign', async () => {
    const { room, bob } = await peopled();
    expect(await bob.administers(room, "<item jid='bob@home.test' affiliation='admin'/>")).toMatchObject({
      condition: 'conflict',
    });
  });

  it('a list of several items is a delta, and all of it or nothing', async () => {
    const { room, bob, erin } = await peopled();
    const both = "<item jid='erin@home.test' affiliation='admin'/><item jid='frank@home.test' affiliation='member'/>";
    expect((await bob.administers(room, both)).type).toBe('result');
    await erin.sees('erin', ({ affiliation }) => affiliation === 'admin');
    await erin.sees('frank', ({ affiliation }) => affiliation === 'member');
    const half = "<item jid='frank@home.test' affiliation='none'/><item jid='bob@home.test' affiliation='outcast'/>";
    expect((await erin.administers(room, half)).condition).toBe('not-allowed');
    const list = await bob.asks('get', room, `<query xmlns='${ns.mucAdmin}'><item affiliation='member'/></query>`);
    const items = list.stanza.child('query', ns.mucAdmin)?.childrenNamed('item') ?? [];
    expect(items.map(({ attrs }) => attrs.jid)).toEqual(['frank@home.test']);
  });
});

describe('users from elsewhere', () => {
  it('are present with a role, can be kicked by nick and banned by address', async () => {
    const { room, bob, frank } = await peopled();
    const juliet = matrixUser('juliet');
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: juliet, nickname: 'Juliet' });
    expect(await bob.sees('Juliet')).toMatchObject({ role: 'participant', jid: `${ghostOf('juliet')}/mimi` });
    expect((await frank.sees('Juliet')).jid).toBeUndefined();
    await bob.administers(room, "<item nick='Juliet' role='none'/>");
    expect(await frank.sees('Juliet', ({ type }) => type === 'unavailable')).toMatchObject({ codes: [307] });
    const view = await bed.rooms.view(uriOf(room));
    expect(view?.participants.get(juliet)?.active).toBe(false);
    await bob.administers(room, `<item jid='${ghostOf('juliet')}' affiliation='outcast'/>`);
    expect((await bed.rooms.view(uriOf(room)))?.participants.get(juliet)?.role).toBe(1);
  });

  it('kick and ban XMPP users, who are shown 307 and 301', async () => {
    const { room, bob, erin, frank } = await peopled();
    const juliet = matrixUser('juliet');
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: juliet, nickname: 'Juliet' });
    await bob.administers(room, `<item jid='${ghostOf('juliet')}' affiliation='owner'/>`);
    await bed.elsewhere({ type: 'kick', room: uriOf(room), by: juliet, user: xmppUser('erin'), reason: 'enough' });
    const own = await erin.sees('erin', ({ type }) => type === 'unavailable');
    expect(own.codes).toEqual(expect.arrayContaining([110, 307]));
    await bed.elsewhere({ type: 'ban', room: uriOf(room), by: juliet, user: xmppUser('frank') });
    expect((await frank.sees('frank', ({ type }) => type === 'unavailable')).codes).toContain(301);
    frank.forget();
    await expect(frank.enters(room, 'frank')).rejects.toThrow(/forbidden/);
  });

  it('say and take back, and XMPP takes back as moderator', async () => {
    const { room, bob, erin } = await peopled();
    const juliet = matrixUser('juliet');
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: juliet, nickname: 'Juliet' });
    await bed.elsewhere({ type: 'send', room: uriOf(room), by: juliet, body: { kind: 'text', text: 'hello' } });
    const { stanza } = await erin.hears('Juliet', 'hello');
    const id = stanza.child('stanza-id', ns.stanzaId)?.attrs.id ?? '';
    const answer = await bob.asks(
      'set',
      room,
      `<moderate id='${id}' xmlns='${ns.moderate}'><retract xmlns='${ns.retract}'/><reason>rude</reason></moderate>`,
    );
    expect(answer.type).toBe('result');
    const gone = await erin.gets('a retraction', (told) => told.stanza.child('retract', ns.retract)?.attrs.id === id);
    expect(gone.stanza.child('retract', ns.retract)?.has('moderated', ns.moderate)).toBe(true);
  });
});
