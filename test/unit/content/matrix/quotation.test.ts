import { describe, expect, it } from 'vitest';
import { draftOf } from '../../../../src/content/index.ts';
import { bob } from '../support/matrix-room.ts';
import { markdown, MatrixTalk, textOf } from '../support/matrix-talk.ts';

const text = (body: string, more: object = {}): object => ({ msgtype: 'm.text', body, ...more });
const answering = (eventId: string): object => ({ 'm.relates_to': { 'm.in_reply_to': { event_id: eventId } } });

describe('quotations of old clients before an answer', () => {
  it('FX-07: an answer that is nothing but a quotation is not lost', () => {
    const talk = new MatrixTalk();
    const { eventId } = talk.said(text('shall we?'));
    const quotation = '> <@alice:example.com> shall we?';
    for (const body of [quotation, `${quotation}\n\n`, `${quotation}\n> really?\n \t`]) {
      expect(textOf(talk.said(text(body, answering(eventId))).message.content.body)).toBe(body);
    }
    const html = { format: 'org.matrix.custom.html', formatted_body: '<mx-reply>shall we?</mx-reply>' };
    expect(textOf(talk.said(text(quotation, { ...html, ...answering(eventId) })).message.content.body)).toBe(quotation);
  });

  it('FX-07: who has no name is quoted by the own id, and nobody by that of somebody else', () => {
    const quoting = (name: string): unknown => {
      const talk = new MatrixTalk();
      talk.room.calls(bob, name);
      const answered = talk.room.say(bob, draftOf(markdown('hello')));
      return talk.shown(markdown('no'), { inReplyTo: answered.id }).contents[0]?.body;
    };
    expect(quoting('@bob:example.com')).toBe('> @bob:example.com: what was said\n\nno');
    expect(quoting('@cathy:example.com')).toBe('> @cathy example.com: what was said\n\nno');
    expect(quoting('@Cathy:yes-I-did-it')).toBe('> @Cathy yes-I-did-it: what was said\n\nno');
  });
});
