import { describe, expect, it } from 'vitest';
import type { EventContent, MatrixEvent } from '../../../bridges/matrix/contract.ts';
import { messageText } from '../../../bridges/matrix/inbound/message-text.ts';

function said(content: EventContent, type = 'm.room.message') {
  const event: MatrixEvent = {
    eventId: '$1',
    roomId: '!r',
    type,
    sender: '@a:hs',
    stateKey: undefined,
    content,
    originServerTs: 1,
    previous: undefined,
    redacts: undefined,
  };
  return messageText(event);
}
const text = (content: EventContent, type?: string) => said(content, type)?.body.text;

describe('the text of a Matrix message', () => {
  it('is taken as it is, for text, emotes and notices', () => {
    for (const [msgtype, kind] of [
      ['m.text', 'text'],
      ['m.emote', 'emote'],
      ['m.notice', 'notice'],
    ]) {
      const body = 'line 1\nline 2 🎉 שלום';
      expect(said({ msgtype, body, formatted_body: '<b>x</b>' })).toEqual({ body: { kind, text: body } });
    }
  });

  it('is a readable line with a link for files', () => {
    expect(text({ msgtype: 'm.image', body: 'cat.png', url: 'mxc://hs/cat' })).toBe(
      'sent an image "cat.png" (mxc://hs/cat)',
    );
    expect(text({ msgtype: 'm.file', filename: 'a.pdf', body: 'read this', url: 'mxc://hs/a' })).toBe(
      'sent a file "a.pdf": read this (mxc://hs/a)',
    );
    expect(text({ msgtype: 'm.location', body: 'home', geo_uri: 'geo:1,2' })).toBe('shared a location: home (geo:1,2)');
  });

  it('is a readable line for corrections, stickers, reactions, calls and polls', () => {
    const correction = { 'm.new_content': { body: 'new' }, 'm.relates_to': { rel_type: 'm.replace', event_id: '$0' } };
    expect(text({ msgtype: 'm.text', body: '* new', ...correction })).toBe('Correction: new');
    expect(text({ body: 'wave' }, 'm.sticker')).toBe('sent a sticker "wave"');
    expect(text({ 'm.relates_to': { rel_type: 'm.annotation', key: '👍' } }, 'm.reaction')).toBe('reacted with 👍');
    expect(text({}, 'm.call.invite')).toContain('calling');
    expect(text({ 'org.matrix.msc1767.text': 'Tea?' }, 'org.matrix.msc3381.poll.start')).toBe('Tea?');
  });

  it('names the answered event and leaves out the quotation that older clients put first', () => {
    const content = { msgtype: 'm.text', 'm.relates_to': { 'm.in_reply_to': { event_id: '$0' } } };
    expect(said({ ...content, body: '> <@b:hs> hi\n> more\n\nhello\n> no' })).toEqual({
      body: { kind: 'text', text: 'hello\n> no' },
      inReplyTo: '$0',
    });
    expect(text({ ...content, body: 'hello' })).toBe('hello');
    expect(text({ msgtype: 'm.text', body: '> quoted by hand' })).toBe('> quoted by hand');
  });

  it('is nothing for signalling, and for messages that say nothing', () => {
    expect(said({ candidates: [] }, 'm.call.candidates')).toBeNull();
    expect(said({ msgtype: 'm.text', body: '  ' })).toBeNull();
    expect(said({ msgtype: 'm.text', body: 7 })).toBeNull();
  });
});
