import { draftsOfMatrixEvent, matrixEventsOf } from '../../../../src/content/matrix/index.ts';
import type { MatrixContent, MatrixDeed, MatrixMessageEvent } from '../../../../src/content/matrix/index.ts';
import { draftOf } from '../../../../src/content/index.ts';
import type { MessageDraft, Part, Showable, StoredMessage, Untranslated } from '../../../../src/content/index.ts';
import type { UserUri } from '../../../../src/identifiers/index.ts';
import { alice, everything, MatrixRoom, mxidOf } from './matrix-room.ts';

/** A Matrix room with short ways to say something in it, from either side. */
export class MatrixTalk {
  readonly room = new MatrixRoom();
  #events = 0;

  /** What an event would say. */
  drafted(content: unknown, type = 'm.room.message', sender = alice): MessageDraft | Untranslated {
    return this.draftedOf({ type, content, sender: mxidOf(sender) });
  }

  draftedOf(event: Partial<MatrixMessageEvent> & { type: string; content: unknown }): MessageDraft | Untranslated {
    const drafts = draftsOfMatrixEvent({ sender: mxidOf(alice), eventId: '$new', ...event }, this.room);
    if ('reason' in drafts) return drafts;
    const [draft, ...others] = drafts;
    if (draft === undefined || others.length > 0) throw new Error('an event says one thing');
    return draft;
  }

  /** An event that was said: its message stands in the room, shown by itself. */
  said(content: unknown, type = 'm.room.message', sender = alice): { message: StoredMessage; eventId: string } {
    const draft = this.drafted(content, type, sender);
    if ('reason' in draft) throw new Error(draft.text);
    const message = this.room.say(sender, draft);
    this.#events += 1;
    const eventId = `$said${this.#events}`;
    this.room.types.set(eventId, type);
    this.room.shows(message.id, eventId);
    return { message, eventId };
  }

  /** A message from elsewhere, and what has to be done so that Matrix shows it. */
  shown(
    body: Part,
    fields: Partial<MessageDraft> = {},
    { sender = alice, showable = everything }: { sender?: UserUri; showable?: Showable } = {},
  ): {
    message: StoredMessage;
    deeds: readonly MatrixDeed[];
    events: readonly string[];
    contents: readonly MatrixContent[];
  } {
    const message = this.room.say(sender, { ...draftOf(body), ...fields });
    const deeds = matrixEventsOf(message, showable, this.room);
    this.#events += 1;
    const events = this.room.perform(message, deeds, `shown${this.#events}`);
    return { message, deeds, events, contents: deeds.flatMap((deed) => (deed.do === 'send' ? [deed.content] : [])) };
  }

  /** An event, there and back. */
  returned(content: unknown, type = 'm.room.message', sender = alice): readonly MatrixDeed[] {
    const draft = this.drafted(content, type, sender);
    if ('reason' in draft) throw new Error(draft.text);
    return matrixEventsOf(this.room.say(sender, draft), everything, this.room);
  }
}

const rendered = { disposition: 1, language: '' };

export function single(contentType: string, text: string | Uint8Array, disposition = 1): Part {
  const content = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  return { ...rendered, disposition, type: 'single', contentType, content };
}

export const plain = (text: string, disposition = 1): Part => single('text/plain;charset=utf-8', text, disposition);
export const markdown = (text: string): Part => single('text/markdown;variant=GFM-MIMI', text);
export const multi = (semantics: 'choose-one' | 'single-unit' | 'process-all', ...parts: Part[]): Part => ({
  ...rendered,
  type: 'multi',
  semantics,
  parts,
});

/** The text of a draft's body, whatever form it has; parts in brackets. */
export function textOf(part: Part): string {
  if (part.type === 'single') return Buffer.from(part.content).toString('utf8');
  if (part.type === 'multi') return `[${part.parts.map(textOf).join(' | ')}]`;
  return part.type === 'external' ? `<${part.url}>` : '';
}
