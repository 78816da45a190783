import { afterAll, describe, expect, it } from 'vitest';
import { serialise } from '../../../bridges/xmpp/xml/serialise.ts';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { matrixUser, openMucBed, service, uriOf } from './support/muc-bed.ts';
import type { ScriptedClient } from './support/scripted-client.ts';

const bed = await openMucBed();
afterAll(() => bed.close());

describe('discovering (XEP-0045 §6)', () => {
  it('the service says that it serves rooms, and lists those that may be found', async () => {
    const { room, bob } = await bed.shared();
    const info = await bob.asks('get', service, `<query xmlns='${ns.discoInfo}'/>`);
    const query = info.stanza.child('query', ns.discoInfo);
    expect(query?.child('identity')?.attrs).toMatchObject({ category: 'conference', type: 'text' });
    const features = query?.childrenNamed('feature').map(({ attrs }) => attrs.var);
    expect(features).toEqual(expect.arrayContaining([ns.muc, ns.occupantId]));
    const items = await bob.asks('get', service, `<query xmlns='${ns.discoItems}'/>`);
    const listed = items.stanza
      .child('query', ns.discoItems)
      ?.childrenNamed('item')
      .map(({ attrs }) => attrs.jid);
    expect(listed).toContain(room);
  });

  it('a room says what it is; a room that is not is not found', async () => {
    const { room, bob } = await bed.shared();
    const info = await bob.asks('get', room, `<query xmlns='${ns.discoInfo}'/>`);
    const query = info.stanza.child('query', ns.discoInfo);
    const features = query?.childrenNamed('feature').map(({ attrs }) => attrs.var);
    expect(features).toEqual(
      expect.arrayContaining([
        ns.muc,
        ns.mam,
        ns.occupantId,
        ns.selfPing,
        ns.stanzaId,
        'muc_open',
        'muc_semianonymous',
      ]),
    );
    const nowhere = await bob.asks('get', `nowhere@${service}`, `<query xmlns='${ns.discoInfo}'/>`);
    expect(nowhere.condition).toBe('item-not-found');
  });

  it('who is not in the room may not ask its occupants', async () => {
    const { room } = await bed.shared();
    const answer = await bed.person('frank').asks('get', `${room}/bob`, `<query xmlns='${ns.discoInfo}'/>`);
    expect(answer.condition).toBe('bad-request');
  });

  it('a reserved nick is told and kept from others', async () => {
    const { room, erin } = await bed.shared();
    const fields = `<field var='FORM_TYPE'><value>${ns.mucRegister}</value></field><field var='muc#register_roomnick'><value>rose</value></field>`;
    const x = `<x xmlns='${ns.dataForms}' type='submit'>${fields}</x>`;
    expect((await erin.asks('set', room, `<query xmlns='${ns.register}'>${x}</query>`)).type).toBe('result');
    const node = await erin.asks('get', room, `<query xmlns='${ns.discoInfo}' node='x-roomuser-item'/>`);
    expect(node.stanza.child('query', ns.discoInfo)?.child('identity')?.attrs.name).toBe('rose');
    await expect(bed.person('frank').enters(room, 'rose')).rejects.toThrow(/conflict/);
  });
});

describe('self-ping, private messages and encryption', () => {
  it('a ping of oneself tells whether one is in (XEP-0410)', async () => {
    const { room, bob } = await bed.shared();
    const ping = `<ping xmlns='${ns.ping}'/>`;
    expect((await bob.asks('get', `${room}/bob`, ping)).type).toBe('result');
    expect((await bed.person('frank').asks('get', `${room}/frank`, ping)).condition).toBe('not-acceptable');
    expect((await bob.asks('get', `${room}/erin`, ping)).type).toBe('result');
  });

  it('a private message reaches the one, never the hub; what can not be sent is told', async () => {
    const { room, bob, erin } = await bed.shared();
    bob.sends(`<message to='${room}/erin' type='chat' id='p'><body>psst</body></message>`);
    const heard = await erin.hears('bob', 'psst');
    expect(heard.stanza.has('occupant-id', ns.occupantId)).toBe(true);
    const refusedWith = async (who: ScriptedClient, to: string, type: string): Promise<string | null> => {
      who.forget();
      who.sends(`<message to='${room}/${to}' type='${type}'><body>x</body></message>`);
      return (await who.gets('an error', (told) => told.type === 'error')).condition;
    };
    expect(await refusedWith(bob, 'erin', 'groupchat')).toBe('bad-request');
    expect(await refusedWith(bob, 'nobody', 'chat')).toBe('item-not-found');
    expect(await refusedWith(bed.person('frank'), 'erin', 'chat')).toBe('not-acceptable');
    await bed.elsewhere({ type: 'join', room: uriOf(room), by: matrixUser('juliet'), nickname: 'Juliet' });
    await bob.sees('Juliet');
    expect(await refusedWith(bob, 'Juliet', 'chat')).toBe('feature-not-implemented');
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 10 });
    expect(events).toHaveLength(0);
  });

  it('an encrypted message is refused with the reason and shown to nobody', async () => {
    const { room, bob, erin } = await bed.shared();
    bob.sends(
      `<message to='${room}' type='groupchat'><encrypted xmlns='${ns.omemoOld}'/><body>I sent you an OMEMO message</body></message>`,
    );
    expect((await bob.gets('an error', ({ type }) => type === 'error')).condition).toBe('not-acceptable');
    bob.says(room, 'in clear then');
    await erin.hears('bob', 'in clear then');
    expect(erin.received.filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });

  it('clients that do not answer hold up nobody, and nobody asks without end', async () => {
    const { room, bob, erin } = await bed.shared();
    for (let at = 0; at < 50; at++) {
      bob.sends(`<iq type='get' to='${room}/erin' id='v${at}'><query xmlns='jabber:iq:version'/></iq>`);
    }
    const refused = await bob.gets('a refusal', ({ condition }) => condition === 'resource-constraint');
    expect(refused.kind).toBe('iq');
    expect((await erin.asks('get', room, `<query xmlns='${ns.discoInfo}'/>`)).type).toBe('result');
    // erin's own question may just be ending.
    expect(bed.unhandled()).toBeLessThan(2);
    const asked = () => erin.received.filter(({ stanza }) => stanza.has('query', 'jabber:iq:version')).length;
    await expect.poll(asked, { timeout: 10_000 }).toBe(20);
  });

  it('who is not in the room can not speak in it', async () => {
    const { room } = await bed.shared();
    const frank = bed.person('frank');
    frank.says(room, 'hi');
    expect((await frank.gets('an error', ({ type }) => type === 'error')).condition).toBe('not-acceptable');
  });

  it('a client that believes to be in is told that it is not', async () => {
    const { room } = await bed.shared();
    const frank = bed.person('frank');
    frank.sends(`<presence to='${room}/frank'><show>away</show></presence>`);
    expect((await frank.sees('frank')).codes).toEqual([110, 307, 333]);
  });
});

describe('the past', () => {
  it('OD-16: the same stanza twice is one message, another id or sender is another', async () => {
    const { room, bob, erin } = await bed.shared();
    const twice = `<message to='${room}' type='groupchat' id='same'><body>once</body></message>`;
    bob.sends(twice);
    bob.sends(twice);
    erin.sends(twice);
    bob.says(room, 'end');
    await erin.hears('bob', 'end');
    await erin.hears('erin', 'once');
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 10 });
    expect(events.map((event) => (event.type === 'message' ? event.body.text : ''))).toHaveLength(3);
  });

  it('MF-16: the archive is paged with the ids and times that the room gave (XEP-0313)', async () => {
    const { room, bob } = await bed.shared();
    for (const text of ['one', 'two', 'three', 'four']) {
      bob.says(room, text);
      await bob.hears('bob', text);
    }
    const page = async (set: string) => {
      bob.forget();
      const inside = `<set xmlns='${ns.rsm}'>${set}</set>`;
      const fin = await bob.asks('set', room, `<query xmlns='${ns.mam}' queryid='q'>${inside}</query>`);
      const results = bob.received.flatMap(({ stanza }) => stanza.child('result', ns.mam) ?? []);
      return {
        fin: fin.stanza.child('fin', ns.mam),
        ids: results.map(({ attrs }) => attrs.id ?? ''),
        forwarded: results.flatMap((result) => result.child('forwarded', ns.forward) ?? []),
      };
    };
    const first = await page('<max>2</max>');
    const texts = first.forwarded.map((one) => one.child('message', ns.client)?.textOf('body'));
    expect(texts).toEqual(['one', 'two']);
    const stamp = first.forwarded[0]?.child('delay', ns.delay)?.attrs.stamp ?? '';
    const message = await bed.rooms.message(uriOf(room), first.ids[0] as never);
    expect(Date.parse(stamp)).toBe(message?.event.acceptedAt);
    const rest = await page(`<max>10</max><after>${first.ids[1] ?? ''}</after>`);
    expect(rest.forwarded.map((one) => one.child('message', ns.client)?.textOf('body'))).toEqual(['three', 'four']);
    expect(rest.fin?.attrs.complete).toBe('true');
    const last = await page('<max>1</max><before/>');
    expect(last.forwarded.map((one) => one.child('message', ns.client)?.textOf('body'))).toEqual(['four']);
  });

  it('what was taken back can not be asked for by any id, and its retraction is a place to go on from', async () => {
    const { room, bob } = await bed.shared();
    bob.says(room, 'regretted');
    const regretted = (await bob.hears('bob', 'regretted')).stanza.child('stanza-id', ns.stanzaId)?.attrs.id ?? '';
    bob.sends(
      `<message to='${room}' type='groupchat' id='r'><retract xmlns='${ns.retract}' id='${regretted}'/></message>`,
    );
    await bob.gets('the retraction', ({ stanza }) => stanza.has('retract', ns.retract));
    bob.says(room, 'after it');
    await bob.hears('bob', 'after it');
    const { seq } = (await bed.rooms.view(uriOf(room)))!;
    const ids = Array.from({ length: seq + 1 }, (_, at) => `<value>seq-${at}</value>`).join('');
    const all = `<x xmlns='${ns.dataForms}' type='submit'><field var='FORM_TYPE'><value>${ns.mam}</value></field><field var='ids'>${ids}<value>${regretted}</value></field></x>`;
    const found = async (inside: string): Promise<string[]> => {
      bob.forget();
      expect((await bob.asks('set', room, `<query xmlns='${ns.mam}'>${inside}</query>`)).type).toBe('result');
      return bob.received.flatMap(({ stanza }) => stanza.child('result', ns.mam) ?? []).map((one) => serialise(one));
    };
    const byId = await found(all);
    expect(byId.join()).toContain(ns.retract);
    expect(byId.join()).not.toContain('regretted');
    const [retraction] = await found(`<set xmlns='${ns.rsm}'><max>1</max></set>`);
    const last = /id='(seq-\d+)'/.exec(retraction ?? '')?.[1] ?? '';
    const rest = await found(`<set xmlns='${ns.rsm}'><max>10</max><after>${last}</after></set>`);
    expect(rest).toHaveLength(1);
    expect(rest[0]).toContain('after it');
  });

  it('what a former room of the same name said is not the new one’s', async () => {
    const { room, bob } = await bed.shared();
    bob.says(room, 'of old');
    const id = (await bob.hears('bob', 'of old')).stanza.child('stanza-id', ns.stanzaId)?.attrs.id ?? '';
    await bob.asks('set', room, `<query xmlns='${ns.mucOwner}'><destroy/></query>`);
    const frank = bed.person('frank');
    await frank.makes(room, 'frank');
    expect(await bed.rooms.message(uriOf(room), id as never)).toBeNull();
    const x = `<x xmlns='${ns.dataForms}' type='submit'><field var='FORM_TYPE'><value>${ns.mam}</value></field><field var='ids'><value>${id}</value>${Array.from({ length: 9 }, (_, at) => `<value>seq-${at}</value>`).join('')}</field></x>`;
    frank.forget();
    await frank.asks('set', room, `<query xmlns='${ns.mam}'>${x}</query>`);
    expect(frank.received.map(({ stanza }) => serialise(stanza)).join()).not.toContain('of old');
  });

  it('a message with an empty body before another is said, not slipped past the hub', async () => {
    const { room, bob, erin } = await bed.shared();
    bob.sends(`<message to='${room}' type='groupchat' id='b'><body/><body xml:lang='de'>heimlich</body></message>`);
    await erin.gets('the message', ({ stanza }) => serialise(stanza).includes('heimlich'));
    const { events } = await bed.rooms.archive(uriOf(room), { types: ['message'], limit: 10 });
    expect(events.map((event) => (event.type === 'message' ? event.body.text : ''))).toEqual(['heimlich']);
  });

  it('history is limited as the newcomer asks', async () => {
    const { room, bob } = await bed.shared();
    for (const text of ['one', 'two', 'three']) {
      bob.says(room, text);
      await bob.hears('bob', text);
    }
    const frank = bed.person('frank');
    await frank.enters(room, 'frank', "<history maxstanzas='2'/>");
    expect(frank.received.flatMap(({ body }) => body ?? [])).toEqual(['two', 'three']);
    const grace = bed.person('grace');
    await grace.enters(room, 'grace', "<history maxchars='0'/>");
    expect(grace.received.flatMap(({ body }) => body ?? [])).toEqual([]);
  });
});
