import { afterAll, describe, expect, it } from 'vitest';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { openMucBed } from './support/muc-bed.ts';

const bed = await openMucBed();
afterAll(() => bed.close());

const again = (room: string): string =>
  `<message to='${room}' type='groupchat' id='same'><body>only once</body></message>`;

describe('a client that sends a message again under its id', () => {
  it('OD-16: is shown the message that the room has, and nobody else is', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    const erin = bed.person('erin');
    await bob.makes(room, 'bob');
    await erin.enters(room, 'erin');
    bob.sends(again(room));
    const first = await bob.hears('bob', 'only once');
    bob.forget();
    bob.sends(again(room));
    const second = await bob.hears('bob', 'only once');
    expect(second.stanza.child('stanza-id', ns.stanzaId)?.attrs).toEqual(
      first.stanza.child('stanza-id', ns.stanzaId)?.attrs,
    );
    bob.says(room, 'and then');
    await erin.hears('bob', 'and then');
    expect(erin.received.filter(({ body }) => body === 'only once')).toHaveLength(1);
  });

  it('is heard when the first was refused because it had not entered', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    const erin = bed.person('erin');
    await bob.makes(room, 'bob');
    erin.sends(again(room));
    const refusal = await erin.gets('a refusal', ({ type }) => type === 'error');
    expect(refusal.stanza.attrs.id).toBe('same');
    await erin.enters(room, 'erin');
    erin.sends(again(room));
    expect(await bob.hears('erin', 'only once')).toBeDefined();
  });
});
