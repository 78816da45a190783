/**
 * The parts of a message, chosen and flattened for one network. Types only.
 * Source: draft-ietf-mimi-content §4.4 (parts), §7 (media types), Annex B.1 (vendor alternatives).
 * @module
 */
import type { ExternalContent } from '../contract.ts';
import type { Markup } from '../markup/contract.ts';

/** What the receiving network reads. */
export interface PartsReader {
  /** Media types of its own that it takes back (essence in lower case, without parameters), best first (CF-23). */
  readonly vendorTypes: readonly string[];
  /** BCP 47 tags, best first; empty for no preference (CF-12). */
  readonly languages: readonly string[];
  /** Essences or `type/*` of files that it shows by itself, best first; every other is offered for download. */
  readonly shows: readonly string[];
  /** How alike alternatives are at least, from 0 to 1, that are not flagged as differing (CF-24): usually `alikeEnough`. */
  readonly alike: number;
}

/** Something said. */
export interface Said {
  /** As text without formatting, readable by itself; mentions and links have their targets behind them. */
  readonly plain: string;
  /** Null for text without formatting. */
  readonly markup: Markup | null;
  /** As the part says it: empty, or BCP 47 tags with commas between them. */
  readonly language: string;
}

/** A file that belongs to a message. */
export interface ReadFile {
  /** Part index (draft §4.4): what `cid:{index}@local.invalid` in a text means. */
  readonly index: number;
  readonly disposition: number;
  readonly language: string;
  /** A text shows it in its midst, so that it is not shown again (draft §4.4). */
  readonly referenced: boolean;
  readonly source:
    | ({ readonly type: 'external' } & ExternalContent)
    | { readonly type: 'inline'; readonly contentType: string; readonly content: Uint8Array };
}

/** A reaction: its text (usually one emoji), or a picture, sound or film (draft §5.3). */
export type ReadReaction =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'file'; readonly file: ReadFile };

/** A conference or call that can be joined (draft §5.10). */
export interface ReadSession {
  /** Checked: `http:`, `https:`, `xmpp:`, `sip:`, `sips:` or `tel:`; null where there is no link that can be shown. */
  readonly url: string | null;
  readonly description: string;
}

/** The network's own form of the message, as it rode beside the baseline. Not trusted: compare with what is said. */
export interface VendorPart {
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** A part that has no reading: never silent. */
export interface UnsupportedPart {
  readonly index: number;
  readonly contentType: string;
  /** One line about it, with a link where there is one. */
  readonly line: string;
}

/**
 * A message's body for one network. Everything of it is in exactly one of the lists, but alternatives not chosen and what
 * is said aside.
 */
export interface Reading {
  /** What is said, in order; alternatives in other languages are in `otherLanguages`. */
  readonly said: readonly Said[];
  /** The same in other languages (draft §4.4 chooseOne), for networks that carry several. */
  readonly otherLanguages: readonly Said[];
  readonly files: readonly ReadFile[];
  readonly reactions: readonly ReadReaction[];
  readonly sessions: readonly ReadSession[];
  readonly vendor: readonly VendorPart[];
  readonly unsupported: readonly UnsupportedPart[];
  /** Alternatives that say quite different things (draft §9.5, CF-24): a notice is due. */
  readonly differing: boolean;
  /** NullPart and nothing else, however often: a deletion or an unlike. */
  readonly empty: boolean;
}
