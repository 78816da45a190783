import type { FullJid } from '../../../src/identifiers/index.ts';

/** Names a stanza: the sender's full JID (spaces of its resource escaped, so that the first space ends it) and its id. */
export function nativeIdOf(from: FullJid | string, id: string): string {
  return `${from.replaceAll('%', '%25').replaceAll(' ', '%20')} ${id}`;
}

/** The id that a client gave its stanza. */
export function stanzaIdOf(nativeId: string): string {
  return nativeId.slice(nativeId.indexOf(' ') + 1);
}
