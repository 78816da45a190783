/** JSON from outside, read field by field: what is not there, or of another type, is `undefined`. */
export type Json = Readonly<Record<string, unknown>>;

const none: Json = Object.freeze(Object.create(null) as Json);

/** The value as an object; an empty one for anything else. */
export function objectIn(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : none;
}

/** A field of its own (never one of the prototype: `__proto__`, `constructor`). */
export function fieldIn(value: Json, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

export function objectAt(value: Json, key: string): Json {
  return objectIn(fieldIn(value, key));
}

/** Octets of an event, and so of any text in it ("Size limits"): a homeserver passes no longer one on. */
export const eventLimit = 65_536;

export const isTooLong = (value: unknown): boolean =>
  typeof value === 'string' && Buffer.byteLength(value) > eventLimit;

/** Text without lone surrogates, which UTF-8 has no octets for; one that no event has room for is none. */
export function textAt(value: Json, key: string): string | undefined {
  const text = fieldIn(value, key);
  return typeof text === 'string' && !isTooLong(text) ? text.toWellFormed() : undefined;
}

/** A whole number from 0 to 2^53-1, as canonical JSON knows numbers. */
export function countAt(value: Json, key: string): number | undefined {
  const count = fieldIn(value, key);
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** The first so many items of a list; none for anything else. */
export function listAt(value: Json, key: string, most: number): readonly unknown[] {
  const list = fieldIn(value, key);
  return Array.isArray(list) ? (list.slice(0, most) as readonly unknown[]) : [];
}
