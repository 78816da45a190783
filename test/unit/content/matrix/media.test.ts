import { describe, expect, it } from 'vitest';
import { knownExtensions, writeExtensions } from '../../../../src/content/index.ts';
import type { Part } from '../../../../src/content/index.ts';
import { everything, externalFile } from '../support/matrix-room.ts';
import { markdown, MatrixTalk, multi, plain, single, textOf } from '../support/matrix-talk.ts';

const image = (more: object = {}): object => ({
  msgtype: 'm.image',
  body: 'photo.png',
  url: 'mxc://example.com/photo.png',
  info: { w: 640, h: 480, mimetype: 'image/png', size: 1000 },
  ...more,
});

const external = (name: string, contentType: string, fields: object = {}, disposition = 4): Part => ({
  disposition,
  language: '',
  type: 'external',
  ...externalFile(`https://files.example.com/${name}`, contentType),
  ...fields,
});

describe('files between Matrix and MIMI', () => {
  const kinds = [
    ['m.image', 'photo.png', 'image/png', 4],
    ['m.video', 'film.mp4', 'video/mp4', 4],
    ['m.audio', 'song.ogg', 'audio/ogg', 4],
    ['m.file', 'paper.pdf', 'application/pdf', 6],
  ] as const;
  it.each(kinds)('FX-18: %s is an external part, and comes back', (msgtype, name, mimetype, disposition) => {
    const content = {
      msgtype,
      body: 'what it shows',
      filename: name,
      url: `mxc://example.com/${name}`,
      info: { mimetype, size: 1000 },
      'm.mentions': {},
    };
    const talk = new MatrixTalk();
    const draft = talk.drafted(content);
    expect(draft).toMatchObject({
      body: { type: 'external', disposition, contentType: mimetype, filename: name, description: 'what it shows' },
    });
    expect(talk.returned(content)).toEqual([{ do: 'send', type: 'm.room.message', content }]);
  });

  it('FX-18: an encrypted file is the file that was laid down for it', () => {
    const file = { url: 'mxc://example.com/photo.png', key: { k: 'x' }, iv: 'y', hashes: {}, v: 'v2' };
    const draft = new MatrixTalk().drafted({ msgtype: 'm.image', body: 'photo.png', file });
    expect(draft).toMatchObject({
      body: { type: 'external', url: 'https://files.example.com/photo.png', filename: 'photo.png' },
    });
  });

  it('FX-18: what is to be downloaded is a file, whatever is in it', () => {
    const [content] = new MatrixTalk().shown(external('film.mp4', 'video/mp4', { filename: 'film.mp4' }, 6)).contents;
    expect(content).toMatchObject({ msgtype: 'm.file', body: 'film.mp4', url: 'mxc://example.com/film.mp4' });
  });

  it('FX-18: the name of a file says nothing of where it goes', () => {
    const draft = new MatrixTalk().drafted(image({ body: '../../etc/passwd' }));
    expect(draft).toMatchObject({ body: { filename: 'passwd' } });
    const body = external('x.png', 'image/png', { filename: '../../\u202Egnp.exe' });
    expect(new MatrixTalk().shown(body).contents[0]?.body).toBe('gnp.exe');
  });

  it('FX-18: a caption with formatting is a text beside the file, and one event again', () => {
    const content = {
      ...image(),
      body: 'a **fine** day',
      filename: 'photo.png',
      format: 'org.matrix.custom.html',
      formatted_body: 'a <strong>fine</strong> day',
      'm.mentions': {},
    };
    const talk = new MatrixTalk();
    const draft = talk.drafted(content);
    expect('reason' in draft ? draft : textOf(draft.body)).toBe(
      '[a **fine** day | <https://files.example.com/photo.png>]',
    );
    expect(talk.returned(content)).toEqual([
      { do: 'send', type: 'm.room.message', content: { ...content, body: 'a fine day' } },
    ]);
  });

  it('FX-01 FX-18: a description or text too long for a caption is said before the file', () => {
    const description = 'what it shows '.repeat(10_000).trimEnd();
    const file = external('photo.png', 'image/png', { filename: 'a.png', description });
    const { contents } = new MatrixTalk().shown(file);
    expect(
      contents
        .slice(0, -1)
        .map(({ body }) => body)
        .join(''),
    ).toBe(description);
    expect(contents.at(-1)).toMatchObject({ msgtype: 'm.image', body: 'a.png' });
    const long = multi('process-all', plain(description), external('photo.png', 'image/png', { filename: 'a.png' }));
    const talk = new MatrixTalk();
    const shown = talk.shown(long);
    expect(shown.contents.map(({ msgtype }) => msgtype)).toEqual(['m.text', 'm.text', 'm.text', 'm.image']);
    const edited = talk.shown(multi('process-all', plain('y '.repeat(15_000)), external('photo.png', 'image/png')), {
      replaces: shown.message.id,
    });
    for (const content of [...contents, ...shown.contents, ...edited.contents]) {
      expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(60_000);
    }
  });

  it('FX-18 CF-13: several files follow their text', () => {
    const files = [external('photo.png', 'image/png', { filename: 'a.png' }), external('film.mp4', 'video/mp4')];
    const { contents } = new MatrixTalk().shown(multi('process-all', plain('look'), ...files));
    expect(contents).toMatchObject([
      { msgtype: 'm.text', body: 'look' },
      { msgtype: 'm.image', body: 'a.png' },
      { msgtype: 'm.video', body: 'video.mp4' },
    ]);
  });

  it('FX-19 FX-28: a file that Matrix has no copy of is a line with its link', () => {
    const clear = {
      encryptionAlgorithm: 0,
      key: new Uint8Array(),
      nonce: new Uint8Array(),
      description: 'a map',
      filename: 'map.png',
    };
    const body = external('map.png', 'image/png', clear);
    const showable = { ...everything, files: false };
    expect(new MatrixTalk().shown(body, {}, { showable }).contents).toEqual([
      {
        msgtype: 'm.text',
        body: 'a map (map.png, image/png, 1.0 KB): https://files.example.com/map.png',
        'm.mentions': {},
      },
    ]);
    const locked = external('map.png', 'image/png', { filename: 'map.png' });
    expect(new MatrixTalk().shown(locked, {}, { showable }).contents[0]?.body).toBe('File: map.png, image/png, 1.0 KB');
  });

  it('FX-19: a Matrix file that could not be fetched is said', () => {
    const draft = new MatrixTalk().drafted(image({ url: 'mxc://gone.example/photo.png' }));
    expect('reason' in draft ? draft : textOf(draft.body)).toBe(
      '[sent an image "photo.png", which could not be fetched]',
    );
  });

  it('FX-20: a voice message keeps its flag and its length, with its waveform for Matrix', () => {
    const recording = { duration: 2500, waveform: [0, 512, 1024] };
    const voice = { 'org.matrix.msc3245.voice': {}, 'org.matrix.msc1767.audio': recording };
    const content = {
      msgtype: 'm.audio',
      body: 'Voice message.ogg',
      url: 'mxc://example.com/voice.ogg',
      info: { mimetype: 'audio/ogg', size: 1000, duration: 2500 },
      'm.mentions': {},
      ...voice,
    };
    const talk = new MatrixTalk();
    const draft = talk.drafted(content);
    if ('reason' in draft) throw new Error(draft.text);
    const known = knownExtensions(draft.extensions);
    expect(known.voice).toEqual([1]);
    expect(known.avMetadata).toMatchObject([{ part: 1, type: 'audio', duration: 2500 }]);
    expect(talk.returned(content)).toEqual([{ do: 'send', type: 'm.room.message', content }]);
  });

  it('FX-21: measures and the thumbnail travel in the metadata', () => {
    const info = {
      w: 640,
      h: 480,
      mimetype: 'image/png',
      size: 1000,
      thumbnail_url: 'mxc://example.com/thumb.png',
      thumbnail_info: { w: 80, h: 60, mimetype: 'image/png', size: 1000 },
    };
    const content = { ...image({ info }), 'm.mentions': {} };
    const talk = new MatrixTalk();
    const draft = talk.drafted(content);
    if ('reason' in draft) throw new Error(draft.text);
    expect(draft.body).toMatchObject({ semantics: 'process-all', parts: [{ disposition: 4 }, { disposition: 8 }] });
    expect(knownExtensions(draft.extensions).avMetadata).toMatchObject([
      { part: 1, type: 'image', width: 640, height: 480, preview: 2 },
      { part: 2, type: 'image', width: 80, height: 60 },
    ]);
    expect(talk.returned(content)).toEqual([{ do: 'send', type: 'm.room.message', content }]);
  });

  it('FX-21: what a picture shows is its text for who cannot see it', () => {
    const avMetadata = [
      {
        part: 0,
        type: 'image',
        width: 640,
        height: 480,
        duration: null,
        preview: null,
        accessibilityText: 'a cat',
        rotation: 90,
      },
    ] as const;
    const extensions = writeExtensions({ avMetadata });
    const [content] = new MatrixTalk().shown(external('cat.png', 'image/png', { filename: 'cat.png' }), {
      extensions,
    }).contents;
    expect(content).toMatchObject({ body: 'a cat', filename: 'cat.png', info: { w: 640, h: 480 } });
  });

  it('CF-15: a picture within a text is a part that the text refers to, and stands there again', () => {
    const content = {
      msgtype: 'm.text',
      body: 'as text',
      format: 'org.matrix.custom.html',
      formatted_body: 'a <img src="mxc://example.com/cat.png" alt="cat" /> here',
      'm.mentions': {},
    };
    const talk = new MatrixTalk();
    const draft = talk.drafted(content);
    expect('reason' in draft ? draft : textOf(draft.body)).toBe(
      '[a ![cat](cid:2@local.invalid) here | <https://files.example.com/cat.png>]',
    );
    expect(talk.returned(content)).toEqual([
      { do: 'send', type: 'm.room.message', content: { ...content, body: 'a [cat] here' } },
    ]);
  });

  it('CF-15: a picture that no copy is there of is not lost', () => {
    const body = multi(
      'process-all',
      markdown('a ![cat](cid:2@local.invalid) here'),
      single('image/png', Uint8Array.of(1, 2, 3), 4),
    );
    const shown = new MatrixTalk().shown(body, {}, { showable: { ...everything, files: false } }).contents[0];
    expect(shown?.body).toBe('a [cat] here\n\nFile: image/png, 3 bytes');
    const plainReader = new MatrixTalk().shown(body, {}, { showable: { ...everything, formatted: false } }).contents;
    expect(plainReader).toMatchObject([{ msgtype: 'm.image', body: 'a [cat] here', url: 'mxc://example.com/inline3' }]);
  });
});
