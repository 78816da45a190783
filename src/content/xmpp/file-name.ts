const longestName = 255;

/** A name that is never a path (XEP-0446 §4), and says no other ending than it has. Empty where nothing is left of it. */
export function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const safe = last.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '').trim();
  return safe === '.' || safe === '..' ? '' : safe.slice(0, longestName).toWellFormed();
}
