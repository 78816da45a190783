/**
 * XMPP stanzas as MIMI content and back: pure, total, and bounded for every element tree.
 *
 * drafts-of-stanza.ts reads what a user of the room sent (each file of inbound/ one kind of payload), stanzas-of.ts shows
 * a message in the room (outbound/, the same names). original/ carries what MIMI has no form for beside the form that
 * everybody reads, and takes it back only where it says the same.
 * @module
 */
export type * from './contract.ts';
export { draftsOfStanza } from './drafts-of-stanza.ts';
export { xmppStanzaType } from './original/original-part.ts';
export { stanzasOf } from './stanzas-of.ts';
