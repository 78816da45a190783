import type { MessageId, UserUri } from '../../../identifiers/index.ts';
import { deletionFallback } from '../../fallbacks/index.ts';
import type { Showable } from '../../networks/contract.ts';
import type { ShownInXmpp, XmlElement, XmppDeed, XmppLookup } from '../contract.ts';
import { xml } from '../element.ts';
import { ns } from '../namespaces.ts';
import { replyTo } from './relation.ts';

/**
 * A retraction by its author (XEP-0424), or by somebody else, which only the room itself may show (XEP-0425). Nothing
 * for a message that the room has never shown.
 */
export function retractionOf(
  target: MessageId,
  by: UserUri,
  showable: Showable,
  lookup: XmppLookup,
): readonly XmppDeed[] {
  const shown = lookup.shownAs(target);
  if (shown === null) return [];
  const known = lookup.message(target);
  const moderator = known !== null && known.sender !== by ? by : null;
  const { text } = deletionFallback({ by: moderator && lookup.nameOf(moderator), reason: null });
  const body = xml('body', ns.client, {}, text);
  if (!showable.deletions) return [{ purpose: 'say', payload: [body, ...replyTo(target, showable, lookup)] }];
  if (moderator !== null) return [{ purpose: 'moderate', payload: [moderation(shown, moderator, lookup)] }];
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

function moderation({ stanzaId }: ShownInXmpp, by: UserUri, lookup: XmppLookup): XmlElement {
  const moderated = xml('moderated', ns.moderate, { by: lookup.occupantOf(by) ?? undefined });
  return xml('retract', ns.retract, { id: stanzaId }, moderated);
}
