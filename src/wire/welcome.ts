import { readWelcome, type Welcome, writeWelcome } from '../mls/index.ts';
import type { WireCodec } from './contract.ts';
import { InvalidWire } from './invalid-wire.ts';
import { bodyLimits } from './limits.ts';
import { codecOf } from './presentation.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.5';
/** RFC 9420 §6: mls10, mls_welcome. */
const header = [1, 3] as const;

/** MLSMessage with a Welcome. */
const welcomeMessage: WireCodec<Welcome> = codecOf<Welcome>({
  section,
  limit: bodyLimits.large,
  write: (writer, welcome) => {
    for (const part of header) writer.uint16(part);
    writeWelcome(writer, welcome);
  },
  read: (reader) => {
    for (const part of header) {
      const found = reader.uint16();
      if (found !== part) throw new InvalidWire('mls-message', section, 'not a Welcome');
    }
    return readWelcome(reader);
  },
});

/** KeyPackageRefs of those whom a Welcome lets in: a hub routes it by them (KP-19). @throws InvalidWire */
export function keyPackageRefsOf(welcome: Uint8Array): readonly Uint8Array[] {
  return welcomeMessage.decode(welcome).secrets.map(({ newMember }) => newMember);
}

/**
 * The Welcome that one provider gets: without the secrets, and so without the number and the names, of those that other
 * providers let in (decision WF-12).
 * @param welcome MLSMessage with a Welcome
 * @param isTheirs whether that provider gave out the key package with this KeyPackageRef
 * @returns null when none of them is theirs
 * @throws InvalidWire
 */
export function welcomeFor(welcome: Uint8Array, isTheirs: (ref: Uint8Array) => boolean): Uint8Array | null {
  const whole = welcomeMessage.decode(welcome);
  const secrets = whole.secrets.filter(({ newMember }) => isTheirs(newMember));
  return secrets.length === 0 ? null : welcomeMessage.encode({ ...whole, secrets });
}
