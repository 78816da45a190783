import type { XmlElement } from '../contract.ts';
import { xml } from '../element.ts';
import { ns } from '../namespaces.ts';

/**
 * A call that can be joined by a link (XEP-0482).
 * @param body what clients show that don't know calls: the link, with what is said of it
 */
export function callPayload(url: string, body: string): readonly XmlElement[] {
  return [
    xml('body', ns.client, {}, body),
    xml('invite', ns.callInvites, {}, xml('external', ns.callInvites, { uri: url })),
    xml('fallback', ns.fallback, { for: ns.callInvites }, xml('body', ns.fallback)),
  ];
}
