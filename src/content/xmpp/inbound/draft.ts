import type { UserUri } from '../../../identifiers/index.ts';
import type { Part } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import { writeExtensions } from '../../extensions/known.ts';
import type { KnownExtensions } from '../../extensions/contract.ts';
import { draftOf as draftOfBody } from '../../message.ts';
import type { MessageDraft, Untranslated } from '../../networks/contract.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { attributeOf, childNamed, textIn } from '../element.ts';
import { ns } from '../namespaces.ts';

/** A message stanza with the user who sent it. */
export interface Sent {
  readonly stanza: XmlElement;
  readonly sender: UserUri;
  readonly lookup: XmppLookup;
}

const longestSubject = 4096;
/** Octets of an id that is carried along; clients use UUIDs. */
const longestId = 256;

/** A draft that stands in no relation but those given. */
export function draftOf(fields: Partial<MessageDraft> & { readonly body: Part }): MessageDraft {
  return { ...draftOfBody(fields.body), ...fields };
}

/** What a stanza says beside its body: its own id, so that other gateways know it again (CF-10), and its subject. */
export function extensionsOf({ stanza, lookup }: Sent, known: Partial<KnownExtensions>): MessageDraft['extensions'] {
  const origin = childNamed(stanza, 'origin-id', ns.stanzaId);
  const id = Buffer.from((origin && attributeOf(origin, 'id')) ?? attributeOf(stanza, 'id') ?? '', 'utf8');
  const isKept = id.length > 0 && id.length <= longestId;
  return writeExtensions({
    ...known,
    subject: subjectIn(stanza),
    externalMessageId: isKept ? { id, scope: lookup.idScope } : null,
  });
}

function subjectIn(stanza: XmlElement): string | null {
  const subject = childNamed(stanza, 'subject', stanza.ns);
  const text = subject === null ? '' : textIn(subject).trim();
  return text === '' || Buffer.byteLength(text, 'utf8') > longestSubject ? null : text;
}

export function partOf(text: string, disposition: number = dispositions.render): Part {
  return {
    disposition,
    language: '',
    type: 'single',
    contentType: 'text/plain;charset=utf-8',
    content: Buffer.from(text, 'utf8'),
  };
}

export function untranslated(reason: Untranslated['reason'], text: string): Untranslated {
  return { reason, text };
}

export const nothingSaid = untranslated('nothing-said', 'The message says nothing that lasts.');
export const unknownTarget = untranslated(
  'unknown-target',
  'The message refers to another one that is not known in this room.',
);
