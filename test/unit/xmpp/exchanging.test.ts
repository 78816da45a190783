import { afterAll, describe, expect, it } from 'vitest';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import type { Element } from '../../../bridges/xmpp/xml/element.ts';
import { serialise } from '../../../bridges/xmpp/xml/serialise.ts';
import { ghostOf, matrixUser, openMucBed, service, uriOf, xmppUser } from './support/muc-bed.ts';
import type { ScriptedClient } from './support/scripted-client.ts';

const bed = await openMucBed();
afterAll(() => bed.close());

const inviteTo = (jid: string) => `<x xmlns='${ns.mucUser}'><invite to='${jid}'><reason>come</reason></invite></x>`;

describe('inviting (XEP-0045 §7.8)', () => {
  it('the room passes an invitation on, and a decline back', async () => {
    const { room, bob } = await bed.shared();
    const frank = bed.person('frank');
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

  it('only who was invited declines, and once; banned users never do', async () => {
    const { room, bob, erin } = await bed.shared();
    const [frank, grace] = [bed.person('frank'), bed.person('grace')];
    const declines = async (who: ScriptedClient, to: string): Promise<string | null> => {
      who.forget();
      who.sends(
        `<message to='${room}'><x xmlns='${ns.mucUser}'><decline to='${to}'><reason>words</reason></decline></x></message>`,
      );
      return (await who.gets('an error', ({ type }) => type === 'error')).condition;
    };
    expect(await declines(grace, `${room}/bob`)).toBe('item-not-found');
    expect(await declines(grace, `${room}/nobody`)).toBe('item-not-found');
    bob.sends(`<message to='${room}'>${inviteTo('frank@home.test')}</message>`);
    const isInvitation = ({ stanza }: { stanza: Element }) => stanza.child('x', ns.mucUser)?.has('invite') === true;
    await frank.gets('an invitation', isInvitation);
    expect(await declines(frank, `${room}/erin`)).toBe('item-not-found');
    const isDecline = ({ stanza }: { stanza: Element }) => stanza.child('x', ns.mucUser)?.has('decline') === true;
    frank.sends(`<message to='${room}'><x xmlns='${ns.mucUser}'><decline to='bob@home.test'/></x></message>`);
    await bob.gets('a decline', isDecline);
    expect(await declines(frank, `${room}/bob`)).toBe('item-not-found');
    frank.forget();
    bob.sends(`<message to='${room}'>${inviteTo('frank@home.test')}</message>`);
    await frank.gets('an invitation', isInvitation);
    await bob.administers(room, "<item jid='frank@home.test' affiliation='outcast'/>");
    expect(await declines(frank, `${room}/bob`)).toBe('forbidden');
    expect([bob.received.filter(isDecline).length, erin.received.filter(isDecline).length]).toEqual([1, 0]);
  });

  it('an invitation from another network can be declined', async () => {
    const { room } = await bed.shared();
    const juliet = matrixUser('juliet');
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: juliet, nickname: 'Juliet' });
    await bed.elsewhere({ type: 'invite', room: uriOf(room), by: juliet, user: xmppUser('heidi') });
    const heidi = bed.person('heidi');
    const invited = await heidi.gets('an invitation', ({ stanza }) => stanza.has('x', ns.mucUser));
    const from = invited.stanza.child('x', ns.mucUser)?.child('invite')?.attrs.from ?? '';
    const decline = `<message to='${room}' id='d1'><x xmlns='${ns.mucUser}'><decline to='${from}'/></x></message>`;
    heidi.sends(decline);
    heidi.sends(decline.replace('d1', 'd2'));
    await heidi.gets('a refusal of the second', ({ type, stanza }) => type === 'error' && stanza.attrs.id === 'd2');
    expect(heidi.received.filter(({ type }) => type === 'error')).toHaveLength(1);
  });

  it('into a members-only room admins invite, and who is invited may enter', async () => {
    const { room, bob } = await bed.shared();
    await bob.configures(room, { membersonly: '1', allowinvites: '0' });
    const frank = bed.person('frank');
    await expect(frank.enters(room, 'frank')).rejects.toThrow(/registration-required/);
    frank.forget();
    bob.sends(`<message to='${room}'>${inviteTo('frank@home.test')}</message>`);
    await frank.gets('an invitation', ({ stanza }) => stanza.child('x', ns.mucUser)?.has('invite') === true);
    expect(await frank.enters(room, 'frank')).toMatchObject({ affiliation: 'member' });
    frank.sends(`<message to='${room}'>${inviteTo('grace@home.test')}</message>`);
    expect((await frank.gets('an error', ({ type }) => type === 'error')).condition).toBe('forbidden');
  });

  it('users from elsewhere invite XMPP users, and are invited by their address', async () => {
    const { room, bob } = await bed.shared();
    const [juliet, nurse] = [matrixUser('juliet'), matrixUser('nurse')];
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: juliet, nickname: 'Juliet' });
    await bed.elsewhere({ type: 'invite', room: uriOf(room), by: juliet, user: xmppUser('frank'), reason: 'come' });
    const frank = bed.person('frank');
    bob.sends(`<message to='${room}'>${inviteTo(ghostOf('nurse'))}</message>`);
    await expect.poll(async () => (await bed.rooms.view(uriOf(room)))?.participants.has(nurse)).toBe(true);
    expect(await frank.enters(room, 'frank')).toMatchObject({ role: 'participant' });
  });
});

describe('asking for voice (XEP-0045 §7.13)', () => {
  it('KB-09: moderators are shown the request and grant it', async () => {
    const { room, bob, erin } = await bed.shared({ moderatedroom: '1' });
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
    const { room, bob, erin } = await bed.shared();
    bob.says(room, 'fixed', `<replace xmlns='${ns.correct}' id='m0'/>`);
    expect((await erin.hears('bob', 'fixed')).stanza.child('replace', ns.correct)?.attrs.id).toBe('m0');
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 1 });
    expect(events[0]).toMatchObject({ body: { text: 'Corrected: fixed' } });
  });

  it('chat states reach the others and are kept nowhere', async () => {
    const { room, bob, erin } = await bed.shared();
    bob.sends(`<message to='${room}' type='groupchat'><composing xmlns='${ns.chatStates}'/></message>`);
    const shown = await erin.gets('a chat state', ({ stanza }) => stanza.has('composing', ns.chatStates));
    expect(shown.stanza.has('occupant-id', ns.occupantId)).toBe(true);
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 1 });
    expect(events).toHaveLength(0);
  });

  it('a message is reflected with the text that the hub has, and no other', async () => {
    const { room, bob, erin } = await bed.shared();
    const html =
      "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>x</body></html>";
    bob.says(room, 'plain', `<body xml:lang='de'>heimlich</body>${html}<markable xmlns='${ns.chatMarkers}'/>`);
    const { stanza } = await erin.hears('bob', 'plain');
    expect(stanza.childrenNamed('body').map(({ text }) => text)).toEqual(['plain']);
    expect(serialise(stanza)).not.toMatch(/xhtml|heimlich/);
    expect(stanza.has('markable', ns.chatMarkers)).toBe(true);
    bob.says(room, 'anything', `<reactions xmlns='${ns.reactions}' id='m'><reaction>👍</reaction></reactions>`);
    const reacted = await erin.gets('a reaction', (told) => told.stanza.has('reactions', ns.reactions));
    expect(reacted.body).toBeNull();
    bob.says(room, '/me waves');
    expect(await erin.hears('bob', '/me waves')).toBeDefined();
    bob.sends(`<message to='${room}' type='groupchat'>${html}<active xmlns='${ns.chatStates}'/></message>`);
    const state = await erin.gets('a chat state', (told) => told.stanza.has('active', ns.chatStates));
    expect(serialise(state.stanza)).not.toContain('xhtml');
  });

  it('a subject beside a body or a thread changes none, and is not shown as one (XEP-0045 §8.1)', async () => {
    const { room, bob, erin } = await bed.shared({ changesubject: '0' });
    erin.says(room, 'beside', '<subject>hers</subject>');
    expect((await bob.hears('erin', 'beside')).stanza.has('subject')).toBe(false);
    const state = `<active xmlns='${ns.chatStates}'/>`;
    erin.sends(`<message to='${room}' type='groupchat'><subject>hers</subject><thread>t</thread>${state}</message>`);
    const shown = await bob.gets('a chat state', ({ stanza }) => stanza.has('active', ns.chatStates));
    expect(shown.stanza.has('subject')).toBe(false);
    expect(shown.stanza.textOf('thread')).toBe('t');
    expect((await bed.rooms.view(uriOf(room)))?.details.subject).toBe('');
  });

  it('a link goes with the text that it is, without words of its own (XEP-0066)', async () => {
    const { room, bob, erin } = await bed.shared();
    const link = (url: string) => `<x xmlns='${ns.outOfBand}'><url>${url}</url><desc>heimlich</desc></x>`;
    bob.says(room, 'https://files.test/a.png', link('https://files.test/a.png'));
    const { stanza } = await erin.hears('bob', 'https://files.test/a.png');
    const told = stanza.child('x', ns.outOfBand);
    expect(told?.textOf('url')).toBe('https://files.test/a.png');
    expect(told?.has('desc')).toBe(false);
    bob.says(room, 'harmless', link('https://files.test/b.png'));
    expect((await erin.hears('bob', 'harmless')).stanza.has('x', ns.outOfBand)).toBe(false);
  });

  it('a message takes nothing along that has words or links of its own, or hides its text', async () => {
    const { room, bob, erin } = await bed.shared();
    const hidden = [
      "<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'><desc>heimlich</desc></file>" +
        "<sources><url-data xmlns='http://jabber.org/protocol/url-data' target='https://heimlich.test'/></sources></file-sharing>",
      `<fallback xmlns='${ns.fallback}' for='urn:xmpp:sfs:0'><body/></fallback>`,
      `<fallback xmlns='${ns.fallback}' for='${ns.reply}'><body/></fallback>`,
      `<x xmlns='${ns.conference}' jid='heimlich@rooms.test' reason='heimlich'/>`,
      `<x xmlns='${ns.dataForms}' type='result'><title>heimlich</title></x>`,
      "<reference xmlns='urn:xmpp:reference:0' type='data' uri='https://heimlich.test'/>",
      "<subject xmlns='other'>heimlich</subject>",
      'heimlich',
    ];
    const harmless = [
      `<origin-id xmlns='${ns.stanzaId}' id='o'>heimlich</origin-id>`,
      `<markable xmlns='${ns.chatMarkers}'><desc>heimlich</desc></markable>`,
      `<request xmlns='${ns.receipts}'/>`,
      `<store xmlns='${ns.hints}'/>`,
      `<active xmlns='${ns.chatStates}'/>`,
      '<thread>t</thread>',
    ];
    bob.says(room, 'harmless', [...hidden, ...harmless].join(''));
    const { stanza } = await erin.hears('bob', 'harmless');
    const names = stanza.elements.map(({ name }) => name);
    const ours = ['occupant-id', 'stanza-id'];
    expect(names).toEqual(['body', 'origin-id', 'markable', 'request', 'store', 'active', 'thread', ...ours]);
    expect(serialise(stanza)).not.toContain('heimlich');
    bob.sends(`<message to='${room}' type='groupchat'>${[...hidden, ...harmless].join('')}</message>`);
    const state = await erin.gets('a chat state alone', (told) => told.body === null && told.stanza.has('thread'));
    expect(serialise(state.stanza)).not.toContain('heimlich');
  });

  it('a reply says what it replies to and leaves its quotation out elsewhere', async () => {
    const { room, bob, erin } = await bed.shared();
    bob.says(room, 'question?');
    const id = (await erin.hears('bob', 'question?')).stanza.child('stanza-id', ns.stanzaId)?.attrs.id ?? '';
    const fallback = `<fallback xmlns='${ns.fallback}' for='${ns.reply}'><body start='0' end='12'/></fallback>`;
    erin.says(room, '> question?\nanswer', `<reply xmlns='${ns.reply}' id='${id}'/>${fallback}`);
    const shown = await bob.hears('erin', 'answer');
    expect(shown.stanza.child('reply', ns.reply)?.attrs.id).toBe(id);
    expect(shown.stanza.has('fallback', ns.fallback)).toBe(false);
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 5, newest: true });
    expect(events.at(-1)).toMatchObject({ body: { text: 'answer' }, inReplyTo: id });
  });
});

describe('addresses and pictures', () => {
  it('a room has a picture that its owner sets and everybody can fetch (XEP-0486)', async () => {
    const { room, bob, erin } = await bed.shared();
    const vcard = `<vCard xmlns='${ns.vcard}'><PHOTO><TYPE>image/png</TYPE><BINVAL>aGVsbG8=</BINVAL></PHOTO></vCard>`;
    expect((await erin.asks('set', room, vcard)).condition).toBe('forbidden');
    expect((await bob.asks('set', room, vcard)).type).toBe('result');
    const got = await erin.asks('get', room, `<vCard xmlns='${ns.vcard}'/>`);
    expect(got.stanza.child('vCard', ns.vcard)?.child('PHOTO')?.textOf('BINVAL')).toBe('aGVsbG8=');
    const shown = await erin.gets('the hash', ({ stanza }) => stanza.has('x', ns.vcardUpdate));
    expect(shown.stanza.child('x', ns.vcardUpdate)?.textOf('photo')).toBe('aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d');
  });

  it('ID-06: what can be no room is refused without harm', async () => {
    const bob = bed.person('bob');
    for (const name of ['x%elsewhere.org', ghostOf('juliet').split('@')[0] ?? '']) {
      bob.forget();
      await expect(bob.enters(`${name}@${service}`, 'bob')).rejects.toThrow(/item-not-found/);
    }
    bob.forget();
    bob.sends(`<presence to='${bed.newRoom()}'><x xmlns='${ns.muc}'/></presence>`);
    expect((await bob.gets('an error', ({ type }) => type === 'error')).condition).toBe('jid-malformed');
  });

  it('a client that bounces what it is sent is shown to be gone, with 333', async () => {
    const { room, bob, erin } = await bed.shared();
    erin.sends(
      `<message to='${room}/bob' type='error'><error type='cancel'><recipient-unavailable xmlns='${ns.stanzaErrors}'/></error></message>`,
    );
    expect((await bob.sees('erin', ({ type }) => type === 'unavailable')).codes).toEqual([333]);
  });
});
