import type { BareJid, UserUri } from '../../../src/identifiers/index.ts';
import { ghostJidOfUri, uriToJid } from '../../../src/identifiers/index.ts';
import { el, stanza } from '../xml/element.ts';
import { ns } from '../xml/namespaces.ts';
import type { Service } from '../muc/contract.ts';
import type { MucRoom } from '../muc/muc-room.ts';

/** Address of a user as XMPP knows it: its own, or its ghost's. */
export function jidOfUser(service: Service, user: UserUri): BareJid {
  return uriToJid(user, service.names) ?? ghostJidOfUri(user, service.domain).jid;
}

/** The room passes on an invitation (XEP-0045 §7.8.2), with the password where there is one. */
export function sendInvitation(
  service: Service,
  room: MucRoom,
  to: BareJid,
  o: { readonly from: string | null; readonly reason?: string; readonly thread?: string },
): void {
  const password = room.settings.passwordProtected ? room.settings.password : null;
  service.stream.send(
    stanza(
      'message',
      { from: room.jid, to },
      el(
        'x',
        ns.mucUser,
        {},
        el(
          'invite',
          ns.mucUser,
          { from: o.from ?? undefined },
          o.reason === undefined ? null : el('reason', ns.mucUser, {}, o.reason),
        ),
        password === null ? null : el('password', ns.mucUser, {}, password),
      ),
      el('x', ns.conference, { jid: room.jid, reason: o.reason, password: password ?? undefined }, o.reason),
    ),
  );
}
