/** A request to the admin API that can't be done; the sentence is for whoever sent it. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
  readonly kind = 'invalid';
  readonly rule = 'admin-request';
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}
