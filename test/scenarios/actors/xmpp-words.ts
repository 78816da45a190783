import type { XmlElement } from '@xmpp/client';
import type { Seen } from './seen.ts';

const muc = 'http://jabber.org/protocol/muc';

/** A stanza from a room (or a person) as an ordinary client understands it. */
export interface XmppSeen extends Seen {
  readonly kind: 'says' | 'private' | 'subject' | 'present' | 'gone' | 'refused' | 'retraction' | 'notice' | 'other';
  readonly room: string;
  readonly nick: string;
  readonly text: string;
  /** Archive id that the room gave (XEP-0359). */
  readonly stanzaId: string | null;
  readonly id: string | null;
  /** XEP-0421. */
  readonly occupantId: string | null;
  /** Status codes of XEP-0045. */
  readonly codes: readonly number[];
  readonly affiliation: string | null;
  readonly role: string | null;
  readonly reason: string | null;
  /** Nick that a 303 announces. */
  readonly newNick: string | null;
  /** Error condition such as `forbidden`. */
  readonly error: string | null;
  /** Stamp of delayed delivery (XEP-0203); null for live stanzas. */
  readonly delayed: Date | null;
  readonly retracts: string | null;
  readonly stanza: XmlElement;
}

/** Reads a stanza; every kind has words for transcripts. */
export function understand(stanza: XmlElement): XmppSeen {
  const [room, nick] = split(stanza.attrs.from ?? '');
  const x = stanza.getChild('x', `${muc}#user`);
  const item = x?.getChild('item');
  const error = stanza.getChild('error');
  const retract =
    stanza.getChild('retract', 'urn:xmpp:message-retract:1') ??
    stanza.getChild('apply-to', 'urn:xmpp:fasten:0')?.getChild('retract', 'urn:xmpp:message-retract:0');
  const stamp = stanza.getChild('delay', 'urn:xmpp:delay')?.attrs.stamp;
  const facts = {
    room,
    nick,
    stanza,
    text: stanza.getChildText('body') ?? '',
    stanzaId: stanza.getChild('stanza-id', 'urn:xmpp:sid:0')?.attrs.id ?? null,
    id: stanza.attrs.id ?? null,
    occupantId: stanza.getChild('occupant-id', 'urn:xmpp:occupant-id:0')?.attrs.id ?? null,
    codes: (x?.getChildren('status') ?? []).map((status) => Number(status.attrs.code)),
    affiliation: item?.attrs.affiliation ?? null,
    role: item?.attrs.role ?? null,
    reason: item?.getChildText('reason') ?? null,
    newNick: item?.attrs.nick ?? null,
    error: error === undefined ? null : conditionOf(error),
    delayed: stamp === undefined ? null : new Date(stamp),
    retracts: retract?.attrs.id ?? null,
  };
  const kind = kindOf(stanza, facts);
  return { ...facts, kind, words: wordsOf(kind, facts) };
}

type Facts = Omit<XmppSeen, 'kind' | 'words'>;

function split(jid: string): [string, string] {
  const slash = jid.indexOf('/');
  return slash < 0 ? [jid, ''] : [jid.slice(0, slash), jid.slice(slash + 1)];
}

function conditionOf(error: XmlElement): string {
  const stanzas = 'urn:ietf:params:xml:ns:xmpp-stanzas';
  const condition = error.getChildElements().find((child) => child.getNS() === stanzas && child.name !== 'text');
  return condition?.name ?? 'undefined-condition';
}

function kindOf(stanza: XmlElement, facts: Facts): XmppSeen['kind'] {
  if (stanza.attrs.type === 'error') return 'refused';
  if (stanza.name === 'presence') return stanza.attrs.type === 'unavailable' ? 'gone' : 'present';
  if (stanza.name !== 'message') return 'other';
  if (facts.retracts !== null) return 'retraction';
  if (stanza.getChild('subject') !== undefined && stanza.getChild('body') === undefined) return 'subject';
  if (stanza.getChild('body') === undefined) return 'notice';
  return stanza.attrs.type === 'groupchat' ? 'says' : 'private';
}

function wordsOf(kind: XmppSeen['kind'], facts: Facts): string {
  const codes = facts.codes.length > 0 ? ` [${facts.codes.join(' ')}]` : '';
  const reason = facts.reason === null ? '' : ` (${facts.reason})`;
  const past = facts.delayed === null ? '' : ' (history)';
  switch (kind) {
    case 'says':
      return `${facts.nick}: ${facts.text}${past}`;
    case 'private':
      return `${facts.nick} in private: ${facts.text}`;
    case 'subject':
      return `subject by ${facts.nick}: ${facts.stanza.getChildText('subject') ?? ''}`;
    case 'present':
      return `${facts.nick} is here as ${facts.affiliation ?? '?'}/${facts.role ?? '?'}${codes}`;
    case 'gone':
      return `${facts.nick} is gone${codes}${facts.newNick === null ? '' : `, now ${facts.newNick}`}${reason}`;
    case 'refused':
      return `refused: ${facts.error ?? ''} ${facts.stanza.getChild('error')?.getChildText('text') ?? ''}`;
    case 'retraction':
      return `${facts.nick} takes back ${facts.retracts ?? ''}`;
    case 'notice':
    case 'other':
      return facts.stanza.toString().slice(0, 300);
  }
}
