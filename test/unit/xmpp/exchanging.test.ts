import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { ghostOf, matrixUser, type MucBed, openMucBed, service, uriOf, xmppUser } from './support/muc-bed.ts';
import type { ScriptedClient } from './support/scripted-client.ts';

let bed: MucBed;
beforeAll(async () => {
  bed = await openMucBed();
}, 120_000);
afterAll(() => bed.close());

const client = (name: string): ScriptedClient => bed.client(`${name}@home.test/a`);

async function shared(fields: Readonly<Record<string, string>> = {}) {
  const room = bed.newRoom();
  const [bob, erin] = [client('bob'), client('erin')];
  await bob.enters(room, 'bob');
  await bob.configures(room, fields);
  await erin.enters(room, 'erin');
  bob.forget();
  erin.forget();
  return { room, bob, erin };
}

const inviteTo = (jid: string) => `<x xmlns='${ns.mucUser}'><invite to='${jid}'><reason>come</reason></invite></x>`;

describe('inviting (XEP-0045 §7.8)', () => {
  it('the room passes an invitation on, and a decline back', async () => {
    const { room, bob } = await shared();
    const frank = client('frank');
    bob.sends(`<message to='${room}'>${inviteTo('frank@home.test')}</message>`);
    const invited = await frank.gets(
      'an invitation',
      ({ stanza }) => stanza.child('x', ns.mucUser)?.has('invite') === true,
    );
    const invitation = invited.stanza.child('x', ns.mucUser)?.child('invite');
    expect([invited.stanza.attrs.from, invitation?.textOf('reason')]).toEqual([room, 'come']);
    frank.sends(
      `<message to='${room}'><x xmlns='${ns.mucUser}'><decline to='${invitation?.attrs.from ?? ''}'><reason>busy</reason></decline></x></message>`,
    );
    const declined = await bob.gets(
      'a decline',
      ({ stanza }) => stanza.child('x', ns.mucUser)?.has('decline') === true,
    );
    expect(declined.stanza.child('x', ns.mucUser)?.child('decline')?.attrs.from).toBe('frank@home.test');
  });

  it('into a members-only room admins invite, and who is invited may enter', async () => {
    const { room, bob } = await shared();
    await bob.configures(room, { membersonly: '1', allowinvites: '0' });
    const frank = client('frank');
    await expect(frank.enters(room, 'frank')).rejects.toThrow(/registration-required/);
    frank.forget();
    bob.sends(`<message to='${room}'>${inviteTo('frank@home.test')}</message>`);
    await frank.gets('an invitation', ({ stanza }) => stanza.child('x', ns.mucUser)?.has('invite') === true);
    expect(await frank.enters(room, 'frank')).toMatchObject({ affiliation: 'member' });
    frank.sends(`<message to='${room}'>${inviteTo('grace@home.test')}</message>`);
    expect((await frank.gets('an error', ({ type }) => type === 'error')).condition).toBe('forbidden');
  });

  it('users from elsewhere invite XMPP users, and are invited by their address', async () => {
    const { room, bob } = await shared();
    const [juliet, nurse] = [matrixUser('juliet'), matrixUser('nurse')];
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: juliet, nickname: 'Juliet' });
    await bed.elsewhere({ type: 'invite', room: uriOf(room), by: juliet, user: xmppUser('frank'), reason: 'come' });
    const frank = client('frank');
    bob.sends(`<message to='${room}'>${inviteTo(ghostOf('nurse'))}</message>`);
    await expect.poll(async () => (await bed.rooms.view(uriOf(room)))?.participants.has(nurse)).toBe(true);
    expect(await frank.enters(room, 'frank')).toMatchObject({ role: 'participant' });
  });
});

describe('asking for voice (XEP-0045 §7.13)', () => {
  it('KB-09: moderators are shown the request and grant it', async () => {
    const { room, bob, erin } = await shared({ moderatedroom: '1' });
    const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`;
    const form = (fields: string) =>
      `<message to='${room}'><x xmlns='${ns.dataForms}' type='submit'>${field('FORM_TYPE', ns.mucRequest)}${fields}</x></message>`;
    erin.sends(form(field('muc#role', 'participant')));
    const asked = await bob.gets('a request', ({ stanza }) => stanza.has('x', ns.dataForms));
    const fields = asked.stanza.child('x', ns.dataForms)?.childrenNamed('field') ?? [];
    const jid = fields.find(({ attrs }) => attrs.var === 'muc#jid')?.textOf('value') ?? '';
    expect(jid).toBe('erin@home.test/a');
    bob.sends(form(field('muc#role', 'participant') + field('muc#jid', jid) + field('muc#request_allow', 'true')));
    expect(await erin.sees('erin', ({ role }) => role === 'participant')).toMatchObject({ affiliation: 'none' });
  });
});

describe('what does not fit into text', () => {
  it('a correction is one readable line elsewhere and stays a correction here', async () => {
    const { room, bob, erin } = await shared();
    bob.says(room, 'fixed', `<replace xmlns='${ns.correct}' id='m0'/>`);
    expect((await erin.hears('bob', 'fixed')).stanza.child('replace', ns.correct)?.attrs.id).toBe('m0');
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 1 });
    expect(events[0]).toMatchObject({ body: { text: 'Corrected: fixed' } });
  });

  it('chat states reach the others and are kept nowhere', async () => {
    const { room, bob, erin } = await shared();
    bob.sends(`<message to='${room}' type='groupchat'><composing xmlns='${ns.chatStates}'/></message>`);
    const shown = await erin.gets('a chat state', ({ stanza }) => stanza.has('composing', ns.chatStates));
    expect(shown.stanza.has('occupant-id', ns.occupantId)).toBe(true);
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 1 });
    expect(events).toHaveLength(0);
  });

  it('a reply says what it replies to and leaves its quotation out elsewhere', async () => {
    const { room, bob, erin } = await shared();
    bob.says(room, 'question?');
    const id = (await erin.hears('bob', 'question?')).stanza.child('stanza-id', ns.stanzaId)?.attrs.id ?? '';
    const fallback = `<fallback xmlns='${ns.fallback}' for='${ns.reply}'><body start='0' end='12'/></fallback>`;
    erin.says(room, '> question?\nanswer', `<reply xmlns='${ns.reply}' id='${id}'/>${fallback}`);
    await bob.hears('erin', '> question?\nanswer');
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 5, newest: true });
    expect(events.at(-1)).toMatchObject({ body: { text: 'answer' }, inReplyTo: id });
  });
});

describe('addresses and pictures', () => {
  it('a room has a picture that its owner sets and everybody can fetch (XEP-0486)', async () => {
    const { room, bob, erin } = await shared();
    const vcard = `<vCard xmlns='${ns.vcard}'><PHOTO><TYPE>image/png</TYPE><BINVAL>aGVsbG8=</BINVAL></PHOTO></vCard>`;
    expect((await erin.asks('set', room, vcard)).condition).toBe('forbidden');
    expect((await bob.asks('set', room, vcard)).type).toBe('result');
    const got = await erin.asks('get', room, `<vCard xmlns='${ns.vcard}'/>`);
    expect(got.stanza.child('vCard', ns.vcard)?.child('PHOTO')?.textOf('BINVAL')).toBe('aGVsbG8=');
    const shown = await erin.gets('the hash', ({ stanza }) => stanza.has('x', ns.vcardUpdate));
    expect(shown.stanza.child('x', ns.vcardUpdate)?.textOf('photo')).toBe('aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d');
  });

  it('ID-06: what can be no room is refused without harm', async () => {
    const bob = client('bob');
    for (const name of ['x%elsewhere.org', ghostOf('juliet').split('@')[0] ?? '']) {
      bob.forget();
      await expect(bob.enters(`${name}@${service}`, 'bob')).rejects.toThrow(/item-not-found/);
    }
    bob.forget();
    bob.sends(`<presence to='${bed.newRoom()}'><x xmlns='${ns.muc}'/></presence>`);
    expect((await bob.gets('an error', ({ type }) => type === 'error')).condition).toBe('jid-malformed');
  });

  it('a client that bounces what it is sent is shown to be gone, with 333', async () => {
    const { room, bob, erin } = await shared();
    erin.sends(
      `<message to='${room}/bob' type='error'><error type='cancel'><recipient-unavailable xmlns='${ns.stanzaErrors}'/></error></message>`,
    );
    expect((await bob.sees('erin', ({ type }) => type === 'unavailable')).codes).toEqual([333]);
  });
});
