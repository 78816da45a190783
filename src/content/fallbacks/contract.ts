/**
 * Readable texts for what a network or a reader can't show (FX-28). Types only.
 * @module
 */

/** A stretch of a text in code points; `end` is behind the last one. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A text with the stretch of it that only stands there for readers without the feature (XEP-0428). */
export interface FallbackText {
  readonly text: string;
  /** Null when nothing of the text is a fallback. */
  readonly fallback: TextRange | null;
}

/** A reaction that is taken back. */
export interface Withdrawn {
  readonly key: string;
  /** Name of who reacted where somebody else takes it back; null for the one who does. */
  readonly of: string | null;
  /** Null for none. */
  readonly reason: string | null;
}
