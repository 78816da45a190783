/** XHTML-IM (XEP-0071) as a tree; reading only. */
import type { ElementContent, Root } from 'hast';
import type { Markup, XhtmlElement } from './contract.ts';
import { fromHast } from './from-hast.ts';
import { markupLimits } from './limits.ts';

/** Elements of a formatted text at most. */
const elementLimit = 5_000;

/** @param body the `body` element of XHTML. @returns null beyond the limits: then the plain body is used. */
export function fromXhtml(body: XhtmlElement): Markup | null {
  if (!affords(body)) return null;
  const root: Root = { type: 'root', children: body.children.map(hastOf) };
  return fromHast(root);
}

function affords(body: XhtmlElement): boolean {
  const waiting: { readonly element: XhtmlElement; readonly depth: number }[] = [{ element: body, depth: 0 }];
  let elements = 0;
  let size = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    elements += next.element.children.length;
    if (next.depth > markupLimits.nesting || elements > elementLimit) return false;
    for (const child of next.element.children) {
      if (typeof child === 'string') size += child.length;
      else waiting.push({ element: child, depth: next.depth + 1 });
    }
    if (size > markupLimits.size) return false;
  }
  return true;
}

function hastOf(node: XhtmlElement | string): ElementContent {
  if (typeof node === 'string') return { type: 'text', value: node };
  const { href, src, alt, title, start } = node.attrs;
  const known = { href, src, alt, title, start };
  const properties = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  return { type: 'element', tagName: node.name, properties, children: node.children.map(hastOf) };
}
