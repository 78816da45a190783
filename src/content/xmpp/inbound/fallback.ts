import type { TextRange } from '../../fallbacks/contract.ts';
import type { XmlElement } from '../contract.ts';
import { attributeOf, childrenNamed, numberIn } from '../element.ts';
import { ns } from '../namespaces.ts';

/** Ranges that are looked at; an honest message has one or two. */
const mostRanges = 32;
const endless = 0xffff_ffff;

/**
 * The parts of the body that only stand there for clients without some feature (XEP-0428), in code points. What can't be
 * a range (a negative number, an end before its start) is none; what is beyond the body is cut off where it is used.
 * @param features namespaces whose meaning was understood, so that their fallback is not needed
 */
export function fallbackRanges(stanza: XmlElement, features: readonly string[]): readonly TextRange[] {
  return childrenNamed(stanza, 'fallback', ns.fallback)
    .filter((fallback) => features.includes(attributeOf(fallback, 'for') ?? ''))
    .flatMap((fallback) => {
      // Without any children all of the body is a fallback, with children those pieces that they name.
      if (fallback.children.every((child) => typeof child === 'string')) return [{ start: 0, end: endless }];
      return childrenNamed(fallback, 'body', ns.fallback).map(rangeOf);
    })
    .filter((range) => range !== null)
    .slice(0, mostRanges);
}

function rangeOf(region: XmlElement): TextRange | null {
  const [first, last] = [attributeOf(region, 'start'), attributeOf(region, 'end')];
  const start = first === null ? 0 : numberIn(first);
  const end = last === null ? endless : numberIn(last);
  return start === null || end === null || end <= start ? null : { start, end };
}
