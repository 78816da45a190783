import type { Drafted } from '../networks/contract.ts';
import type { XmlElement, XmppLookup } from './contract.ts';
import { attributeOf, childNamed } from './element.ts';
import { ns } from './namespaces.ts';
import { deletionDrafts, retractionIn } from './inbound/deletion.ts';
import { nothingSaid, untranslated } from './inbound/draft.ts';
import { isEncrypted } from './inbound/encrypted.ts';
import { messageDrafts } from './inbound/message.ts';
import { reactionDrafts } from './inbound/reaction.ts';
import { statusDrafts } from './inbound/status.ts';

const encrypted = untranslated(
  'encrypted',
  'Encrypted messages are not supported here: this room is shared with other networks, and its members could not read ' +
    'them. Turn encryption off for this room.',
);
const unknownSender = untranslated('malformed', 'The message does not say which user of the room sent it.');

/**
 * What a stanza to the room says in MIMI: a groupchat message, or a moderator's IQ. Every stanza has an answer; chat
 * states, subjects and signalling say nothing here.
 */
export function draftsOfStanza(stanza: XmlElement, lookup: XmppLookup): Drafted {
  if (attributeOf(stanza, 'type') === 'error') return nothingSaid;
  if (isEncrypted(stanza)) return encrypted;
  const retraction = retractionIn(stanza);
  if (retraction !== null) return deletionDrafts(retraction, lookup);
  if (stanza.name !== 'message') return nothingSaid;
  const sender = lookup.userOf(attributeOf(stanza, 'from') ?? '');
  if (sender === null) return unknownSender;
  const sent = { stanza, sender, lookup };
  const reactions = childNamed(stanza, 'reactions', ns.reactions);
  if (reactions !== null) return reactionDrafts(sent, reactions);
  return messageDrafts(sent) ?? statusDrafts(sent) ?? nothingSaid;
}
