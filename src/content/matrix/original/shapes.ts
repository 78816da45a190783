import { fieldIn, objectIn } from '../json.ts';

/**
 * Copies what a value may be; undefined for everything else. A copy has the named fields only, so that nothing that is
 * not looked at comes along, and nothing is deeper than its shape.
 */
export type Shape = (value: unknown) => unknown;

export const text =
  (octets: number): Shape =>
  (value) =>
    typeof value === 'string' && value.isWellFormed() && Buffer.byteLength(value) <= octets ? value : undefined;

export const count: Shape = (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? value : undefined);

export const oneOf =
  (...values: readonly string[]): Shape =>
  (value) =>
    values.find((allowed) => allowed === value);

/** At most so many items; one that is wrong makes the list wrong. */
export const list =
  (most: number, shape: Shape): Shape =>
  (value) => {
    if (!Array.isArray(value) || value.length > most) return undefined;
    const items = value.map(shape);
    return items.includes(undefined) ? undefined : items;
  };

/** Fields that are wrong or unknown are left out. */
export const fields =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const object = objectIn(value);
    const copied = Object.entries(shapes).map(([key, shape]) => [key, shape(fieldIn(object, key))] as const);
    return Object.fromEntries(copied.filter(([, copy]) => copy !== undefined));
  };
