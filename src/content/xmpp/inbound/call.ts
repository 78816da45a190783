import type { Part } from '../../contract.ts';
import { sessionPart } from '../../session-part.ts';
import type { XmlElement } from '../contract.ts';
import { attributeOf, childNamed, childrenNamed } from '../element.ts';
import { ns } from '../namespaces.ts';
import { callUri } from '../web-links.ts';

/** What a call says in a room that can not take part in it. */
export type CallSaid =
  | { readonly type: 'session'; readonly parts: readonly Part[] }
  /** One line, said by a machine. */
  | { readonly type: 'notice'; readonly text: string }
  /** Signalling between those who are in the call. */
  | { readonly type: 'nothing' };

const mostWays = 8;
const signals = ['accept', 'reject', 'left', 'ringing', 'proceed', 'finish'];

/**
 * A call that somebody starts (XEP-0482, and XEP-0353 between two): with a link it is a session to join (draft §5.10),
 * otherwise a notice that it takes place (FX-22, FX-23). Null where the stanza is not about a call.
 * @param description what the caller wrote beside it; empty for nothing
 */
export function callIn(stanza: XmlElement, description: string): CallSaid | null {
  const invite = childNamed(stanza, 'invite', ns.callInvites);
  if (invite !== null) return invitation(invite, description);
  const propose = childNamed(stanza, 'propose', ns.jingleMessage);
  if (propose !== null) return { type: 'notice', text: noticeOf(isVideoProposed(propose), description) };
  if (hasOf(stanza, ['retract'])) return { type: 'notice', text: 'The call was ended.' };
  return hasOf(stanza, signals) ? { type: 'nothing' } : null;
}

function hasOf(stanza: XmlElement, names: readonly string[]): boolean {
  return [ns.callInvites, ns.jingleMessage].some((namespace) =>
    names.some((name) => childNamed(stanza, name, namespace) !== null),
  );
}

function invitation(invite: XmlElement, description: string): CallSaid {
  const uris = childrenNamed(invite, 'external', ns.callInvites)
    .map((external) => callUri(attributeOf(external, 'uri') ?? ''))
    .filter((uri) => uri !== null);
  const isVideo = attributeOf(invite, 'video') === 'true';
  if (uris.length === 0) return { type: 'notice', text: noticeOf(isVideo, description) };
  const parts = [...new Set(uris)]
    .slice(0, mostWays)
    .map((url) => sessionPart(url, withoutLink(description, url) || (isVideo ? 'Video call' : 'Call')));
  return { type: 'session', parts };
}

/** What stands before the link in a body for clients that don't know calls. */
function withoutLink(description: string, url: string): string {
  const said = description.trim();
  return said.endsWith(url) ? said.slice(0, -url.length).trim().replace(/:$/, '') : said;
}

function isVideoProposed(propose: XmlElement): boolean {
  return propose.children.some((child) => typeof child !== 'string' && attributeOf(child, 'media') === 'video');
}

function noticeOf(isVideo: boolean, description: string): string {
  const call = isVideo ? 'A video call' : 'A call';
  const notice = `${call} was started on XMPP. It can not be joined from here.`;
  return description === '' ? notice : `${notice}\n${description}`;
}
