/** Which parts of a message are used (draft-ietf-mimi-content §4.4). */
import { dispositions } from '../contract.ts';
import { languageTags } from '../codec/language.ts';
import type { PartsReader } from './contract.ts';
import type { PartNode } from '../part-index.ts';
import { statusMediaType } from '../status/status-report.ts';
import { essenceOf, textFormats, textOfPart } from './text-of-part.ts';

/** Parts without parts of their own. */
export interface Chosen {
  /** In order; what is read. */
  readonly parts: readonly PartNode[];
  /** The network's own forms. */
  readonly vendor: readonly PartNode[];
  /** Texts that say the same in other languages. */
  readonly otherLanguages: readonly PartNode[];
  /** Parts that are not read: of types that nobody here knows, or of a unit that is all or nothing. */
  readonly unsupported: readonly PartNode[];
  /** Texts of which one was taken, with the taken one first, to be compared (draft §9.5). */
  readonly alternatives: readonly (readonly PartNode[])[];
}

const nothing: Chosen = { parts: [], vendor: [], otherLanguages: [], unsupported: [], alternatives: [] };

const joinedChoices = (choices: readonly Chosen[]): Chosen => ({
  parts: choices.flatMap(({ parts }) => parts),
  vendor: choices.flatMap(({ vendor }) => vendor),
  otherLanguages: choices.flatMap(({ otherLanguages }) => otherLanguages),
  unsupported: choices.flatMap(({ unsupported }) => unsupported),
  alternatives: choices.flatMap(({ alternatives }) => alternatives),
});

export function choose(indexed: PartNode, reader: PartsReader): Chosen {
  const { part, children } = indexed;
  if (part.type !== 'multi') return chosenLeaf(indexed, reader);
  switch (part.semantics) {
    case 'choose-one':
      return chooseOne(children, reader);
    case 'single-unit': {
      const all = joinedChoices(children.map((child) => choose(child, reader)));
      return all.unsupported.length === 0 ? all : { ...nothing, unsupported: [indexed] };
    }
    case 'process-all':
      return joinedChoices(children.map((child) => choose(child, reader)));
  }
}

function chosenLeaf(indexed: PartNode, reader: PartsReader): Chosen {
  // Draft-mahy-mimi-message-status §3: a report is for machines, and whoever has no use for it ignores it.
  if (indexed.part.type === 'single' && essenceOf(indexed.part.contentType) === statusMediaType) return nothing;
  if (isVendor(indexed, reader)) return { ...nothing, vendor: [indexed] };
  return isRead(indexed) ? { ...nothing, parts: [indexed] } : { ...nothing, unsupported: [indexed] };
}

const isVendor = ({ part }: PartNode, reader: PartsReader): boolean =>
  part.type === 'single' && reader.vendorTypes.includes(essenceOf(part.contentType));

/** Texts, and everything that is a file by its type or by what it is there for. */
function isRead({ part }: PartNode): boolean {
  if (part.type !== 'single') return true;
  const essence = essenceOf(part.contentType);
  if (textFormats.some((format) => format === essence)) return textOfPart(part) !== null;
  if (['image/', 'audio/', 'video/'].some((kind) => essence.startsWith(kind))) return true;
  const asFile: readonly number[] = [
    dispositions.inline,
    dispositions.icon,
    dispositions.attachment,
    dispositions.preview,
  ];
  return asFile.includes(part.disposition);
}

interface Candidate {
  readonly indexed: PartNode;
  readonly choice: Chosen;
  /** Smaller is better, one number after the other. */
  readonly rank: readonly number[];
}

function chooseOne(children: readonly PartNode[], reader: PartsReader): Chosen {
  const candidates = children
    .map((indexed): Candidate => {
      const choice = choose(indexed, reader);
      return { indexed, choice, rank: rankOf(indexed, choice, reader) };
    })
    .sort(byRank);
  const readable = candidates.filter(({ choice }) => saysSomething(choice));
  const vendor = candidates.flatMap(({ choice }) => choice.vendor);
  const [best, ...others] = readable;
  if (!best) {
    const first = children.find(({ part }) => part.type !== 'null');
    return { ...nothing, vendor, unsupported: vendor.length > 0 || !first ? [] : [first] };
  }
  const texts = others.map(({ indexed }) => indexed).filter(({ part }) => textOfPart(part) !== null);
  const isOther = ({ part }: PartNode): boolean =>
    part.language !== '' && best.indexed.part.language !== '' && part.language !== best.indexed.part.language;
  const same = texts.filter((text) => !isOther(text));
  return {
    ...best.choice,
    vendor,
    otherLanguages: [...best.choice.otherLanguages, ...firstOfEach(texts.filter(isOther))],
    alternatives: [
      ...readable.flatMap(({ choice }) => choice.alternatives),
      ...(textOfPart(best.indexed.part) !== null && same.length > 0 ? [[best.indexed, ...same]] : []),
    ],
  };
}

const saysSomething = ({ parts }: Chosen): boolean => parts.some(({ part }) => part.type !== 'null');

/** The best one of each language. */
function firstOfEach(texts: readonly PartNode[]): readonly PartNode[] {
  const byLanguage = new Map<string, PartNode>();
  for (const text of texts) if (!byLanguage.has(text.part.language)) byLanguage.set(text.part.language, text);
  return [...byLanguage.values()];
}

function byRank(a: Candidate, b: Candidate): number {
  const at = a.rank.findIndex((number, index) => number !== b.rank[index]);
  return at < 0 ? 0 : (a.rank[at] ?? 0) - (b.rank[at] ?? 0);
}

/** Readable at all, in a language that is wanted, in a form that says most; the sender's order settles the rest. */
function rankOf({ part }: PartNode, choice: Chosen, reader: PartsReader): readonly number[] {
  const forms = choice.parts.map((leaf) => formRank(leaf, reader));
  return [
    saysSomething(choice) ? 0 : 1,
    choice.unsupported.length,
    languageRank(part.language, reader.languages),
    Math.max(0, ...forms),
  ];
}

function formRank({ part }: PartNode, reader: PartsReader): number {
  if (part.type === 'null' || part.type === 'multi') return 0;
  const essence = essenceOf(part.contentType);
  const text = textFormats.findIndex((format) => format === essence);
  if (text >= 0) return text;
  const [kind = ''] = essence.split('/');
  const shown = reader.shows.findIndex((type) => type === essence || type === `${kind}/*`);
  return textFormats.length + (shown < 0 ? reader.shows.length : shown);
}

/** By the first language that is wanted, as RFC 4647 §3.3.1 matches: `en` wants `en-GB` too. */
function languageRank(language: string, wanted: readonly string[]): number {
  if (language === '' || wanted.length === 0) return wanted.length;
  const tags = (languageTags(language) ?? []).map((tag) => tag.toLowerCase());
  const found = wanted.findIndex((range) =>
    tags.some((tag) => tag === range.toLowerCase() || tag.startsWith(`${range.toLowerCase()}-`)),
  );
  return found < 0 ? wanted.length + 1 : found;
}
