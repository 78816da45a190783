import { describe, expect, it } from 'vitest';
import type { ExternalContent } from '../../../../src/content/index.ts';
import { knownExtensions, writeExtensions } from '../../../../src/content/index.ts';
import { bob, externalFile } from '../support/matrix-room.ts';
import {
  bodies,
  fallback,
  found,
  message,
  part,
  plain,
  saidIn,
  several,
  shown,
  textsOf,
} from '../support/xmpp-talk.ts';
import { XmppRoom, body, element } from '../support/xmpp-room.ts';

const url = 'https://upload.example.com/cat.png';
const cat = externalFile('https://files.example.com/cat', 'image/png');

function roomWith(...files: readonly (readonly [string, ExternalContent])[]): XmppRoom {
  const room = new XmppRoom();
  for (const [where, file] of files) room.keepFile(where, file);
  return room;
}

const oob = (target: string) => element('x', 'jabber:x:oob', {}, element('url', 'jabber:x:oob', {}, target));
const metadata = (fields: Readonly<Record<string, string>>, namespace = 'urn:xmpp:file:metadata:0') =>
  element('file', namespace, {}, ...Object.entries(fields).map(([name, value]) => element(name, namespace, {}, value)));
const sharing = (
  target: string,
  fields: Readonly<Record<string, string>>,
  attrs: Readonly<Record<string, string>> = {},
) =>
  element(
    'file-sharing',
    'urn:xmpp:sfs:0',
    attrs,
    metadata(fields),
    element('sources', 'urn:xmpp:sfs:0', {}, element('url-data', 'http://jabber.org/protocol/url-data', { target })),
  );
const described = { 'media-type': 'image/png', name: 'cat.png', desc: 'A cat', width: '640', height: '480' };

describe('files from XMPP', () => {
  it('FX-18 FX-19: a body that is its out-of-band URL is a file', () => {
    const draft = saidIn(roomWith([url, cat]), bob, body(url), oob(url));
    expect(draft.body).toMatchObject({
      type: 'external',
      url: cat.url,
      contentType: 'image/png',
      disposition: 4,
      key: cat.key,
    });
  });

  it('FX-18 FX-21: file sharing says its name, description, place and measures, and its fallback is not said', () => {
    const room = roomWith([url, cat]);
    const draft = saidIn(
      room,
      bob,
      body(url),
      oob(url),
      sharing(url, described, { disposition: 'attachment' }),
      fallback('urn:xmpp:sfs:0', {}),
    );
    expect(draft.body).toMatchObject({
      type: 'external',
      url: cat.url,
      filename: 'cat.png',
      description: 'A cat',
      disposition: 6,
    });
    const { avMetadata } = knownExtensions(draft.extensions);
    expect(avMetadata).toMatchObject([{ part: 0, type: 'image', width: 640, height: 480, duration: null }]);
  });

  it('FX-21: a small picture of a film is its preview', () => {
    const small = 'https://upload.example.com/small.png';
    const film = externalFile('https://files.example.com/film', 'video/mp4');
    const room = roomWith([url, film], [small, cat]);
    const thumbnail = element('thumbnail', 'urn:xmpp:thumbs:1', { uri: small, width: '128', height: '96' });
    const file = { ...metadata({ name: 'film.mp4', length: '63000' }) };
    const shared = sharing(url, {});
    const [, sources] = shared.children;
    const children = [
      { ...file, children: [...file.children, thumbnail] },
      ...(sources === undefined ? [] : [sources]),
    ];
    const draft = saidIn(room, bob, { ...shared, children });
    expect(draft.body).toMatchObject({
      semantics: 'process-all',
      parts: [{ url: film.url }, { url: cat.url, disposition: 8 }],
    });
    const { avMetadata } = knownExtensions(draft.extensions);
    expect(avMetadata).toMatchObject([
      { part: 1, duration: 63_000, preview: 2 },
      { part: 2, width: 128, height: 96 },
    ]);
    const [back] = found(shown(room, room.say(bob, draft)), 'file-sharing');
    expect(JSON.stringify(back)).toContain(`"uri":"${small}"`);
  });

  it('FX-18: media sharing (XEP-0385) of older clients is read beside its text', () => {
    const media = element(
      'reference',
      'urn:xmpp:reference:0',
      { type: 'data', begin: '0', end: '4' },
      element(
        'media-sharing',
        'urn:xmpp:sims:1',
        {},
        metadata({ 'media-type': 'image/png', name: 'cat.png' }, 'urn:xmpp:jingle:apps:file-transfer:5'),
        element(
          'sources',
          'urn:xmpp:sims:1',
          {},
          element('reference', 'urn:xmpp:reference:0', { type: 'data', uri: url }),
        ),
      ),
    );
    const draft = saidIn(roomWith([url, cat]), bob, body('Look at the cat'), media);
    expect(draft.body).toMatchObject({
      type: 'multi',
      semantics: 'process-all',
      parts: [{ type: 'single' }, { filename: 'cat.png' }],
    });
  });

  it('FX-19: a file that could not be laid down for MIMI is a line with its link', () => {
    const room = new XmppRoom();
    expect(textsOf(saidIn(room, bob, body(url), oob(url)).body)).toEqual([url]);
    expect(textsOf(saidIn(room, bob, sharing(url, described)).body)).toEqual([`A cat: ${url}`]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://a b/',
    'https://u:p@host.example/x',
    'https://x/\u202Egnp.exe',
  ])('FX-18: a file at %s is none', (target) => {
    const room = roomWith([target, cat]);
    expect(saidIn(room, bob, body('text'), oob(target), sharing(target, described)).body.type).toBe('single');
  });

  it('FX-18: a name is never a path', () => {
    const named = (name: string) => saidIn(roomWith([url, cat]), bob, sharing(url, { ...described, name })).body;
    expect(named('../../etc/passwd')).toMatchObject({ filename: 'passwd' });
    expect(named('C:\\Windows\\evil.exe')).toMatchObject({ filename: 'evil.exe' });
    expect(named('..')).toMatchObject({ filename: '' });
    expect(named('cat\u202Egnp.exe')).toMatchObject({ filename: 'catgnp.exe' });
  });
});

describe('files in XMPP', () => {
  const file = (fields: Partial<ExternalContent>, disposition = 4) =>
    ({ type: 'external', disposition, language: '', ...cat, ...fields }) as const;

  it('FX-18 FX-19: are a body and out-of-band URL of the room, with everything that is known of them', () => {
    const room = roomWith([url, cat]);
    const avMetadata = [
      {
        part: 0,
        type: 'image' as const,
        width: 640,
        height: 480,
        duration: null,
        preview: null,
        accessibilityText: null,
        rotation: null,
      },
    ];
    const said = message({ body: file({ filename: 'cat.png' }), extensions: writeExtensions({ avMetadata }) });
    const deeds = shown(room, room.say(bob, said));
    expect(bodies(deeds)).toEqual([url]);
    expect(found(deeds, 'x')[0]?.children).toMatchObject([{ name: 'url', children: [url] }]);
    const fields = Object.fromEntries(
      (found(deeds, 'file-sharing')[0]?.children[0] as ReturnType<typeof element>).children.map((one) =>
        typeof one === 'string' ? [] : [one.name, one.children[0]],
      ),
    ) as unknown;
    expect(fields).toEqual({ 'media-type': 'image/png', name: 'cat.png', size: '1000', width: '640', height: '480' });
    expect(found(deeds, 'file-sharing')[0]?.attrs).toEqual({ disposition: 'inline' });
  });

  it('FX-18: each file is a stanza of its own, with the text before them', () => {
    const song = externalFile('https://files.example.com/song', 'audio/ogg');
    const room = roomWith([url, cat], ['https://upload.example.com/song.ogg', song]);
    const all = several('process-all', plain('Look and listen'), file({}), { ...file({}), ...song });
    expect(bodies(shown(room, room.say(bob, message({ body: all }))))).toEqual([
      'Look and listen',
      url,
      'https://upload.example.com/song.ogg',
    ]);
  });

  it('FX-20 FX-21: durations and previews travel, and a preview is no file of its own', () => {
    const film = externalFile('https://files.example.com/film', 'video/mp4');
    const room = roomWith([url, cat], ['https://upload.example.com/film.mp4', film]);
    const avMetadata = [
      {
        part: 1,
        type: 'video' as const,
        width: 1920,
        height: 1080,
        duration: 63_000,
        preview: 2,
        accessibilityText: null,
        rotation: null,
      },
    ];
    const all = several('process-all', { ...file({}), ...film }, file({}, 8));
    const deeds = shown(room, room.say(bob, message({ body: all, extensions: writeExtensions({ avMetadata }) })));
    expect(deeds).toHaveLength(1);
    const sharingOf = JSON.stringify(found(deeds, 'file-sharing'));
    expect(sharingOf).toContain('"63000"');
    expect(sharingOf).toContain(`"uri":"${url}"`);
  });

  it('FX-18: a stranger’s URL is never shown as a file, which everybody’s client would fetch', () => {
    const room = new XmppRoom();
    const tracker = file({
      url: 'https://tracker.example/pixel.gif',
      encryptionAlgorithm: 0,
      key: new Uint8Array(),
      nonce: new Uint8Array(),
    });
    const deeds = shown(room, room.say(bob, message({ body: tracker })));
    expect(found(deeds, 'x')).toEqual([]);
    expect(found(deeds, 'file-sharing')).toEqual([]);
    expect(bodies(deeds)).toEqual(['File: image/png, 1.0 KB: https://tracker.example/pixel.gif']);
  });

  it('FX-18 FX-19: an encrypted file without a copy is a line without its URL, which tells a stranger who reads', () => {
    const room = new XmppRoom();
    for (const less of [{}, { files: false }]) {
      const deeds = shown(room, room.say(bob, message({ body: file({ filename: 'cat.png' }) })), less);
      expect(bodies(deeds)).toEqual(['File: cat.png, image/png, 1.0 KB']);
      expect(found(deeds, 'file-sharing')).toEqual([]);
      expect(JSON.stringify(deeds)).not.toContain(cat.url);
      expect(JSON.stringify(deeds)).not.toContain(Buffer.from(cat.key).toString('base64'));
    }
  });

  it('FX-19 FX-28: text-only readers get a link and description', () => {
    const room = roomWith([url, cat]);
    const deeds = shown(room, room.say(bob, message({ body: file({ description: 'A cat', filename: 'cat.png' }) })), {
      files: false,
    });
    expect(bodies(deeds)).toEqual([`A cat (cat.png, image/png, 1.0 KB): ${url}`]);
    expect(found(deeds, 'file-sharing')).toEqual([]);
  });

  it('FX-18 FX-19: what is said of a file is text, and what is carried within a message a line', () => {
    const room = roomWith([url, cat]);
    expect(bodies(shown(room, room.say(bob, message({ body: file({ description: 'A cat' }) }))))).toEqual([
      'A cat',
      url,
    ]);
    expect(bodies(shown(room, room.say(bob, message({ body: part('image/gif', 'abc', 4) }))))).toEqual([
      'File: image/gif, 3 bytes',
    ]);
  });

  it('FX-18 FX-28: signs in what is said of a file are no styling', () => {
    const room = roomWith([url, cat]);
    const said = { ...file({ description: 'see *this*' }) };
    const caption = shown(room, room.say(bob, message({ body: said })));
    expect(bodies(caption)).toEqual(['see *this*', url]);
    expect(found(caption, 'unstyled')).toHaveLength(1);
    expect(textsOf(saidIn(room, bob, ...(caption[0]?.payload ?? [])).body)).toEqual(['see *this*']);
    const below = several('process-all', part('text/markdown;variant=GFM-MIMI', '**bold**'), said);
    const formatted = shown(room, room.say(bob, message({ body: below })));
    expect(bodies(formatted)).toEqual(['*bold*\nsee *this*', url]);
    expect(found(formatted, 'unstyled')).toEqual([]);
  });

  it('FX-18: a name from elsewhere is never a path either', () => {
    const room = roomWith([url, cat]);
    const deeds = shown(room, room.say(bob, message({ body: file({ filename: '../../cat\u202Egnp.exe' }) })));
    expect(JSON.stringify(found(deeds, 'file-sharing'))).toContain('catgnp.exe');
    expect(JSON.stringify(found(deeds, 'file-sharing'))).not.toContain('..');
  });

  it('CF-15: a picture that a text shows in its midst is named there, and a file of its own', () => {
    const room = roomWith([url, cat]);
    const text = part('text/html;charset=utf-8', '<p>Welcome <img src="cid:2@local.invalid" alt="a cat"/></p>');
    const deeds = shown(room, room.say(bob, message({ body: several('process-all', text, file({})) })));
    expect(bodies(deeds)).toEqual(['Welcome [a cat]', url]);
  });

  it('FX-18: comes back to MIMI as the file that it was', () => {
    const room = roomWith([url, cat]);
    for (const disposition of [4, 6]) {
      const said = room.say(bob, message({ body: file({ filename: 'cat.png' }, disposition) }));
      const [deed] = shown(room, said);
      expect(saidIn(room, bob, ...(deed?.payload ?? [])).body).toEqual(said.content.body);
    }
  });
});
