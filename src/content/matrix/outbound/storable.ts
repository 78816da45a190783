import type { MatrixDeed } from '../contract.ts';

/**
 * A deed whose texts every homeserver stores: without NUL, and without surrogates that are half of nothing, for which
 * canonical JSON has no form.
 */
export function storable(deed: MatrixDeed): MatrixDeed {
  if (deed.do === 'send') return { ...deed, content: withStorable(deed.content) };
  return deed.do === 'redact' ? withStorable(deed) : deed;
}

/** What is sent is a few levels deep, however deep what they were made of was. */
function withStorable<Value>(value: Value): Value {
  return storableValue(value) as Value;
}

function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(storableValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, storableValue(field)]));
}
