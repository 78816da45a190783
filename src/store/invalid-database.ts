/** What is wrong with a database so that it can't be used at all. */
export type DatabaseRule =
  | 'wrong-credentials'
  | 'no-such-database'
  | 'not-allowed'
  | 'newer-release'
  | 'edited-migration'
  | 'in-use'
  | 'no-directory';

/** The database can't be used as it is; repeating won't help. The message tells the operator what to do. */
export class InvalidDatabase extends Error {
  override readonly name = 'InvalidDatabase';
  readonly kind = 'invalid';
  readonly rule: DatabaseRule;
  constructor(rule: DatabaseRule, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.rule = rule;
  }
}
