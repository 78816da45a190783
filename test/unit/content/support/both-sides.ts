import { composeMessage, draftOf, receiveMessage } from '../../../../src/content/index.ts';
import type { MessageDraft, Part, StoredMessage } from '../../../../src/content/index.ts';
import { draftsOfMatrixEvent, matrixEventsOf } from '../../../../src/content/matrix/index.ts';
import type { MatrixContent, MatrixDeed } from '../../../../src/content/matrix/index.ts';
import { draftsOfStanza, stanzasOf } from '../../../../src/content/xmpp/index.ts';
import type { XmppDeed } from '../../../../src/content/xmpp/index.ts';
import { alice, bob, everything, MatrixRoom, mxidOf, room } from './matrix-room.ts';
import { roomJid, stanzaOf, XmppRoom } from './xmpp-room.ts';

const plain = (text: string, disposition: number): Part => ({
  disposition,
  language: '',
  type: 'single',
  contentType: 'text/plain;charset=utf-8',
  content: Buffer.from(text),
});

/** One room with a Matrix and an XMPP side, where Alice, and Bob who speaks now, have said something already. */
export class BothSides {
  readonly matrix = new MatrixRoom();
  readonly xmpp = new XmppRoom();
  readonly asked = this.saidBefore(alice, draftOf(plain('what was asked', 1)), '$asked');
  readonly own = this.saidBefore(bob, draftOf(plain('what I said', 1)), '$own');
  #salt = 100;

  saidBefore(sender: typeof alice, draft: MessageDraft, eventId: string): StoredMessage {
    const message = this.matrix.say(sender, draft);
    this.matrix.shows(message.id, eventId);
    const text = draft.body.type === 'single' ? Buffer.from(draft.body.content).toString('utf8') : '';
    return this.xmpp.store(message, text, eventId.slice(1));
  }

  /** Bob's reaction to what was asked. */
  reactedBefore(key: string, eventId: string): void {
    this.saidBefore(bob, { ...draftOf(plain(key, 2)), inReplyTo: this.asked.id }, eventId);
  }

  /** A file that both sides have. */
  keepFile(name: string): void {
    const laid = this.matrix.fileOf(`mxc://example.com/${name}`);
    if (laid === null) throw new Error('no such file');
    this.xmpp.keepFile(`https://download.example.com/${name}`, laid);
  }

  /** A message as it comes through the hub: composed, encoded, and read again. */
  message(draft: MessageDraft): StoredMessage {
    this.#salt += 1;
    const place = { sender: bob, room };
    const { bytes } = composeMessage(place, new Uint8Array(16).fill(this.#salt), draft);
    return { ...receiveMessage(bytes, place), acceptedAt: 1_800_000_000_000 };
  }

  fromMatrix(content: MatrixContent, type = 'm.room.message'): readonly XmppDeed[] {
    const drafts = draftsOfMatrixEvent({ type, content, sender: mxidOf(bob), eventId: '$new' }, this.matrix);
    if ('reason' in drafts) throw new Error(drafts.text);
    return drafts.flatMap((draft) => stanzasOf(this.message(draft), everything, this.xmpp));
  }

  /** As Bob's stanzas; a moderation comes from the room itself. */
  toMatrix(deeds: readonly XmppDeed[]): readonly MatrixDeed[] {
    return deeds.flatMap(({ purpose, payload }) => {
      const stanza = stanzaOf(bob, payload, purpose === 'moderate' ? { from: roomJid } : {});
      const drafts = draftsOfStanza(stanza, this.xmpp);
      if ('reason' in drafts) throw new Error(drafts.text);
      return drafts.flatMap((draft) => matrixEventsOf(this.message(draft), everything, this.matrix));
    });
  }
}
