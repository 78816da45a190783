/** What is formatted at most: a text beyond that is shown without formatting. */
export const markupLimits = {
  /** UTF-16 code units of a source text. */
  size: 65_536,
  /** Elements or blocks inside one another. */
  nesting: 100,
  /** Cells of a table. */
  cells: 2_000,
} as const;
