import { InvalidContent } from '../invalid-content.ts';

/**
 * The shortest float for its value (RFC 8949 §4.2.1), and of all NaNs only F97E00 (draft-ietf-mimi-content §6.2).
 * @param size 2, 4 or 8 octets, which end before `end`
 */
export function checkFloat(view: DataView, end: number, size: number): void {
  if (size === 2) {
    const bits = view.getUint16(end - 2);
    const nan = (bits & 0x7c00) === 0x7c00 && (bits & 0x03ff) !== 0;
    if (nan && bits !== 0x7e00) throw new InvalidContent('data-model', 'a NaN other than F97E00');
    return;
  }
  const value = size === 4 ? view.getFloat32(end - 4) : view.getFloat64(end - 8);
  if (Number.isNaN(value)) throw new InvalidContent('data-model', 'a NaN other than F97E00');
  if (isHalf(value) || (size === 8 && Math.fround(value) === value)) {
    throw new InvalidContent('cbor', 'not the shortest float');
  }
}

/** Whether a number has a 16-bit form (IEEE 754 binary16: 11 significant bits, exponents -14 to 15, subnormals). */
function isHalf(value: number): boolean {
  const size = Math.abs(value);
  if (size === 0 || size === Infinity) return true;
  if (size > 65504) return false;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  return Number.isInteger(size / 2 ** (exponent - 10));
}
