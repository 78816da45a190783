/** What clients counted, compared with what was acknowledged to those who spoke. */
export interface Count {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Texts that came before an earlier one of the same speaker. */
  readonly outOfOrder: readonly string[];
}

/** Speaker and number of a text as `textOf` makes it; null: not one of ours. */
export function partsOf(text: string): { readonly speaker: string; readonly number: number } | null {
  const match = /^(\S+) says #(\d+)$/.exec(text);
  return match === null ? null : { speaker: match[1] ?? '', number: Number(match[2]) };
}

export const textOf = (speaker: string, number: number): string => `${speaker} says #${number}`;

/** `shown`: the texts of a history, oldest first. */
export function count(acknowledged: readonly string[], shown: readonly string[]): Count {
  const times = new Map<string, number>();
  const newest = new Map<string, number>();
  const outOfOrder: string[] = [];
  for (const text of shown) {
    const parts = partsOf(text);
    if (parts === null) continue;
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    if (before === 0 && parts.number < (newest.get(parts.speaker) ?? -1)) outOfOrder.push(text);
    newest.set(parts.speaker, Math.max(parts.number, newest.get(parts.speaker) ?? -1));
  }
  return {
    lost: acknowledged.filter((text) => !times.has(text)),
    doubled: [...times].filter(([, n]) => n > 1).map(([text]) => text),
    outOfOrder,
  };
}
