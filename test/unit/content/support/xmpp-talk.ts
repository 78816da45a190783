import { draftOf } from '../../../../src/content/index.ts';
import type { MessageDraft, Part, Showable, StoredMessage } from '../../../../src/content/index.ts';
import type { XmlElement, XmppDeed } from '../../../../src/content/xmpp/index.ts';
import { draftsOfStanza, stanzasOf } from '../../../../src/content/xmpp/index.ts';
import { textIn } from '../../../../src/content/xmpp/element.ts';
import type { UserUri } from '../../../../src/identifiers/index.ts';
import { everything } from './matrix-room.ts';
import { element, stanzaOf } from './xmpp-room.ts';
import type { XmppRoom } from './xmpp-room.ts';

// Short ways of saying what tests of renderings for XMPP say often.

export const part = (contentType: string, text: string, disposition = 1, language = ''): Part => ({
  disposition,
  language,
  type: 'single',
  contentType,
  content: Buffer.from(text, 'utf8'),
});
export const plain = (text: string, disposition = 1): Part => part('text/plain;charset=utf-8', text, disposition);
export const markdown = (text: string): Part => part('text/markdown;variant=GFM-MIMI', text);
export const several = (semantics: 'process-all' | 'choose-one' | 'single-unit', ...parts: readonly Part[]): Part => ({
  disposition: 1,
  language: '',
  type: 'multi',
  semantics,
  parts,
});

export const message = (fields: Partial<MessageDraft> & { readonly body: Part }): MessageDraft => ({
  ...draftOf(fields.body),
  ...fields,
});

/** What a stanza of a user says: exactly one message. */
export function saidIn(room: XmppRoom, from: UserUri, ...children: readonly XmlElement[]): MessageDraft {
  const [draft, ...others] = draftsIn(room, from, ...children);
  if (!draft || others.length > 0) throw new Error(`${others.length} other messages`);
  return draft;
}

export function draftsIn(room: XmppRoom, from: UserUri, ...children: readonly XmlElement[]): readonly MessageDraft[] {
  const drafts = draftsOfStanza(stanzaOf(from, children, { id: 'a-message' }), room);
  if ('reason' in drafts) throw new Error(`${drafts.reason}: ${drafts.text}`);
  return drafts;
}

/** Why a stanza says nothing. */
export function reasonOf(room: XmppRoom, stanza: XmlElement): string {
  const drafts = draftsOfStanza(stanza, room);
  return 'reason' in drafts ? drafts.reason : `${drafts.length} messages`;
}

/** The texts of a draft's parts, those of a vendor's own type left out. */
export function textsOf(body: Part): readonly string[] {
  if (body.type === 'multi') return body.parts.flatMap(textsOf);
  if (body.type !== 'single' || body.contentType.startsWith('application/')) return [];
  return [Buffer.from(body.content).toString('utf8')];
}

export const shown = (room: XmppRoom, said: StoredMessage, less: Partial<Showable> = {}): readonly XmppDeed[] =>
  stanzasOf(said, { ...everything, ...less }, room);

/** All elements of that name in what is shown. */
export const found = (deeds: readonly XmppDeed[], name: string): readonly XmlElement[] =>
  deeds.flatMap(({ payload }) => payload).filter((one) => one.name === name);

export const bodies = (deeds: readonly XmppDeed[]): readonly string[] => found(deeds, 'body').map(textIn);

export const reply = (id: string): XmlElement => element('reply', 'urn:xmpp:reply:0', { id });
export const fallback = (feature: string, attrs: Readonly<Record<string, string>> | null): XmlElement =>
  element(
    'fallback',
    'urn:xmpp:fallback:0',
    { for: feature },
    ...(attrs === null ? [] : [element('body', 'urn:xmpp:fallback:0', attrs)]),
  );
export const reactions = (id: string, ...texts: readonly string[]): XmlElement =>
  element(
    'reactions',
    'urn:xmpp:reactions:0',
    { id },
    ...texts.map((text) => element('reaction', 'urn:xmpp:reactions:0', {}, text)),
  );
