import { dispositions } from '../../contract.ts';
import type { Drafted } from '../../networks/contract.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { attributeOf, childNamed } from '../element.ts';
import { ns } from '../namespaces.ts';
import { draftOf, unknownTarget } from './draft.ts';

/**
 * The id of the message that a stanza takes back; null where it takes back none. Authors send a message with a
 * `retract` (XEP-0424), moderators an IQ with a `moderate` (XEP-0425), both also as they were in earlier versions, and a
 * room that somebody else runs sends a `retract` that says it was moderated.
 */
export function retractedId(stanza: XmlElement): string | null {
  if (stanza.name === 'iq') return moderatedId(stanza);
  const retract = childNamed(stanza, 'retract', ns.retract);
  if (retract !== null && mayModerate(stanza, retract)) return attributeOf(retract, 'id');
  const fastened = childNamed(stanza, 'apply-to', ns.fasten);
  if (fastened === null || !isRetraction(stanza, fastened)) return null;
  return attributeOf(fastened, 'id');
}

function moderatedId(iq: XmlElement): string | null {
  if (attributeOf(iq, 'type') !== 'set') return null;
  const moderate = childNamed(iq, 'moderate', ns.moderate);
  if (moderate !== null) return childNamed(moderate, 'retract', ns.retract) && attributeOf(moderate, 'id');
  const fastened = childNamed(iq, 'apply-to', ns.fasten);
  const old = fastened && childNamed(fastened, 'moderate', ns.moderateOld);
  if (fastened === null || old === null || childNamed(old, 'retract', ns.retractOld) === null) return null;
  return attributeOf(fastened, 'id');
}

/** Only the room itself says that a message was moderated: XEP-0425 §6 has any other such message discarded. */
function mayModerate(stanza: XmlElement, retract: XmlElement): boolean {
  return childNamed(retract, 'moderated', ns.moderate) === null || isFromRoom(stanza);
}

function isRetraction(stanza: XmlElement, fastened: XmlElement): boolean {
  if (childNamed(fastened, 'retract', ns.retractOld) !== null) return true;
  const moderated = childNamed(fastened, 'moderated', ns.moderateOld);
  return moderated !== null && childNamed(moderated, 'retract', ns.retractOld) !== null && isFromRoom(stanza);
}

function isFromRoom(stanza: XmlElement): boolean {
  return attributeOf(stanza, 'from')?.includes('/') === false;
}

/** A deletion (draft §5.6). Whether this sender may delete that message is the hub's to decide. */
export function deletionDrafts(id: string, lookup: XmppLookup): Drafted {
  const target = lookup.messageOf(id);
  if (target === null) return unknownTarget;
  const disposition = target.reaction ? dispositions.reaction : dispositions.render;
  return [
    draftOf({
      replaces: target.original,
      inReplyTo: lookup.answeredBy(target.original),
      topicId: lookup.topicOf(target.original),
      body: { disposition, language: '', type: 'null' },
    }),
  ];
}
