/** Comparisons of octet strings that need not be constant-time: public values only. */
export function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The empty octet string. */
export const empty = new Uint8Array(0);

const encoder = new TextEncoder();

/** ASCII or UTF-8 octets of a label. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Lower-case hex, as a map key. */
export function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('hex');
}

/** One octet string after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
