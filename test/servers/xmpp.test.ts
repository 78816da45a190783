import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xml } from '@xmpp/client';
import { openComponentStream } from '../../bridges/xmpp/stream/open-component-stream.ts';
import { createLog } from '../../src/observe/index.ts';
import { gone, present, refused, said, saidBefore, takenBack } from '../scenarios/actors/xmpp-matchers.ts';
import { configurationFor, matrixUser, startXmppBed, type XmppBed } from './support/xmpp-bed.ts';

const disco = (what: 'info' | 'items') => xml('query', { xmlns: `http://jabber.org/protocol/disco#${what}` });

describe.each(['prosody', 'ejabberd'] as const)('the MUC service behind %s', (software) => {
  let bed: XmppBed;
  beforeAll(async () => {
    bed = await startXmppBed(software);
  });
  afterAll(() => bed.stop());

  /** A new room that bob owns and erin is in. */
  async function shared() {
    const room = bed.newRoom();
    const [bob, erin] = [await bed.person('bob'), await bed.person('erin')];
    await bob.joins(room);
    await bob.acceptsDefaults(room);
    await erin.joins(room);
    return { room, bob, erin };
  }

  it('is found through the server, and says what it is', async () => {
    const bob = await bed.person('bob');
    const items = await bob.asks('get', 'localhost', [disco('items')]);
    const found = items
      .getChild('query')
      ?.getChildren('item')
      .map((item) => item.attrs.jid);
    expect(found).toContain('rooms.localhost');
    const info = await bob.asks('get', 'rooms.localhost', [disco('info')]);
    const features = info
      .getChild('query')
      ?.getChildren('feature')
      .map((feature) => feature.attrs.var);
    expect(features).toContain('http://jabber.org/protocol/muc');
  });

  it('FX-01 MF-16: people talk, and who comes later is shown the past with the time of acceptance', async () => {
    const { room, bob, erin } = await shared();
    const text = 'zwei\nZeilen 🦊 שלום <b>&';
    await bob.says(room, text);
    const heard = await erin.hears(room, 'bob', text);
    const message = await bed.rooms.message(bed.uriOf(room), heard.stanzaId as never);
    const frank = await bed.person('frank');
    await frank.joins(room);
    const past = await frank.sees(saidBefore(room, 'bob', text));
    expect(past.delayed?.getTime()).toBe(message?.event.acceptedAt);
    const archive = await frank.readsArchive(room);
    expect(archive.map(({ id }) => id)).toContain(heard.stanzaId);
  });

  it('KB-01 KB-03: kick and ban reach everybody, whoever does them', async () => {
    const { room, bob, erin } = await shared();
    const frank = await bed.person('frank');
    await frank.joins(room);
    await bob.kicks(room, 'erin', 'spam');
    await erin.sees(gone(room, 'erin', { code: 307, reason: 'spam' }));
    await frank.sees(gone(room, 'erin', { code: 307 }));
    await bed.elsewhere({ type: 'join', room: bed.uriOf(room), by: matrixUser('juliet'), nickname: 'Juliet' });
    await bob.sees(present(room, 'Juliet'));
    await bob.bans(room, bob.addressOf(room, 'Juliet'), 'no');
    await frank.sees(gone(room, 'Juliet', { code: 301 }));
    await bob.bans(room, 'erin@localhost');
    await erin.triesToJoin(room);
    expect((await erin.sees(refused(room, 'forbidden'))).error).toBe('forbidden');
  });

  it('retractions are applied by those who are here and in the archive', async () => {
    const { room, bob, erin } = await shared();
    await erin.says(room, 'oops');
    const { stanzaId } = await bob.hears(room, 'erin', 'oops');
    await erin.retracts(room, stanzaId!);
    await bob.sees(takenBack(room, stanzaId!));
    const archive = await bob.readsArchive(room);
    expect(archive.map(({ message }) => message.text)).not.toContain('oops');
    expect(archive.at(-1)?.message.retracts).toBe(stanzaId);
  });

  it('OD-02: a restart of the adapter throws nobody out and loses nothing', async () => {
    const { room, bob, erin } = await shared();
    const juliet = matrixUser('juliet');
    await bed.elsewhere({ type: 'join', room: bed.uriOf(room), by: juliet, nickname: 'Juliet' });
    await bed.restartAdapter(async () => {
      for (let n = 0; n < 20; n += 1) {
        await bed.elsewhere({
          type: 'send',
          room: bed.uriOf(room),
          by: juliet,
          body: { kind: 'text', text: `meanwhile ${n}` },
        });
      }
    });
    for (let n = 0; n < 20; n += 1) await erin.sees(said(room, 'Juliet', `meanwhile ${n}`));
    await erin.says(room, 'I am still here');
    await bob.hears(room, 'erin', 'I am still here');
    const heard = erin.sightings.all.filter((seen) => seen.text.startsWith('meanwhile')).map((seen) => seen.text);
    expect(heard).toEqual(Array.from({ length: 20 }, (_, n) => `meanwhile ${n}`));
  });

  it('OD-02: the server is killed and comes back: what was accepted meanwhile is in order for who returns', async () => {
    const room = bed.newRoom();
    const bob = await bed.person('bob');
    await bob.joins(room);
    await bob.acceptsDefaults(room);
    await bob.says(room, 'before');
    await bob.hears(room, 'bob', 'before');
    await bob.disconnects();
    await bed.server.kill();
    const juliet = matrixUser('juliet');
    await bed.elsewhere({ type: 'join', room: bed.uriOf(room), by: juliet, nickname: 'Juliet' });
    for (const text of ['one', 'two', 'three']) {
      await bed.elsewhere({ type: 'send', room: bed.uriOf(room), by: juliet, body: { kind: 'text', text } });
    }
    await bed.server.restart();
    const again = await bed.person('bob', 'again');
    await expect.poll(() => bed.attached().health(), { timeout: 40_000 }).toEqual([]);
    await again.joins(room);
    for (const text of ['one', 'two', 'three']) await again.sees(saidBefore(room, 'Juliet', text));
    const archive = await again.readsArchive(room);
    expect(archive.map(({ message }) => message.text)).toEqual(['before', 'one', 'two', 'three']);
  });

  it('refuses a wrong secret for good, naming the setting', async () => {
    const { host, port, domain, home } = configurationFor(bed.server);
    const stream = openComponentStream(
      {
        host,
        port,
        domain,
        home,
        secret: 'wrong',
        keepAlive: 30,
        log: createLog({ level: 'silent' }),
        random: () => 0,
      },
      { stanza: () => Promise.resolve(), up: () => undefined, down: () => undefined, ended: () => undefined },
    );
    await expect(stream.open()).rejects.toThrow(/xmpp\.secret/);
  });
});
