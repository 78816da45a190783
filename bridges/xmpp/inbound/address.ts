import {
  InvalidIdentifier,
  jidToUri,
  parseBareJid,
  parseJid,
  bareJid,
  fullJid,
  prepareResource,
} from '../../../src/identifiers/index.ts';
import type { Addressed, Service } from '../muc/contract.ts';
import type { Element } from '../xml/element.ts';

/**
 * The addresses of a stanza to a room, prepared. A nick is only taken if it has something visible.
 * @returns null when they can't be read: then nobody can be answered, or about nothing
 */
export function address(stanza: Element, service: Pick<Service, 'names'>): Addressed | null {
  const { from, to } = stanza.attrs;
  if (from === undefined || to === undefined) return null;
  try {
    const sender = parseJid(from);
    const fromBare = bareJid(sender);
    const slash = to.indexOf('/');
    const nick = slash < 0 ? '' : prepareResource(to.slice(slash + 1));
    return {
      stanza,
      from: sender.resource === null ? fromBare : fullJid(fromBare, sender.resource),
      fromBare,
      user: jidToUri(fromBare, service.names),
      room: parseBareJid(to),
      nick: nick.trim() === '' ? null : nick,
    };
  } catch (error) {
    // Anything may stand in an address; what is none is answered as such by the caller.
    if (error instanceof InvalidIdentifier) return null;
    throw error;
  }
}
