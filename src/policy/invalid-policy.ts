/** What is wrong with a component, and the section of the draft that says so. */
export const componentRules = {
  /** Not the draft's TLS presentation. */
  malformed: 'mls-extensions §4.6',
  'missing-component': 'protocol §7',
  'participant-list': 'protocol §7.5',
  metadata: 'protocol §7.6',
  'franking-agent': 'protocol §5.4.1',
  'content-media-types': 'mls-extensions §6.2',
  roles: 'room-policy §3, §8.1',
  preauthorized: 'room-policy §4',
  /** A credential whose claims can't be read. */
  claims: 'room-policy §4',
  'base-policy': 'room-policy §5',
  /** What the base policy lists is not what there is. */
  'policy-components': 'room-policy §5',
  'status-notifications': 'room-policy §6.1',
  'join-link-policy': 'room-policy §6.2',
  'join-links': 'room-policy §6.2',
  'link-previews': 'room-policy §6.3',
  assets: 'room-policy §6.4',
  logging: 'room-policy §6.5',
  history: 'room-policy §6.6',
  bots: 'room-policy §6.7',
  expiration: 'room-policy §6.8',
  operational: 'room-policy §7.1',
  'unknown-component': 'mls-extensions §4.7',
} as const satisfies Record<string, string>;

export type ComponentRule = keyof typeof componentRules;

/** A component, or an update of one, breaks its own draft. Never retried; the sender is told. */
export class InvalidPolicy extends Error {
  override readonly name = 'InvalidPolicy';
  readonly kind = 'invalid';
  readonly rule: ComponentRule;
  /** Section of the draft that the rule comes from, such as `room-policy §6.3`. */
  readonly section: string;

  /** @param detail for operators; no names of people. */
  constructor(rule: ComponentRule, detail: string, options?: ErrorOptions) {
    super(`${rule}: ${detail}`, options);
    this.rule = rule;
    this.section = componentRules[rule];
  }
}
