import type { Matcher } from './seen.ts';
import type { XmppSeen } from './xmpp-words.ts';

const here = (room: string, nick: string) => (seen: XmppSeen) => seen.room === room && seen.nick === nick;

/** A live message. */
export function said(room: string, nick: string, text: string): Matcher<XmppSeen> {
  const about = here(room, nick);
  return {
    words: `${nick}: ${text}`,
    matches: (seen) => seen.kind === 'says' && about(seen) && seen.text === text && seen.delayed === null,
  };
}

/** A message of the past that came with joining. */
export function saidBefore(room: string, nick: string, text: string): Matcher<XmppSeen> {
  const about = here(room, nick);
  return {
    words: `${nick}: ${text} (history)`,
    matches: (seen) => seen.kind === 'says' && about(seen) && seen.text === text && seen.delayed !== null,
  };
}

/** Presence of an occupant; with `role` or `affiliation` only if it has these. */
export function present(
  room: string,
  nick: string,
  standing: { readonly role?: string; readonly affiliation?: string; readonly code?: number } = {},
): Matcher<XmppSeen> {
  const about = here(room, nick);
  return {
    words: `${nick} is here ${JSON.stringify(standing)}`,
    matches: (seen) =>
      seen.kind === 'present' &&
      about(seen) &&
      (standing.role === undefined || seen.role === standing.role) &&
      (standing.affiliation === undefined || seen.affiliation === standing.affiliation) &&
      (standing.code === undefined || seen.codes.includes(standing.code)),
  };
}

/** An occupant went away; `code` 307 is a kick, 301 a ban, 303 a new nick, 321 and 322 lost membership. */
export function gone(
  room: string,
  nick: string,
  how: { readonly code?: number; readonly reason?: string } = {},
): Matcher<XmppSeen> {
  const about = here(room, nick);
  return {
    words: `${nick} is gone ${JSON.stringify(how)}`,
    matches: (seen) =>
      seen.kind === 'gone' &&
      about(seen) &&
      (how.code === undefined || seen.codes.includes(how.code)) &&
      (how.reason === undefined || seen.reason === how.reason),
  };
}

export function subject(room: string, text: string): Matcher<XmppSeen> {
  return {
    words: `subject: ${text}`,
    matches: (seen) => seen.kind === 'subject' && seen.room === room && seen.stanza.getChildText('subject') === text,
  };
}

/** An error stanza of a room with this condition. */
export function refused(room: string, condition: string): Matcher<XmppSeen> {
  return {
    words: `refused with ${condition}`,
    matches: (seen) => seen.kind === 'refused' && seen.room === room && seen.error === condition,
  };
}

/** The message with this archive id was taken back. */
export function takenBack(room: string, stanzaId: string): Matcher<XmppSeen> {
  return {
    words: `${stanzaId} is taken back`,
    matches: (seen) => seen.kind === 'retraction' && seen.room === room && seen.retracts === stanzaId,
  };
}
