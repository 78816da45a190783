import type { MessageId, UserUri } from '../../../identifiers/index.ts';
import { knownExtensions } from '../../extensions/known.ts';
import { deletionFallback, somebody } from '../../fallbacks/index.ts';
import type { Showable, StoredMessage } from '../../networks/contract.ts';
import type { ShownInXmpp, XmlElement, XmppDeed, XmppLookup } from '../contract.ts';
import { xml } from '../element.ts';
import { ns } from '../namespaces.ts';
import { replyTo } from './relation.ts';

/**
 * A retraction by its author (XEP-0424), or by somebody else, which only the room itself may show (XEP-0425), each with
 * its reason if it has one: an author's has no place for it but the text. Nothing for a message that the room has never
 * shown.
 */
export function retractionOf(
  { sender: by, content }: StoredMessage,
  target: MessageId,
  showable: Showable,
  lookup: XmppLookup,
): readonly XmppDeed[] {
  const shown = lookup.shownAs(target);
  if (shown === null) return [];
  const known = lookup.message(target);
  const moderator = known !== null && known.sender !== by ? by : null;
  const { reason } = knownExtensions(content.extensions);
  const { text } = deletionFallback({ by: moderator && (lookup.nameOf(moderator) ?? somebody), reason });
  const body = xml('body', ns.client, {}, text);
  if (!showable.deletions) return [{ purpose: 'say', payload: [body, ...replyTo(target, showable, lookup)] }];
  if (moderator !== null) return [{ purpose: 'moderate', payload: [moderation(shown, moderator, reason, lookup)] }];
  return [
    {
      purpose: 'retract',
      payload: [
        body,
        xml('retract', ns.retract, { id: shown.stanzaId }),
        xml('fallback', ns.fallback, { for: ns.retract }),
        xml('store', ns.hints),
      ],
    },
  ];
}

function moderation({ stanzaId }: ShownInXmpp, by: UserUri, reason: string | null, lookup: XmppLookup): XmlElement {
  const moderated = xml('moderated', ns.moderate, { by: lookup.occupantOf(by) ?? undefined });
  const why = reason === null ? null : xml('reason', ns.retract, {}, reason);
  return xml('retract', ns.retract, { id: stanzaId }, moderated, why);
}
