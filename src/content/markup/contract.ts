/**
 * Formatted text as a tree: mdast (the syntax tree of CommonMark and GFM), limited to the kinds of nodes that a message
 * can have. Types only. Trees are values: nothing changes one after it was made.
 *
 * A mention is a link to a user's URI (`mimi://…/u/…`, draft-ietf-mimi-content §5.4); whoever shows the tree decides
 * whether that user is in the room. An image is either a part of the message (`cid:{index}@local.invalid`, draft §4.4)
 * or a file of the network that the text came from (`mxc:`); any other image has become a link before it gets here, so
 * that nothing is loaded because somebody reads.
 * @module
 */
import type { UserUri } from '../../identifiers/index.ts';

/** The whole text: mdast's Root. */
export interface Markup {
  readonly type: 'root';
  readonly children: readonly Block[];
}

export type Block = Paragraph | Heading | ThematicBreak | Blockquote | List | Code | Table;

export type Inline = Text | Emphasis | Strong | Delete | InlineCode | Break | Link | Image;

export interface Paragraph {
  readonly type: 'paragraph';
  readonly children: readonly Inline[];
}

export interface Heading {
  readonly type: 'heading';
  readonly depth: 1 | 2 | 3 | 4 | 5 | 6;
  readonly children: readonly Inline[];
}

export interface ThematicBreak {
  readonly type: 'thematicBreak';
}

export interface Blockquote {
  readonly type: 'blockquote';
  readonly children: readonly Block[];
}

export interface List {
  readonly type: 'list';
  readonly ordered: boolean;
  /** Number of the first item where the list is ordered; null otherwise. */
  readonly start: number | null;
  /** Whether blank lines stand between the items. */
  readonly spread: boolean;
  readonly children: readonly ListItem[];
}

export interface ListItem {
  readonly type: 'listItem';
  /** Of a task list (GFM); null for an ordinary item. */
  readonly checked: boolean | null;
  readonly spread: boolean;
  readonly children: readonly Block[];
}

export interface Code {
  readonly type: 'code';
  /** Programming language, as its writer named it. */
  readonly lang: string | null;
  readonly value: string;
}

export interface Table {
  readonly type: 'table';
  readonly align: readonly ('left' | 'right' | 'center' | null)[];
  /** The first row is the head. */
  readonly children: readonly TableRow[];
}

export interface TableRow {
  readonly type: 'tableRow';
  readonly children: readonly TableCell[];
}

export interface TableCell {
  readonly type: 'tableCell';
  readonly children: readonly Inline[];
}

export interface Text {
  readonly type: 'text';
  readonly value: string;
}

export interface Emphasis {
  readonly type: 'emphasis';
  readonly children: readonly Inline[];
}

export interface Strong {
  readonly type: 'strong';
  readonly children: readonly Inline[];
}

export interface Delete {
  readonly type: 'delete';
  readonly children: readonly Inline[];
}

export interface InlineCode {
  readonly type: 'inlineCode';
  readonly value: string;
}

export interface Break {
  readonly type: 'break';
}

export interface Link {
  readonly type: 'link';
  readonly url: string;
  readonly title: string | null;
  readonly children: readonly Inline[];
}

export interface Image {
  readonly type: 'image';
  readonly url: string;
  readonly title: string | null;
  readonly alt: string;
}

/** A user as a network names it in a text. */
export interface ShownMention {
  /** What stands in the text: the local form of the name. */
  readonly text: string;
  /** Where the network's own link leads; null for text without a link. */
  readonly href: string | null;
}

/** How mentions and images are shown. Null for a user that is no mention here (nobody of the room): a plain link (FX-04). */
export interface MarkupShow {
  mention(user: UserUri, text: string): ShownMention | null;
  /** The `mxc:` URL of an image of the text; null for its description instead. */
  image(url: string, alt: string): string | null;
}

/** A piece of a text that means something, in code points from its start; `end` is behind the last one. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly meaning:
    | { readonly type: 'mention'; readonly user: UserUri; readonly text: string }
    | { readonly type: 'link'; readonly url: string }
    | { readonly type: 'emphasis' | 'strong' | 'delete' | 'code' | 'code-block' | 'quote' };
}

/** Text with what its pieces mean (XEP-0372 mentions, XEP-0394 markup). */
export interface MarkedText {
  readonly text: string;
  /** By start; those inside one another stand with the outer one first. */
  readonly marks: readonly Mark[];
}

/** An XML element of XHTML-IM (XEP-0071) or of a Matrix-like subset; what XmlElement of src/content/xmpp is. */
export interface XhtmlElement {
  readonly name: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly children: readonly (XhtmlElement | string)[];
}
