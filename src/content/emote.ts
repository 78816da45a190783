/** What begins an emote for readers without them (FX-03), and makes one in XMPP (XEP-0245). */
export const emotePrefix = '/me ';
