import { afterAll, describe, expect, it } from 'vitest';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { serialise } from '../../../bridges/xmpp/xml/serialise.ts';
import { openMucBed, uriOf } from './support/muc-bed.ts';
import type { ScriptedClient } from './support/scripted-client.ts';

const bed = await openMucBed();
afterAll(() => bed.close());

const features = async (who: ScriptedClient, room: string): Promise<(string | undefined)[]> => {
  const info = await who.asks('get', room, `<query xmlns='${ns.discoInfo}'/>`);
  const query = info.stanza.child('query', ns.discoInfo);
  return (query?.childrenNamed('feature') ?? []).map(({ attrs }) => attrs.var);
};

describe('owning a room (XEP-0045 §10)', () => {
  it('cancelling the first form destroys the room, and its name is free at once', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    await bob.enters(room, 'bob');
    const cancel = `<query xmlns='${ns.mucOwner}'><x xmlns='${ns.dataForms}' type='cancel'/></query>`;
    expect((await bob.asks('set', room, cancel)).type).toBe('result');
    const gone = await bob.sees('bob', ({ type }) => type === 'unavailable');
    expect(gone.stanza.child('x', ns.mucUser)?.has('destroy')).toBe(true);
    bob.forget();
    expect((await bob.enters(room, 'bob')).codes).toContain(201);
  });

  it('leaving before configuring destroys the room', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    await bob.enters(room, 'bob');
    bob.sends(`<presence to='${room}/bob' type='unavailable'/>`);
    const gone = await bob.sees('bob', ({ type }) => type === 'unavailable');
    expect(gone.stanza.child('x', ns.mucUser)?.has('destroy')).toBe(true);
    await expect.poll(() => bed.rooms.view(uriOf(room)), { timeout: 5000 }).toBeNull();
  });

  it('destroying tells everybody why and where to go, and whoever enters then makes a new room', async () => {
    const { room, bob, erin } = await bed.shared();
    bob.says(room, 'old words');
    await erin.hears('bob', 'old words');
    const destroy = `<query xmlns='${ns.mucOwner}'><destroy jid='other@x'><reason>moving</reason><password>pw</password></destroy></query>`;
    expect((await erin.asks('set', room, destroy)).condition).toBe('forbidden');
    expect((await bob.asks('set', room, destroy)).type).toBe('result');
    const gone = await erin.sees('erin', ({ type }) => type === 'unavailable');
    const why = gone.stanza.child('x', ns.mucUser)?.child('destroy');
    expect(why?.attrs.jid).toBe('other@x');
    expect([why?.textOf('reason'), why?.textOf('password')]).toEqual(['moving', 'pw']);
    erin.forget();
    expect(await erin.enters(room, 'erin')).toMatchObject({ affiliation: 'owner', codes: [110, 201] });
    expect(erin.received.map(({ body }) => body)).not.toContain('old words');
    await erin.configures(room, {});
    erin.says(room, 'new words');
    expect(await erin.hears('erin', 'new words')).toBeDefined();
  });

  it('the form is for owners, and shows what holds', async () => {
    const { room, bob, erin } = await bed.shared({ roomname: 'The Garden', roomdesc: 'Balcony' });
    const get = `<query xmlns='${ns.mucOwner}'/>`;
    expect((await erin.asks('get', room, get)).condition).toBe('forbidden');
    const answer = await bob.asks('get', room, get);
    const fields = answer.stanza.child('query', ns.mucOwner)?.child('x', ns.dataForms)?.childrenNamed('field') ?? [];
    const values = Object.fromEntries(fields.map((field) => [field.attrs.var ?? '', field.textOf('value')] as const));
    expect(values).toMatchObject({
      FORM_TYPE: ns.mucRoomConfig,
      'muc#roomconfig_roomname': 'The Garden',
      'muc#roomconfig_roomdesc': 'Balcony',
      'muc#roomconfig_membersonly': '0',
      'muc#roomconfig_whois': 'moderators',
      'muc#roomconfig_roomowners': 'bob@home.test',
    });
  });

  it('KB-08: newcomers of a moderated room have no voice until they are given it', async () => {
    const { room, bob, erin } = await bed.shared({ moderatedroom: '1' });
    expect(await features(bob, room)).toContain('muc_moderated');
    erin.says(room, 'hello?');
    expect((await erin.gets('an error', ({ type }) => type === 'error')).condition).toBe('forbidden');
    await bob.administers(room, "<item nick='erin' role='participant'/>");
    await erin.sees('erin', ({ role }) => role === 'participant');
    erin.says(room, 'hello!');
    expect(await bob.hears('erin', 'hello!')).toBeDefined();
  });

  it('a room that becomes members-only keeps its members and sends the others away with 322', async () => {
    const { room, bob, erin } = await bed.shared();
    const frank = bed.person('frank');
    await frank.enters(room, 'frank');
    await bob.administers(room, "<item jid='frank@home.test' affiliation='member'/>");
    expect((await bob.configures(room, { membersonly: '1' })).type).toBe('result');
    expect((await erin.sees('erin', ({ type }) => type === 'unavailable')).codes).toContain(322);
    expect((await frank.sees('erin', ({ type }) => type === 'unavailable')).codes).toEqual([322]);
    erin.forget();
    await expect(erin.enters(room, 'erin')).rejects.toThrow(/registration-required/);
    frank.says(room, 'still here');
    await bob.hears('frank', 'still here');
    frank.forget();
    await bob.administers(room, "<item jid='frank@home.test' affiliation='none'/>");
    expect((await frank.sees('frank', ({ type }) => type === 'unavailable')).codes).toContain(321);
  });

  it('a password is asked of everybody, and a blank one is not acceptable', async () => {
    const room = bed.newRoom();
    const [bob, erin] = [bed.person('bob'), bed.person('erin')];
    await bob.enters(room, 'bob');
    expect((await bob.configures(room, { passwordprotectedroom: '1' })).condition).toBe('not-acceptable');
    await bob.configures(room, { passwordprotectedroom: '1', roomsecret: 'rose' });
    expect(await features(bob, room)).toEqual(expect.arrayContaining(['muc_passwordprotected', 'muc_open']));
    await expect(erin.enters(room, 'erin')).rejects.toThrow(/not-authorized/);
    erin.forget();
    await expect(erin.enters(room, 'erin', '<password>thorn</password>')).rejects.toThrow(/not-authorized/);
    erin.forget();
    expect(await erin.enters(room, 'erin', '<password>rose</password>')).toMatchObject({ role: 'participant' });
  });

  it('a full room lets only admins and owners in', async () => {
    const { room, bob } = await bed.shared();
    await bob.administers(room, "<item jid='grace@home.test' affiliation='admin'/>");
    expect((await bob.configures(room, { maxusers: '4' })).type).toBe('result');
    const names = ['frank', 'heidi', 'ivan', 'judy'];
    const tries = await Promise.allSettled(names.map((name) => bed.person(name).enters(room, name)));
    const reasons = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(reasons.length).toBeGreaterThanOrEqual(2);
    expect(reasons.every((reason) => reason.includes('service-unavailable'))).toBe(true);
    expect(await bed.person('grace').enters(room, 'grace')).toMatchObject({ affiliation: 'admin' });
  });

  it('who left gives up its place in a full room', async () => {
    const { room, bob, erin } = await bed.shared({ maxusers: '2' });
    const frank = bed.person('frank');
    await expect(frank.enters(room, 'frank')).rejects.toThrow(/service-unavailable/);
    erin.sends(`<presence to='${room}/erin' type='unavailable'/>`);
    await bob.sees('erin', ({ type }) => type === 'unavailable');
    frank.forget();
    expect(await frank.enters(room, 'frank')).toMatchObject({ role: 'participant' });
  });

  it('a form that comes back as it was given changes nothing', async () => {
    const { room, bob } = await bed.shared({ roomname: 'The Garden', whois: 'anyone' });
    const before = await bed.rooms.view(uriOf(room));
    const answer = await bob.asks('get', room, `<query xmlns='${ns.mucOwner}'/>`);
    const x = answer.stanza.child('query', ns.mucOwner)?.child('x', ns.dataForms);
    const fields =
      x
        ?.childrenNamed('field')
        .map((field) => serialise(field, ns.dataForms))
        .join('') ?? '';
    const submit = `<query xmlns='${ns.mucOwner}'><x xmlns='${ns.dataForms}' type='submit'>${fields}</x></query>`;
    expect((await bob.asks('set', room, submit)).type).toBe('result');
    const after = await bed.rooms.view(uriOf(room));
    expect([after?.epoch, after?.flags, after?.details]).toEqual([before?.epoch, before?.flags, before?.details]);
  });

  it('a non-anonymous room warns with 100 and shows addresses; changing it is announced', async () => {
    const { room, bob, erin } = await bed.shared({ whois: 'anyone' });
    const frank = bed.person('frank');
    expect((await frank.enters(room, 'frank')).codes).toContain(100);
    expect((await erin.sees('frank')).jid).toBe('frank@home.test/a');
    await bob.configures(room, { whois: 'moderators' });
    const codes = await erin.gets('a notice', (told) => told.kind === 'message' && told.codes.includes(173));
    expect(codes.stanza.attrs.from).toBe(room);
  });

  it('the subject is for moderators where it is so configured', async () => {
    const { room, bob, erin } = await bed.shared({ changesubject: '0' });
    erin.sends(`<message to='${room}' type='groupchat'><subject>mine</subject></message>`);
    expect((await erin.gets('an error', ({ type }) => type === 'error')).condition).toBe('forbidden');
    bob.sends(`<message to='${room}' type='groupchat'><subject>ours</subject></message>`);
    const shown = await erin.gets('the subject', ({ stanza }) => stanza.textOf('subject') === 'ours');
    expect(shown).toMatchObject({ nick: 'bob', body: null });
  });

  it('a room that is not persistent ends with its last occupant', async () => {
    const { room, bob, erin } = await bed.shared({ persistentroom: '0' });
    expect(await features(bob, room)).toContain('muc_temporary');
    erin.sends(`<presence to='${room}/erin' type='unavailable'/>`);
    await bob.sees('erin', ({ type }) => type === 'unavailable');
    bob.sends(`<presence to='${room}/bob' type='unavailable'/>`);
    await expect.poll(() => bed.rooms.view(uriOf(room)), { timeout: 5000 }).toBeNull();
  });

  it('owners and admins are named in the form as whole lists', async () => {
    const { room, bob, erin } = await bed.shared();
    expect((await bob.configures(room, { roomadmins: 'erin@home.test' })).type).toBe('result');
    expect(await erin.sees('erin', ({ affiliation }) => affiliation === 'admin')).toMatchObject({ role: 'moderator' });
    expect((await bob.configures(room, { roomowners: '' })).condition).toBe('conflict');
  });
});
