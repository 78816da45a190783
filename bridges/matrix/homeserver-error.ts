/** The homeserver understood a request and said no. What that means depends on the request, so each caller decides. */
export class HomeserverError extends Error {
  override readonly name = 'HomeserverError';
  readonly status: number;
  /** `M_FORBIDDEN`, `M_NOT_FOUND` … (client-server API "Standard error response"). */
  readonly errcode: string;

  constructor(status: number, errcode: string, error: string) {
    super(`The homeserver answered ${status} ${errcode}: ${error}`);
    this.status = status;
    this.errcode = errcode;
  }
}

/** The registration or the configuration does not fit the homeserver; trying again changes nothing. */
export class InvalidRegistration extends Error {
  override readonly name = 'InvalidRegistration';
  readonly kind = 'invalid';
  readonly rule: 'as-token' | 'listen' | 'server-name';

  /** @param sentence says what to do, with the setting's name. */
  constructor(rule: InvalidRegistration['rule'], sentence: string) {
    super(sentence);
    this.rule = rule;
  }
}
