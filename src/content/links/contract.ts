/**
 * What a link or a name is worth that somebody else wrote. Types only.
 * @module
 */

/**
 * How a link is shown (draft-ietf-mimi-content §9.6, FX-26):
 * - `plain`: its text is its target, or canonically equal: as it is;
 * - `flagged`: `text` has been extended by the real target, which it isn't, or for which it only can be taken by a machine;
 * - `refused`: the target may not be a link at all (`javascript:`, `data:`, malformed): only `text` is shown.
 */
export type JudgedLink =
  | {
      readonly type: 'plain' | 'flagged';
      readonly url: string;
      readonly text: string;
      readonly reason: null | 'other-target' | 'downgrade' | 'lookalike';
    }
  | { readonly type: 'refused'; readonly text: string };
