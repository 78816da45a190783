/** Which rule a name breaks. Each edge has a table from these to its own error (stanza condition, HTTP status, notice). */
export type IdentifierRule =
  | 'uri-syntax' // RFC 3986, draft-ietf-mimi-protocol §3
  | 'uri-kind' // a URI of another kind than the field takes
  | 'uri-too-long'
  | 'domain-syntax' // RFC 1123 §2.1, RFC 5890 A-labels
  | 'client-without-user' // a `/d/` URI from which no user can be derived
  | 'message-id'
  | 'matrix-id'
  | 'matrix-id-too-long'
  | 'jid-syntax' // RFC 7622
  | 'jid-too-long'
  | 'jid-escape'; // XEP-0106

/** A name that breaks its grammar. Never retried; whoever sent it is told which rule. */
export class InvalidIdentifier extends Error {
  override readonly name = 'InvalidIdentifier';
  readonly kind = 'invalid';
  readonly rule: IdentifierRule;

  /** @param detail what is wrong, for an operator; without the offending name, which may be private. */
  constructor(rule: IdentifierRule, detail: string) {
    super(`${rule}: ${detail}`);
    this.rule = rule;
  }
}
