/** What must be true of what renderings give, whatever they were given. */
import type { Nodes } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { composeMessage, receiveMessage } from '../../src/content/index.ts';
import type { Drafted, MatrixDeed, XmlElement, XmppDeed } from '../../src/content/index.ts';
import { alice, room } from '../unit/content/support/matrix-room.ts';
import { Finding } from './targets.ts';

const salt = new Uint8Array(16);

/** Drafts can be sent, are received as they were, and can be shown on both sides. */
export function checkDrafted(drafted: Drafted): (() => void) | null {
  if ('reason' in drafted) return null;
  return () => {
    for (const draft of drafted) {
      const { id, bytes } = composeMessage({ sender: alice, room }, salt, draft);
      if (receiveMessage(bytes, { sender: alice, room }).id !== id) throw new Finding('has another id when it arrives');
    }
  };
}

const active =
  /<(?:script|style|iframe|object|svg)|<[a-z][^>]*\s(?:on\w+=|(?:src|href)="(?:javascript|data|vbscript):)/i;

/** What looks active may stand within an attribute or a text: a parser tells. */
function holdsActive(node: Nodes): boolean {
  if (node.type === 'element') {
    if (['script', 'style', 'iframe', 'object', 'svg'].includes(node.tagName)) return true;
    const isActing = ([name, value]: readonly [string, unknown]): boolean =>
      /^on/i.test(name) || (['href', 'src'].includes(name) && /^\s*(?:javascript|data|vbscript):/i.test(String(value)));
    if (Object.entries(node.properties).some(isActing)) return true;
  }
  return 'children' in node && node.children.some(holdsActive);
}

export function checkMatrixDeed(deed: MatrixDeed): void {
  const json = JSON.stringify(deed.do === 'send' ? deed.content : deed);
  if (Buffer.byteLength(json) > 65_000) throw new Finding('an event beyond what a homeserver takes');
  if (!json.isWellFormed() || json.includes('\\u0000')) throw new Finding('an event with characters that are none');
  const html = deed.do === 'send' ? deed.content.formatted_body : null;
  if (typeof html === 'string' && active.test(html) && holdsActive(fromHtml(html, { fragment: true })))
    throw new Finding('an active element');
}

const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

export function checkXmppDeed({ payload }: XmppDeed): void {
  const pending: (XmlElement | string)[] = [...payload];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    const texts = typeof one === 'string' ? [one] : Object.values(one.attrs);
    for (const each of texts) {
      if (forbidden.test(each) || !each.isWellFormed()) throw new Finding('a character that XML has not');
    }
    if (typeof one !== 'string') pending.push(...one.children);
  }
}
