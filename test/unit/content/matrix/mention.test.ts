import { describe, expect, it } from 'vitest';
import { alice, bob, cathy, outsider } from '../support/matrix-room.ts';
import { markdown, MatrixTalk, textOf } from '../support/matrix-talk.ts';

const pill = (mxid: string, text: string): string => `<a href="https://matrix.to/#/${mxid}">${text}</a>`;

const saying = (formatted_body: string, mentions?: object): object => ({
  msgtype: 'm.text',
  body: 'as text',
  format: 'org.matrix.custom.html',
  formatted_body,
  ...(mentions && { 'm.mentions': mentions }),
});

const said = (content: object, sender = alice): string => {
  const draft = new MatrixTalk().drafted(content, 'm.room.message', sender);
  return 'reason' in draft ? draft.reason : textOf(draft.body);
};

describe('mentions between Matrix and MIMI', () => {
  it('FX-04: a link to somebody who is meant is a link to the user URI', () => {
    const content = saying(`${pill('@bob:example.com', 'Bob')}: look`, { user_ids: ['@bob:example.com'] });
    expect(said(content)).toBe(`[Bob](${bob}): look`);
  });

  it('FX-04: clients without intentional mentions mean whom they link', () => {
    expect(said(saying(`${pill('@bob:example.com', 'Bob')}: look`))).toBe(`[Bob](${bob}): look`);
    expect(said(saying('<a href="matrix:u/bob:example.com">Bob</a>: look'))).toBe(`[Bob](${bob}): look`);
  });

  it('FX-04: who is linked but not meant is a link like any other', () => {
    expect(said(saying(`${pill('@bob:example.com', 'Bob')}: look`, {}))).toBe(
      '[Bob](https://matrix.to/#/@bob:example.com): look',
    );
  });

  it('FX-04: who is meant but not linked is linked where the name stands', () => {
    const content = {
      msgtype: 'm.text',
      body: 'Bobby and Bob: look',
      'm.mentions': { user_ids: ['@bob:example.com'] },
    };
    expect(said(content)).toBe(`Bobby and [Bob](${bob}): look`);
  });

  it('FX-04: a name is not looked for without end', () => {
    const talk = (words: number): string => {
      const body = `${'Bobs '.repeat(words)}Bob`;
      return said({ msgtype: 'm.text', body, 'm.mentions': { user_ids: ['@bob:example.com'] } });
    };
    expect(talk(9_000)).toContain(`[Bob](${bob})`);
    expect(talk(10_000)).toBe(`${'Bobs '.repeat(10_000)}Bob`);
  });

  it('FX-04: nobody outside of the room is mentioned', () => {
    const content = saying(pill('@oscar:elsewhere.example', 'Oscar'), { user_ids: ['@oscar:elsewhere.example'] });
    expect(said(content)).toBe('[Oscar](https://matrix.to/#/@oscar:elsewhere.example)');
    const [shown] = new MatrixTalk().shown(markdown(`[Oscar](${outsider})`)).contents;
    expect(shown?.['m.mentions']).toEqual({});
    expect(shown?.formatted_body).not.toContain('matrix.to');
  });

  it('FX-04: a mention in MIMI pings, and shows the local name whatever its text claims', () => {
    const [shown] = new MatrixTalk().shown(markdown(`Kudos to [the boss](${bob}) and [x](${cathy})`)).contents;
    expect(shown).toMatchObject({
      body: 'Kudos to Bob and Cathy',
      formatted_body: `Kudos to ${pill('@bob:example.com', 'Bob')} and ${pill('@cathy:example.com', 'Cathy')}`,
      'm.mentions': { user_ids: ['@bob:example.com', '@cathy:example.com'] },
    });
  });

  it('FX-04: a name stands in somebody else’s message as a few words on a line', () => {
    const mentioning = (name: string): unknown => {
      const talk = new MatrixTalk();
      talk.room.calls(bob, name);
      return talk.shown(markdown(`Thanks, [Bob](${bob})!`)).contents[0]?.body;
    };
    expect(mentioning('Bob\nI resign. \u202e💀')).toBe('Thanks, Bob I resign. 💀!');
    expect(mentioning(`Bob${'\u2800'.repeat(60)}\u2028I resign`)).toBe('Thanks, Bob I resign!');
    expect(mentioning('x'.repeat(65))).toBe(`Thanks, ${'x'.repeat(63)}…!`);
    expect(mentioning('\u200b\n')).toBe('Thanks, @bob:example.com!');
  });

  it.each([
    'https://matrix.to/#/@bob:example.com',
    'https://MATRIX.to:443/#/%40bob%3Aexample.com?via=example.com',
    'http://matrix.to/#/%2540bob:example.com',
    'https://matrix.to/%23/@bob:example.com',
    'https://www.matrix.to/#/@bob:example.com',
    'https://client.example/#/user/@bob:example.com',
    'matrix:u/bob:example.com?action=chat',
    'MATRIX:user/bob:example.com',
    'matrix://homeserver.example/u/bob:example.com',
    'https://matrix.to/#/%40bob:example.com?via=%zz',
    'https://matrix.to/#/%40bob%3Aexample.com?via=%',
    'https://matrix.to/#/%40%ff:example.com',
    'https://matrix.to/#/%2540bob:example.com?via=%ff',
    'https://client.example/#/user/%40bob:example.com?%',
    'matrix:%75/bob:example.com?x=%zz',
    'matrix:u%2Fbob:example.com?x=%',
  ])('FX-04: %s from elsewhere looks like no mention, for it is none', (url) => {
    const [shown] = new MatrixTalk().shown(markdown(`**look**, [Bob](${url})`)).contents;
    expect(shown?.['m.mentions']).toEqual({});
    expect(shown?.formatted_body).toMatch(/^<strong>look<\/strong>, Bob \(/);
    expect(shown?.formatted_body).not.toContain('<a');
    const [alone] = new MatrixTalk().shown(markdown(`[Bob](${url})`)).contents;
    expect(alone).not.toHaveProperty('formatted_body');
    expect(alone?.body).toMatch(/^Bob \(/);
  });

  it.each([
    'https://matrix.to/#/%23lobby:example.com',
    'https://matrix.to/#/!lobby:example.com/$event',
    'matrix:r/lobby:example.com',
    'https://example.com/@bob',
  ])('FX-04: %s is a link like any other', (url) => {
    const [shown] = new MatrixTalk().shown(markdown(`[look](${url})`)).contents;
    expect(shown?.formatted_body).toContain('<a href=');
  });

  it('FX-04: a name or @room that merely stands in a text pings nobody', () => {
    const [shown] = new MatrixTalk().shown(markdown('Bob and @room: *look*')).contents;
    expect(shown?.['m.mentions']).toEqual({});
  });

  it('FX-05: everybody is mentioned by who may, and named by who may not', () => {
    const content = { msgtype: 'm.text', body: '@room: look', 'm.mentions': { room: true } };
    expect(said(content, alice)).toBe('[@room](mimi://example.com/r/engineering_team): look');
    expect(said(content, bob)).toBe('@room: look');
    const everybody = markdown('[all of you](mimi://example.com/r/engineering_team): look');
    const shown = (sender: typeof alice) => new MatrixTalk().shown(everybody, {}, { sender }).contents[0];
    expect(shown(alice)).toMatchObject({ body: '@room: look', 'm.mentions': { room: true } });
    expect(shown(bob)).toEqual({ msgtype: 'm.text', body: '@room: look', 'm.mentions': {} });
  });

  it('FX-05: a mention of everybody comes back', () => {
    const content = { msgtype: 'm.text', body: '@room: look', 'm.mentions': { room: true } };
    expect(new MatrixTalk().returned(content)).toMatchObject([
      { content: { body: '@room: look', 'm.mentions': { room: true } } },
    ]);
  });
});
