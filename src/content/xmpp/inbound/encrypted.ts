import type { XmlElement } from '../contract.ts';
import { childNamed, textIn } from '../element.ts';
import { ns } from '../namespaces.ts';

/**
 * Whether a message is encrypted for its readers (XEP-0380, XEP-0384, XEP-0373, XEP-0027, OTR): elsewhere it could only
 * be shown as noise, or as a body that says so.
 */
export function isEncrypted(stanza: XmlElement): boolean {
  return (
    childNamed(stanza, 'encryption', ns.encryption) !== null ||
    childNamed(stanza, 'encrypted', ns.omemo) !== null ||
    childNamed(stanza, 'encrypted', ns.omemoOld) !== null ||
    childNamed(stanza, 'openpgp', ns.openPgp) !== null ||
    childNamed(stanza, 'x', ns.openPgpOld) !== null ||
    stanza.children.some(
      (child) => typeof child !== 'string' && child.name === 'body' && textIn(child).startsWith('?OTR'),
    )
  );
}
