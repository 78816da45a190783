/**
 * The configuration can't be used. The message names each setting at fault and says what to do; it never holds a secret.
 * The process ends with it, one line per problem and no stack trace.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly kind = 'invalid';
  readonly rule = 'configuration';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
