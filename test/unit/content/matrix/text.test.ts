import { describe, expect, it } from 'vitest';
import { knownExtensions } from '../../../../src/content/index.ts';
import { bob } from '../support/matrix-room.ts';
import { markdown, MatrixTalk, multi, plain, single, textOf } from '../support/matrix-talk.ts';

const html = (formatted_body: string, body = 'as text'): object => ({
  msgtype: 'm.text',
  body,
  format: 'org.matrix.custom.html',
  formatted_body,
});

const saidOf = (content: unknown): string => {
  const draft = new MatrixTalk().drafted(content);
  return 'reason' in draft ? draft.reason : textOf(draft.body);
};

describe('text between Matrix and MIMI', () => {
  const corpus = [
    'hello',
    'two\nlines\n\n\nand more',
    '  blanks stay  ',
    '👩🏽‍⚕️ ❤️ 🏳️‍🌈',
    'שלום עולם and back',
    '*no* _markdown_ `here` <b>nor HTML</b> &amp;',
    '> no quotation of anybody',
    'a'.repeat(65_000),
  ];
  it.each(corpus)('FX-01: plain text comes back as it was: %.20s', (body) => {
    expect(saidOf({ msgtype: 'm.text', body })).toBe(body);
    const [deed] = new MatrixTalk().returned({ msgtype: 'm.text', body: body.slice(0, 40_000) });
    expect(deed).toMatchObject({ do: 'send', content: { msgtype: 'm.text', body: body.slice(0, 40_000) } });
  });

  it('FX-01: what is too long for one event is split between words, and nothing is lost', () => {
    const text = 'wörd "quoted" 👍 '.repeat(10_000);
    const { contents } = new MatrixTalk().shown(plain(text));
    expect(contents.length).toBeGreaterThan(3);
    expect(contents.map(({ body }) => body).join('')).toBe(text);
    for (const content of contents) expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(60_000);
    for (const { body } of contents.slice(0, -1)) expect(String(body).endsWith(' ')).toBe(true);
  });

  it('FX-01 FX-02: long formatted text loses its formatting rather than its words', () => {
    const words = 'and then some '.repeat(4000).trimEnd();
    const text = `**bold** ${words}`;
    const { contents } = new MatrixTalk().shown(markdown(text));
    expect(contents.map(({ body }) => body).join('')).toBe(`bold ${words}`);
    expect(contents.every((content) => !('formatted_body' in content))).toBe(true);
  });

  it('FX-01 FX-02: very many lines beside formatted text lose the formatting rather than a line', () => {
    const lines = 'x\n'.repeat(12_000).trimEnd();
    const { contents } = new MatrixTalk().shown(multi('process-all', plain(lines), markdown('**end**')));
    expect(contents.map(({ body }) => body).join('')).toBe(`${lines}\nend`);
    for (const content of contents) expect(content).not.toHaveProperty('formatted_body');
  });

  it('FX-02 CF-17: formatting is Markdown in MIMI, and HTML that was only text stays text', () => {
    expect(saidOf(html('<strong>bold</strong> &lt;script&gt;alert(1)&lt;/script&gt;'))).toBe(
      '**bold** &lt;script>alert(1)&lt;/script>',
    );
    const [content] = new MatrixTalk().shown(markdown('**bold** <script>alert(1)</script>')).contents;
    expect(content?.formatted_body).toBe('<strong>bold</strong> &lt;script>alert(1)&lt;/script>');
  });

  it('FX-02: what no other network shows degrades to readable text', () => {
    expect(saidOf(html('<span data-mx-color="#f00">red</span> <u>under</u> x<sup>2</sup>'))).toBe('red _under_ x²');
    expect(saidOf(html('<span data-mx-spoiler="the end">he dies</span>'))).toContain('||(the end) he dies||');
  });

  it('FX-02: HTML beyond the limits of a reader is read as its body', () => {
    expect(saidOf(html('<b>'.repeat(5000), 'the body'))).toBe('the body');
    expect(saidOf(html(`<p>${'x'.repeat(70_000)}</p>`, 'the body'))).toBe('the body');
  });

  it('FX-03: emotes and notices keep their kind, with formatting too', () => {
    const talk = new MatrixTalk();
    const waving = { msgtype: 'm.emote', body: 'waves', 'm.mentions': {} };
    const draft = talk.drafted(waving);
    if ('reason' in draft) throw new Error(draft.text);
    expect(textOf(draft.body)).toBe('/me waves');
    expect(knownExtensions(draft.extensions).kind).toBe('emote');
    expect(talk.returned(waving)).toEqual([{ do: 'send', type: 'm.room.message', content: waving }]);
    const bold = { ...html('<strong>really</strong> waves', 'really waves'), msgtype: 'm.emote', 'm.mentions': {} };
    expect(talk.returned(bold)).toEqual([{ do: 'send', type: 'm.room.message', content: bold }]);
    const beep = { msgtype: 'm.notice', body: 'beep', 'm.mentions': {} };
    expect(talk.returned(beep)).toEqual([{ do: 'send', type: 'm.room.message', content: beep }]);
  });

  it('FX-03: a text that looks like an emote is none', () => {
    const { contents } = new MatrixTalk().shown(plain('/me waves'));
    expect(contents).toEqual([{ msgtype: 'm.text', body: '/me waves', 'm.mentions': {} }]);
  });

  it('FX-26: a link whose text says another target shows the real one', () => {
    const shown = (text: string): unknown => new MatrixTalk().shown(markdown(text)).contents[0]?.formatted_body;
    expect(shown('[example.com/foobar](https://example.com/foobar)')).toBe(
      '<a href="https://example.com/foobar">example.com/foobar</a>',
    );
    expect(shown('[https://example.com/foobar](https://spearphishers.example/foobar)')).toBe(
      '<a href="https://spearphishers.example/foobar">https://example.com/foobar (https://spearphishers.example/foobar)</a>',
    );
    expect(shown('[https://example.com/foobar](http://example.com/foobar)')).toBe(
      '<a href="http://example.com/foobar">https://example.com/foobar (http://example.com/foobar)</a>',
    );
  });

  it('FX-02: nothing active gets into a room', () => {
    const evil =
      '<p onclick="x()">a <a href="javascript:alert(1)">b</a><img src="https://tracker.example/1.gif" alt="c"><script>d()</script></p>';
    const [content] = new MatrixTalk().shown(single('text/html;charset=utf-8', evil)).contents;
    const written = JSON.stringify(content);
    expect(written).not.toMatch(/javascript|onclick|<img|script/i);
    expect(content?.body).toContain('a b');
  });

  it('CF-13 CF-14: a text and its parts in one unit are all or nothing', () => {
    const unit = multi('single-unit', plain('with a map'), single('application/x-map', Uint8Array.of(1)));
    const [content] = new MatrixTalk().shown(unit).contents;
    expect(content?.body).not.toContain('with a map');
    expect(content?.body).toContain('application/x-map');
  });

  it('CF-12: the language of the room chooses among alternatives', () => {
    const english = { ...plain('Welcome!'), language: 'en' };
    const french = { ...plain('Bienvenue !'), language: 'fr' };
    const [content] = new MatrixTalk().shown(multi('choose-one', french, english)).contents;
    expect(content?.body).toBe('Welcome!');
  });

  it('CF-11: a disposition that nobody knows is shown as any text', () => {
    expect(new MatrixTalk().shown(plain('hello', 77)).contents).toMatchObject([{ msgtype: 'm.text', body: 'hello' }]);
  });

  it('CF-24: alternatives that say quite different things are marked', () => {
    const two = multi(
      'choose-one',
      markdown('Do you want **me** to reserve a room?'),
      plain('She will confirm the keys of her car'),
    );
    expect(new MatrixTalk().shown(two).contents[0]?.body).toContain('Other members may see quite another text');
  });

  it('CF-09: extensions that nobody knows stand in the event', () => {
    const extensions = new Map<number | string, Uint8Array>([
      [1000, Uint8Array.of(0x18, 0x2a)],
      ['x.example', Uint8Array.of(0xf5)],
    ]);
    const [content] = new MatrixTalk().shown(plain('hello'), { extensions }, { sender: bob }).contents;
    expect(content?.['org.mimi.extensions']).toEqual([
      [1000, 'GCo='],
      ['x.example', '9Q=='],
    ]);
  });

  it('CF-10: the event id goes along', () => {
    const draft = new MatrixTalk().drafted({ msgtype: 'm.text', body: 'hello' });
    if ('reason' in draft) throw new Error(draft.text);
    const external = knownExtensions(draft.extensions).externalMessageId;
    expect(external?.scope).toBe('matrix.example.com');
    expect(Buffer.from(external?.id ?? []).toString()).toBe('$new');
  });

  it('FX-01: nothing is sent for nothing', () => {
    expect(saidOf({ msgtype: 'm.text', body: ' \n ' })).toBe('nothing-said');
    expect(saidOf({ msgtype: 'm.text' })).toBe('nothing-said');
    expect(saidOf({ msgtype: 'm.text', body: 'x'.repeat(70_000) })).toBe('too-big');
  });

  it('FX-27: kinds of messages that nobody knows are read by their body', () => {
    expect(saidOf({ msgtype: 'com.example.dance', body: 'dances a waltz' })).toBe('dances a waltz');
    const draft = new MatrixTalk().drafted({ 'm.text': [{ body: 'a new thing' }] }, 'com.example.thing');
    expect('reason' in draft ? draft.reason : textOf(draft.body)).toBe('a new thing');
  });
});
