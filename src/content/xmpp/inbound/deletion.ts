import { dispositions } from '../../contract.ts';
import { writeExtensions } from '../../extensions/known.ts';
import { reasonIn } from '../../extensions/reason.ts';
import type { Drafted } from '../../networks/contract.ts';
import type { XmlElement, XmppLookup } from '../contract.ts';
import { attributeOf, childNamed, textOfChild } from '../element.ts';
import { ns } from '../namespaces.ts';
import { draftOf, unknownTarget } from './draft.ts';

/** What a stanza takes back, and why if it says so. */
export interface Retraction {
  readonly id: string;
  readonly reason: string | null;
}

/**
 * The message that a stanza takes back; null where it takes back none. Authors send a message with a `retract`
 * (XEP-0424), moderators an IQ with a `moderate` (XEP-0425), both also as they were in earlier versions, and a room that
 * somebody else runs sends a `retract` that says it was moderated. The reason stands beside what says it was moderated.
 */
export function retractionIn(stanza: XmlElement): Retraction | null {
  if (stanza.name === 'iq') return moderationIn(stanza);
  const retract = childNamed(stanza, 'retract', ns.retract);
  if (retract !== null && mayModerate(stanza, retract)) return retractionOf(retract, retract);
  const fastened = childNamed(stanza, 'apply-to', ns.fasten);
  if (fastened === null || !isRetraction(stanza, fastened)) return null;
  return retractionOf(fastened, childNamed(fastened, 'moderated', ns.moderateOld));
}

function moderationIn(iq: XmlElement): Retraction | null {
  if (attributeOf(iq, 'type') !== 'set') return null;
  const moderate = childNamed(iq, 'moderate', ns.moderate);
  if (moderate !== null) return childNamed(moderate, 'retract', ns.retract) && retractionOf(moderate, moderate);
  const fastened = childNamed(iq, 'apply-to', ns.fasten);
  const old = fastened && childNamed(fastened, 'moderate', ns.moderateOld);
  if (fastened === null || old === null || childNamed(old, 'retract', ns.retractOld) === null) return null;
  return retractionOf(fastened, old);
}

/** @param around element that has the reason, in its own namespace; null where there is none */
function retractionOf(named: XmlElement, around: XmlElement | null): Retraction | null {
  const id = attributeOf(named, 'id');
  return id === null ? null : { id, reason: reasonIn(around && textOfChild(around, 'reason', around.ns)) };
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
export function deletionDrafts({ id, reason }: Retraction, lookup: XmppLookup): Drafted {
  const target = lookup.messageOf(id);
  if (target === null) return unknownTarget;
  const disposition = target.reaction ? dispositions.reaction : dispositions.render;
  return [
    draftOf({
      replaces: target.original,
      inReplyTo: lookup.answeredBy(target.original),
      topicId: lookup.topicOf(target.original),
      extensions: writeExtensions({ reason }),
      body: { disposition, language: '', type: 'null' },
    }),
  ];
}
