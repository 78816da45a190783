/** What is wrong with a body, a document or a signature. */
export type WireRule =
  | 'malformed' // not the draft's TLS presentation: truncated, trailing, not minimal, not the document's format
  | 'too-large' // more octets, or more items of a list, than are looked at
  | 'unknown-protocol' // Protocol is not mls10 (PV-13)
  | 'unknown-code' // an enum's value that the draft does not define and has no rule for (PV-12)
  | 'identifier' // not a canonical URI of the kind that the field takes (ID-02)
  | 'text' // not UTF-8, or with a NUL
  | 'timestamp' // beyond what a clock can show
  | 'dictionary' // components not sorted or not unique
  | 'empty-list' // a list that must have an item
  | 'mls-message' // an MLS message of a kind that has no place here
  | 'embedded-tree' // a GroupInfo with the tree that belongs beside it (UP-05)
  | 'inconsistent' // fields that contradict one another
  | 'foreign-group' // an event of another room's group (MF-08)
  | 'signature'
  | 'cipher-suite' // unknown, or not the one that holds here
  | 'encryption' // does not open
  | 'frank' // evidence that does not fit what it is to prove
  | 'ratchet-tree' // a tree or its source that may not be used
  | 'directory' // P §5.1
  | 'template' // a URL template, or what would be put into it
  | 'code-point' // a number of the wire profile that can't be used
  | 'host' // a host that does not stand for the provider
  | 'asset-url'; // P §5.10

/**
 * What another provider sent breaks the draft. Never retried; the sender is told which rule. Also thrown when a value
 * that breaks the same rules is to be encoded.
 */
export class InvalidWire extends Error {
  override readonly name = 'InvalidWire';
  readonly kind = 'invalid';
  readonly rule: WireRule;
  /** The specification's section that states the rule. */
  readonly section: string;

  /** @param detail for operators; no names of people, no secrets. */
  constructor(rule: WireRule, section: string, detail: string, options?: ErrorOptions) {
    super(`${rule} (${section}): ${detail}`, options);
    this.rule = rule;
    this.section = section;
  }
}

/** Throws `InvalidWire` unless the condition holds. */
export function demand(condition: boolean, rule: WireRule, section: string, detail: string): asserts condition {
  if (!condition) throw new InvalidWire(rule, section, detail);
}
