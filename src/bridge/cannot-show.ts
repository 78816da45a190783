/** A network has no way to show something; what is tried instead is the adapter's choice, and this says that nothing is left. */
export class CannotShow extends Error {
  override readonly name = 'CannotShow';
  readonly kind = 'cannot-show';
}
