/** What is wrong with a component. */
export type ComponentRule =
  | 'malformed' // not the draft's TLS presentation
  | 'missing-component'
  | 'participant-list' // draft-ietf-mimi-protocol §7.5
  | 'roles' // draft-ietf-mimi-room-policy §3, §8.1
  | 'preauthorized' // §4
  | 'base-policy' // §5
  | 'metadata' // draft-ietf-mimi-protocol §7.6
  | 'unknown-component';

/** A component, or an update of one, breaks its own draft. Never retried; the sender is told. */
export class InvalidPolicy extends Error {
  override readonly name = 'InvalidPolicy';
  readonly kind = 'invalid';
  readonly rule: ComponentRule;

  /** @param detail for operators; no names of people. */
  constructor(rule: ComponentRule, detail: string, options?: ErrorOptions) {
    super(`${rule}: ${detail}`, options);
    this.rule = rule;
  }
}
