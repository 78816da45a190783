import { describe, expect, it } from 'vitest';
import {
  decodeStatusReport,
  encodeStatusReport,
  knownExtensions,
  messageStatuses,
  momentDraft,
  profileDraft,
} from '../../../../src/content/index.ts';
import { reportsOfMatrixReceipts } from '../../../../src/content/matrix/index.ts';
import type { Part } from '../../../../src/content/index.ts';
import { bob, everything, externalFile } from '../support/matrix-room.ts';
import { MatrixTalk, multi, plain, single, textOf } from '../support/matrix-talk.ts';

const conference: Part = {
  disposition: 7,
  language: '',
  type: 'external',
  ...externalFile('https://example.com/join/12345', ''),
  encryptionAlgorithm: 0,
  key: new Uint8Array(),
  nonce: new Uint8Array(),
  hashAlgorithm: 0,
  contentHash: new Uint8Array(),
  size: 0n,
  description: 'Join the Foo 118 conference',
};

describe('calls, expiry and what is no message', () => {
  it('FX-22: a conference is a link to join it, in its topic', () => {
    const talk = new MatrixTalk();
    const topicId = Buffer.from('Foo 118');
    talk.shown(plain('about Foo'), { topicId });
    expect(talk.shown(conference, { topicId }).contents).toMatchObject([
      {
        body: 'Join the Foo 118 conference: https://example.com/join/12345',
        'm.relates_to': { rel_type: 'm.thread', event_id: '$shown1-0' },
      },
    ]);
  });

  it('FX-22: a conference widget of Matrix is a session, other widgets are nothing', () => {
    const jitsi = { type: 'jitsi', name: 'Standup', data: { domain: 'meet.example.org', conferenceId: 'stand up' } };
    expect(new MatrixTalk().drafted(jitsi, 'im.vector.modular.widgets')).toMatchObject({
      body: { type: 'external', disposition: 7, url: 'https://meet.example.org/stand%20up', description: 'Standup' },
    });
    for (const other of [
      {},
      { type: 'm.custom', url: 'https://x.example' },
      { type: 'jitsi', data: { domain: 'a b', conferenceId: 'x' } },
    ]) {
      expect(new MatrixTalk().drafted(other, 'im.vector.modular.widgets')).toMatchObject({ reason: 'nothing-said' });
    }
  });

  it('FX-23 FX-24: a call is a notice that it cannot be joined, its signalling is nothing', () => {
    for (const type of ['m.call.invite', 'm.rtc.notification', 'org.matrix.msc4075.rtc.notification']) {
      const draft = new MatrixTalk().drafted({ call_id: '1', offer: { sdp: 'v=0' } }, type);
      if ('reason' in draft) throw new Error(draft.text);
      expect(textOf(draft.body)).toBe('A call is happening in Matrix; it cannot be joined from here.');
      expect(knownExtensions(draft.extensions).kind).toBe('notice');
    }
    for (const type of ['m.call.candidates', 'm.call.answer', 'm.call.hangup', 'm.call.member']) {
      expect(new MatrixTalk().drafted({ call_id: '1', body: 'no' }, type)).toMatchObject({ reason: 'nothing-said' });
    }
  });

  it('FX-17 CF-18: a moment or a time after reading, both ways', () => {
    const at = {
      msgtype: 'm.text',
      body: 'soon gone',
      'org.matrix.self_destruct_after': 1_644_390_004_000,
      'm.mentions': {},
    };
    const talk = new MatrixTalk();
    expect(talk.drafted(at)).toMatchObject({ expires: { relative: false, seconds: 1_644_390_004 } });
    expect(talk.returned(at)).toMatchObject([{ content: at }]);
    const timer = { 'com.beeper.disappearing_timer': { type: 'after_read', timer: 60_000 } };
    const after = { msgtype: 'm.text', body: 'soon gone', ...timer, 'm.mentions': {} };
    expect(talk.drafted(after)).toMatchObject({ expires: { relative: true, seconds: 60 } });
    expect(talk.returned(after)).toMatchObject([{ content: after }]);
    expect(talk.drafted({ msgtype: 'm.text', body: 'stays' })).toMatchObject({ expires: null });
  });

  it('CF-18: times that are none mean nothing, and no time is beyond what a message can say', () => {
    const expires = (content: object): unknown => {
      const draft = new MatrixTalk().drafted({ msgtype: 'm.text', body: 'x', ...content });
      return 'reason' in draft ? draft : draft.expires;
    };
    for (const wrong of [-1, 0, 1.5, '5', null, {}, Number.MAX_VALUE]) {
      expect(expires({ 'org.matrix.self_destruct_after': wrong })).toBeNull();
      expect(expires({ 'com.beeper.disappearing_timer': { type: 'after_read', timer: wrong } })).toBeNull();
    }
    expect(expires({ 'org.matrix.self_destruct_after': Number.MAX_SAFE_INTEGER })).toEqual({
      relative: false,
      seconds: 0xffff_ffff,
    });
    const long = { type: 'after_read', timer: Number.MAX_SAFE_INTEGER };
    expect(expires({ 'com.beeper.disappearing_timer': long })).toEqual({ relative: true, seconds: 31_536_000 });
  });

  it('FX-17 FX-28: a reader without expiry reads the message', () => {
    const showable = { ...everything, expiry: false };
    const expires = { relative: true, seconds: 60 };
    expect(new MatrixTalk().shown(plain('soon gone'), { expires }, { showable }).contents).toEqual([
      { msgtype: 'm.text', body: 'soon gone', 'm.mentions': {} },
    ]);
  });

  it('FX-25: a read receipt is a report on everything up to its event, and one in Matrix', () => {
    const talk = new MatrixTalk();
    const messages = Array.from({ length: 50 }, (_, index) =>
      talk.said({ msgtype: 'm.text', body: `message ${index}` }),
    );
    const newest = messages[49]?.eventId ?? '';
    const receipts = {
      [newest]: { 'm.read': { '@bob:example.com': { ts: 1 } }, 'm.read.private': { '@cathy:example.com': {} } },
    };
    const [report, ...others] = reportsOfMatrixReceipts(receipts, talk.room);
    expect(others).toEqual([]);
    if (report?.draft.body.type !== 'single') throw new Error('no report');
    expect(report.sender).toBe(bob);
    expect(decodeStatusReport(report.draft.body.content)).toEqual(
      messages.map(({ message }) => ({ id: message.id, status: messageStatuses.read })),
    );
    expect(talk.shown(report.draft.body).deeds).toEqual([{ do: 'read', eventId: newest }]);
  });

  it('FX-25: receipts that are none say nothing, and neither does a report of anything else', () => {
    const { room } = new MatrixTalk();
    for (const content of [
      null,
      [],
      { $x: 1 },
      { $x: { 'm.read': ['@bob:example.com'] } },
      { $x: { 'm.read': { '@bob:example.com': {} } } },
    ]) {
      expect(reportsOfMatrixReceipts(content, room)).toEqual([]);
    }
    const talk = new MatrixTalk();
    const { message } = talk.said({ msgtype: 'm.text', body: 'hello' });
    const delivered = encodeStatusReport([{ id: message.id, status: messageStatuses.delivered }]);
    for (const content of [delivered, Uint8Array.of(0xff)]) {
      expect(talk.shown(single('application/mimi-message-status', content, 0)).deeds).toEqual([]);
    }
  });

  it('FX-28: profiles and what somebody is just doing are nothing said, a deletion is one whatever it claims', () => {
    const talk = new MatrixTalk();
    const profile = profileDraft({ name: 'Bob', icon: null });
    const typing = momentDraft([{ kind: 'typing', value: 'active' }], 1_800_000_000_000);
    for (const { body } of [profile, typing]) expect(talk.shown(body).deeds).toEqual([]);
    const { message, eventId } = talk.said({ msgtype: 'm.text', body: 'hello' });
    const deletion: Part = { disposition: 3, language: '', type: 'null' };
    expect(talk.shown(deletion, { replaces: message.id }).deeds).toEqual([{ do: 'redact', eventId }]);
  });

  it('CF-11: a profile beside a text is no line of it, and none beside nothing', () => {
    const talk = new MatrixTalk();
    const profile = single('text/vcard', 'BEGIN:VCARD', 3);
    const nothing: Part = { disposition: 1, language: '', type: 'null' };
    expect(talk.shown(multi('process-all', plain('hello'), profile)).contents).toMatchObject([{ body: 'hello' }]);
    const { message } = talk.said({ msgtype: 'm.text', body: 'hello' });
    const aside = multi('process-all', profile, nothing);
    expect(talk.shown(aside).deeds).toEqual([]);
    expect(talk.shown(aside, { replaces: message.id }).deeds).toEqual([]);
  });

  it('CF-14 FX-14: several parts that are all nothing are a deletion', () => {
    const talk = new MatrixTalk();
    const nothing: Part = { disposition: 1, language: '', type: 'null' };
    const body = multi('process-all', nothing, multi('choose-one', nothing, nothing));
    const { message, eventId } = talk.said({ msgtype: 'm.text', body: 'secret' });
    expect(talk.shown(body, { replaces: message.id }).deeds).toEqual([{ do: 'redact', eventId }]);
    expect(talk.shown(body, { inReplyTo: message.id }).deeds).toEqual([]);
  });

  it('FX-28: an encrypted message is refused with what to do about it', () => {
    const content = { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'x', body: 'not this' };
    expect(new MatrixTalk().drafted(content, 'm.room.encrypted')).toMatchObject({ reason: 'encrypted' });
  });

  it('FX-28: what says nothing to people is nothing', () => {
    const talk = new MatrixTalk();
    expect(talk.drafted({ msgtype: 'm.key.verification.request', body: 'verify me' })).toMatchObject({
      reason: 'nothing-said',
    });
    expect(talk.drafted({}, 'com.example.signal')).toMatchObject({ reason: 'nothing-said' });
    expect(talk.drafted({})).toMatchObject({ reason: 'nothing-said' });
    expect(
      talk.draftedOf({ type: 'm.room.message', content: { msgtype: 'm.text', body: 'x' }, sender: '@who:example.com' }),
    ).toMatchObject({
      reason: 'malformed',
    });
  });
});
