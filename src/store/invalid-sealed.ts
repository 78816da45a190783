/** Why a sealed value can't be opened. */
export type SealedRule = 'unknown-key' | 'changed-or-moved' | 'malformed';

/** A sealed value can't be opened: its key is gone, or the bytes are not those that were stored there. */
export class InvalidSealed extends Error {
  override readonly name = 'InvalidSealed';
  readonly kind = 'invalid';
  readonly rule: SealedRule;
  constructor(rule: SealedRule, message: string) {
    super(message);
    this.rule = rule;
  }
}
