import { isAside } from '../aside.ts';
import { dispositions } from '../contract.ts';
import type { Part } from '../contract.ts';
import { describePart } from '../fallbacks/index.ts';
import { linkTarget } from '../links/index.ts';
import { Formatting, isFormatted, partsReferenced, toPlain } from '../markup/index.ts';
import { partTree } from '../part-index.ts';
import type { PartNode } from '../part-index.ts';
import { isNothing, purposeOf } from '../purpose.ts';
import { choose } from './choose.ts';
import type { PartsReader, ReadFile, ReadReaction, ReadSession, Reading, Said } from './contract.ts';
import { likenessTo } from './likeness.ts';
import { textOfPart } from './text-of-part.ts';

/** A message's body as one network reads it. Any body has a reading; what is said aside is left out of any other. */
export function readParts(body: Part, reader: PartsReader): Reading {
  const root = isAside(body) ? partTree(body) : withoutAsides(partTree(body));
  const dispositionOf = inheritedDispositions(root);
  const chosen = choose(root, reader);
  const formatting = new Formatting();
  const kindOf = (indexed: PartNode): number => dispositionOf.get(indexed.index) ?? dispositions.render;
  const is = (disposition: number) => (indexed: PartNode) => kindOf(indexed) === disposition;
  const reactions = chosen.parts.filter(is(dispositions.reaction));
  const sessions = chosen.parts.filter(is(dispositions.session));
  const rest = chosen.parts.filter((one) => !reactions.includes(one) && !sessions.includes(one));
  const texts = rest.filter(({ part }) => textOfPart(part) !== null);
  const { said, used } = sayAll(texts, formatting);
  return {
    said,
    otherLanguages: chosen.otherLanguages.flatMap((text) => saidBy(text, formatting)),
    files: rest.flatMap((one) => fileOf(one, used.has(one.index))),
    reactions: reactions.flatMap(reactionOf),
    sessions: sessions.flatMap(sessionOf),
    vendor: chosen.vendor.flatMap(({ part }) =>
      part.type === 'single' ? [{ contentType: part.contentType, content: part.content }] : [],
    ),
    unsupported: chosen.unsupported.map(({ index, part }) => ({
      index,
      contentType: 'contentType' in part ? part.contentType : '',
      line: describePart(part),
    })),
    differing: chosen.alternatives.some((texts) => differ(texts, reader)),
    empty: isNothing(body),
  };
}

/**
 * Profiles and the like have other places than what is said beside them. A picture for small places that no profile holds is
 * shown: a text may refer to it.
 */
function withoutAsides(node: PartNode, around: number = dispositions.unspecified): PartNode {
  const purpose = purposeOf(node.part, around);
  const isPicture = (part: Part): boolean =>
    purpose !== dispositions.profile && purposeOf(part, purpose) === dispositions.icon && part.type !== 'null';
  const said = node.children.filter(({ part }) => isPicture(part) || !isAside(part, purpose));
  return { ...node, children: said.map((child) => withoutAsides(child, purpose)) };
}

/** What each part is there for. */
function inheritedDispositions(root: PartNode): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const visit = ({ index, part, children }: PartNode, outer: number): void => {
    const own = purposeOf(part, outer);
    // Draft §9.1: one that nobody knows counts as `render`.
    const known = own > dispositions.preview ? dispositions.render : own;
    found.set(index, known);
    for (const child of children) visit(child, known);
  };
  visit(root, dispositions.render);
  return found;
}

/** Texts in order, but those that a text before refers to; and the parts that texts refer to. */
function sayAll(texts: readonly PartNode[], formatting: Formatting): { said: Said[]; used: ReadonlySet<number> } {
  const used = new Set<number>();
  const said: Said[] = [];
  for (const text of texts) {
    if (used.has(text.index)) continue;
    for (const one of saidBy(text, formatting)) {
      said.push(one);
      if (one.markup) for (const index of partsReferenced(one.markup)) used.add(index);
    }
  }
  return { said, used };
}

function saidBy({ part }: PartNode, formatting: Formatting): readonly Said[] {
  const text = textOfPart(part);
  if (text === null) return [];
  const { language } = part;
  if (text.format === 'text/plain') return [{ plain: text.source, markup: null, language }];
  const markup = text.format === 'text/markdown' ? formatting.markdown(text.source) : formatting.html(text.source);
  if (markup === null) return [{ plain: bare(text.source, text.format), markup: null, language }];
  return [{ plain: toPlain(markup), markup: isFormatted(markup) ? markup : null, language }];
}

/** Text of HTML that is not worth parsing: its tags are left out, and what is left is no HTML to anybody. */
function bare(source: string, format: string): string {
  if (format !== 'text/html') return source;
  const pieces: string[] = [];
  for (let at = 0; at < source.length; ) {
    const open = source.indexOf('<', at);
    pieces.push(source.slice(at, open < 0 ? source.length : open));
    const close = open < 0 ? -1 : source.indexOf('>', open);
    at = close < 0 ? source.length : close + 1;
  }
  return pieces.join('');
}

function fileOf({ index, part }: PartNode, referenced: boolean): readonly ReadFile[] {
  const { disposition, language } = part;
  if (part.type === 'external') return [{ index, disposition, language, referenced, source: part }];
  if (part.type !== 'single' || textOfPart(part) !== null) return [];
  const { contentType, content } = part;
  return [{ index, disposition, language, referenced, source: { type: 'inline', contentType, content } }];
}

function reactionOf(indexed: PartNode): readonly ReadReaction[] {
  const text = textOfPart(indexed.part);
  if (text !== null) return text.source.trim() === '' ? [] : [{ type: 'text', text: text.source.trim() }];
  return fileOf(indexed, false).map((file) => ({ type: 'file', file }));
}

function sessionOf({ part }: PartNode): readonly ReadSession[] {
  if (part.type === 'external') {
    return [{ url: linkTarget(part.url)?.href ?? null, description: part.description || part.filename }];
  }
  const text = textOfPart(part);
  if (text === null) return part.type === 'null' ? [] : [{ url: null, description: describePart(part) }];
  const target = linkTarget(text.source.trim());
  return [target ? { url: target.href, description: '' } : { url: null, description: text.source.trim() }];
}

/** Whether the text that was taken says something else than one that others may have taken. */
function differ(texts: readonly PartNode[], reader: PartsReader): boolean {
  const [taken, ...others] = texts.map(({ part }) => {
    const text = textOfPart(part);
    return text === null ? '' : bare(text.source, text.format);
  });
  if (taken === undefined) return false;
  const alike = likenessTo(taken);
  return others.some((other) => alike(other) < reader.alike);
}
