/** Which rule of draft-ietf-mimi-content a message breaks. */
export type ContentRule =
  | 'cbor' // §6.1, RFC 8949 §4.2.1: malformed or not deterministic
  | 'data-model' // §6.2
  | 'structure' // Annex A
  | 'language' // §4.4, RFC 5646 §2.1
  | 'media-type' // §4.4, RFC 9110 §8.3.1
  | 'unknown-semantics' // §4.4, §9.1
  | 'external' // §4.5
  | 'too-deep' // §6.3
  | 'too-many-parts' // §9.1
  | 'too-big' // §9.1, our limit
  | 'topic-too-long' // §9.1
  | 'salt' // §3.3
  | 'unknown-hash' // §9.1
  | 'sender-or-room' // §8.2: says another sender or room than the one that it came from
  | 'text' // a text part that is not UTF-8
  | 'status'; // draft-mahy-mimi-message-status, Formal Data Definition

/** A message that is discarded and logged (draft §9.1). Never retried. */
export class InvalidContent extends Error {
  override readonly name = 'InvalidContent';
  readonly kind = 'invalid';
  readonly rule: ContentRule;

  /** @param detail what is wrong, without anything of the message's text. */
  constructor(rule: ContentRule, detail: string) {
    super(`${rule}: ${detail}`);
    this.rule = rule;
  }
}
