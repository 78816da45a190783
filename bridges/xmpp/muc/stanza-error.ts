import { el, type Element, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';

/** Conditions of RFC 6120 §8.3.3 that this service uses, with the type that goes with each. */
const types = {
  'bad-request': 'modify',
  conflict: 'cancel',
  'feature-not-implemented': 'cancel',
  forbidden: 'auth',
  'internal-server-error': 'cancel',
  'item-not-found': 'cancel',
  'jid-malformed': 'modify',
  'not-acceptable': 'modify',
  'not-allowed': 'cancel',
  'not-authorized': 'auth',
  'policy-violation': 'modify',
  'recipient-unavailable': 'wait',
  'registration-required': 'auth',
  'resource-constraint': 'wait',
  'service-unavailable': 'cancel',
  gone: 'cancel',
} as const;

export type Condition = keyof typeof types;

/** Why a stanza is refused; a value. `text` is for people. */
export interface StanzaRefusal {
  readonly condition: Condition;
  readonly text?: string;
  /** Where another type than the usual is due (XEP-0045 names some). */
  readonly type?: 'auth' | 'cancel' | 'continue' | 'modify' | 'wait';
}

export function refusal(condition: Condition, text?: string, type?: StanzaRefusal['type']): StanzaRefusal {
  return { condition, ...(text === undefined ? {} : { text }), ...(type === undefined ? {} : { type }) };
}

/** The `<error/>` of a refusal. */
export function errorElement(why: StanzaRefusal): Element {
  const text = why.text === undefined ? null : el('text', ns.stanzaErrors, { 'xml:lang': 'en' }, why.text);
  return stanza('error', { type: why.type ?? types[why.condition] }, el(why.condition, ns.stanzaErrors), text);
}

/**
 * The error stanza that answers one: from the address it was sent to, with its content (RFC 6120 §8.3.1).
 * null for what must not be answered: errors, results, and what has no sender.
 */
export function errorReply(to: Element, why: StanzaRefusal): Element | null {
  if (to.attrs.type === 'error' || to.attrs.type === 'result' || to.attrs.from === undefined) return null;
  const attrs = { id: to.attrs.id, from: to.attrs.to, to: to.attrs.from, type: 'error' };
  // Only what fits back: large content, and what a service adds itself, helps nobody in an error.
  const content = to.children.filter((child) => typeof child === 'string' || child.ns !== ns.occupantId);
  return stanza(to.name, attrs, ...content, errorElement(why));
}

/** The result of an IQ. */
export function resultReply(to: Element, ...content: readonly Element[]): Element {
  const attrs = { id: to.attrs.id, from: to.attrs.to, to: to.attrs.from, type: 'result' };
  return stanza('iq', attrs, ...content);
}
