import { type Rule, sectionOf } from './rules.ts';

/** What arrived breaks a rule. Never retried; the sender is told which. */
export class InvalidMessage extends Error {
  override readonly name = 'InvalidMessage';
  readonly kind = 'invalid';
  readonly rule: Rule;
  /** The specification's section that states the rule. */
  readonly section: string;

  /** @param detail for operators; no secrets, no plaintext */
  constructor(rule: Rule, detail?: string, options?: ErrorOptions) {
    super(`${rule} (${sectionOf[rule]})${detail === undefined ? '' : `: ${detail}`}`, options);
    this.rule = rule;
    this.section = sectionOf[rule];
  }
}

/** Throws `InvalidMessage(rule)` unless the condition holds. */
export function demand(condition: boolean, rule: Rule, detail?: string): asserts condition {
  if (!condition) throw new InvalidMessage(rule, detail);
}
