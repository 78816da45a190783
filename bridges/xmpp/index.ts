/**
 * XMPP as an attached network: a component that serves the hub's rooms as MUC rooms.
 *
 * - stream/: the component stream (XEP-0114), nothing of rooms
 * - xml/: elements, parsing, serialising, data forms
 * - inbound/: stanzas that want something of the hub; start at route-stanza.ts, then handle-item.ts
 * - outbound/: what became true in a room, as stanzas; start at show-events.ts
 * - queries/: questions that are answered at once
 * - muc/: who is present, standing and privileges (XEP-0045 §5), what only XMPP knows of a room
 * @module
 */
export { createXmppNetwork } from './create-xmpp-network.ts';
export type { OpenStream, XmppNetworkOptions } from './create-xmpp-network.ts';
export { sealedXmppColumns } from './sealed-columns.ts';
