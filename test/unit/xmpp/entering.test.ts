import { afterAll, describe, expect, it } from 'vitest';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { openMucBed, removeGuestsAfter, uriOf, xmppUser } from './support/muc-bed.ts';

const bed = await openMucBed();
afterAll(() => bed.close());

describe('entering a room (XEP-0045 §7)', () => {
  it('a name that does not exist becomes a locked room of its maker, with 201 and 110', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    const erin = bed.person('erin');
    const own = await bob.enters(room, 'bob');
    expect(own).toMatchObject({ affiliation: 'owner', role: 'moderator', codes: [110, 201] });
    await expect(erin.enters(room, 'erin')).rejects.toThrow(/item-not-found/);
    expect((await bob.configures(room, {})).type).toBe('result');
    erin.forget();
    expect(await erin.enters(room, 'erin')).toMatchObject({ affiliation: 'none', role: 'participant' });
  });

  it('the others come first, then oneself, then the past, then the subject', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    await bob.makes(room, 'bob');
    bob.says(room, 'before');
    await bob.hears('bob', 'before');
    const erin = bed.person('erin');
    await erin.enters(room, 'erin');
    const order = erin.received.map(
      ({ kind, nick, body, stanza }) => `${kind} ${nick} ${body ?? ''}${stanza.has('subject') ? 'subject' : ''}`,
    );
    expect(order).toEqual(['presence bob ', 'presence erin ', 'message bob before', 'message  subject']);
    const past = erin.received[2]!.stanza;
    expect(past.child('delay', ns.delay)?.attrs.from).toBe(room);
    expect(past.child('stanza-id', ns.stanzaId)?.attrs.id).toHaveLength(43);
  });

  it('FX-01: text passes with all that XML can carry, and the client keeps its id and its own children', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    const erin = bed.person('erin');
    await bob.makes(room, 'bob');
    await erin.enters(room, 'erin');
    bob.sends(
      `<message to='${room}' type='groupchat' id='mine'><body>a&lt;b&gt;\n🦊 שלום</body><origin-id xmlns='${ns.stanzaId}' id='o'/>` +
        `<occupant-id xmlns='${ns.occupantId}' id='forged'/></message>`,
    );
    const { stanza } = await erin.hears('bob', 'a<b>\n🦊 שלום');
    expect(stanza.attrs.id).toBe('mine');
    expect(stanza.child('origin-id', ns.stanzaId)?.attrs.id).toBe('o');
    const ids = stanza.childrenNamed('occupant-id', ns.occupantId).map((one) => one.attrs.id);
    expect(ids).toHaveLength(1);
    expect(ids).not.toContain('forged');
  });

  it('several clients of one user under one nick are one occupant, gone with the last', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    const phone = bed.client('erin@home.test/phone');
    const laptop = bed.client('erin@home.test/laptop');
    await bob.makes(room, 'bob');
    await phone.enters(room, 'erin');
    await laptop.enters(room, 'erin');
    bob.says(room, 'to both');
    await Promise.all([phone.hears('bob', 'to both'), laptop.hears('bob', 'to both')]);
    bob.forget();
    phone.sends(`<presence to='${room}/erin' type='unavailable'/>`);
    await phone.sees('erin', ({ type }) => type === 'unavailable');
    bob.says(room, 'still here');
    await laptop.hears('bob', 'still here');
    expect(bob.received.some(({ type }) => type === 'unavailable')).toBe(false);
    laptop.sends(`<presence to='${room}/erin' type='unavailable'/>`);
    expect(await bob.sees('erin', ({ type }) => type === 'unavailable')).toMatchObject({ role: 'none' });
  });

  it('a taken nick is a conflict, and so is a second nick of one user', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    await bob.makes(room, 'bob');
    await expect(bed.person('erin').enters(room, 'bob')).rejects.toThrow(/conflict/);
    await expect(bed.client('bob@home.test/b').enters(room, 'other')).rejects.toThrow(/conflict/);
  });

  it('a nick that people would take for another’s is a conflict, on entering, changing and registering', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    const erin = bed.person('erin');
    await bob.makes(room, 'Bob');
    for (const nick of ['bob', 'B\u043Eb', 'BOB']) {
      erin.forget();
      await expect(erin.enters(room, nick), nick).rejects.toThrow(/conflict/);
    }
    await erin.enters(room, 'erin');
    erin.sends(`<presence to='${room}/\u0432ob'/>`);
    const refused = await erin.gets('a refusal', ({ type }) => type === 'error');
    expect(refused.condition).toBe('conflict');
    bob.sends(`<presence to='${room}/BOB'/>`);
    expect(await erin.sees('BOB', ({ type }) => type === undefined)).toMatchObject({ affiliation: 'owner' });
    erin.sends(`<presence to='${room}/Bob 2'/>`);
    expect(await bob.sees('Bob 2')).toMatchObject({ affiliation: 'none' });
  });

  it('a nick that nobody can see is not acceptable, on making a room, entering, changing and registering', async () => {
    const { room, erin } = await bed.shared();
    const form =
      `<query xmlns='${ns.register}'><x xmlns='${ns.dataForms}' type='submit'>` +
      "<field var='muc#register_roomnick'><value>\u2800</value></field></x></query>";
    for (const nick of ['\u3164', '\u115F', '\u2800']) {
      await expect(bed.person('bob').enters(bed.newRoom(), nick), nick).rejects.toThrow(/not-acceptable/);
      await expect(bed.person('frank').enters(room, nick), nick).rejects.toThrow(/not-acceptable/);
      erin.forget();
      erin.sends(`<presence to='${room}/${nick}'/>`);
      expect((await erin.gets('a refusal', ({ type }) => type === 'error')).condition).toBe('not-acceptable');
    }
    expect((await erin.asks('set', room, form)).condition).toBe('not-acceptable');
  });

  it('ID-10: a new nick is shown with 303 and keeps occupant id and standing', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    const erin = bed.person('erin');
    await bob.makes(room, 'bob');
    const { stanza: before } = await erin.enters(room, 'erin');
    erin.sends(`<presence to='${room}/irene'/>`);
    expect(await bob.sees('erin', ({ codes }) => codes.includes(303))).toMatchObject({ type: 'unavailable' });
    const after = await erin.sees('irene', ({ codes }) => codes.includes(110));
    const occupantId = ns.occupantId;
    expect(after.stanza.child('occupant-id', occupantId)?.attrs.id).toBe(
      before.child('occupant-id', occupantId)?.attrs.id,
    );
  });

  it('a restart throws nobody out, and afterwards those who are gone are let go', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    const erin = bed.person('erin');
    await bob.makes(room, 'bob');
    await erin.enters(room, 'erin');
    erin.goes();
    bob.forget();
    await bed.restart();
    expect(await bob.sees('erin', ({ type }) => type === 'unavailable')).toBeDefined();
    bob.says(room, 'I never left');
    expect(await bob.hears('bob', 'I never left')).toBeDefined();
  });

  it('guests who stay away are removed together, members are not', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    await bob.makes(room, 'bob');
    const names = ['g1', 'g2', 'g3', 'member'];
    for (const name of names) await bed.client(`${name}@home.test/a`).enters(room, name);
    await bob.administers(room, "<item jid='member@home.test' affiliation='member'/>");
    for (const name of names) {
      const client = bed.client(`${name}@home.test/a`);
      client.sends(`<presence to='${room}/${name}' type='unavailable'/>`);
      await bob.sees(name, ({ type }) => type === 'unavailable');
    }
    const epoch = (await bed.rooms.view(uriOf(room)))?.epoch ?? 0n;
    removeGuestsAfter.seconds = 1;
    await bed.restart();
    removeGuestsAfter.seconds = 86_400;
    const members = async () => [...((await bed.rooms.view(uriOf(room)))?.participants.keys() ?? [])].sort();
    await expect.poll(members, { timeout: 10_000 }).toEqual([xmppUser('bob'), xmppUser('member')]);
    const now = (await bed.rooms.view(uriOf(room)))?.epoch ?? 0n;
    expect(now - epoch).toBeLessThanOrEqual(2n);
    await bed.restart();
  });
});
