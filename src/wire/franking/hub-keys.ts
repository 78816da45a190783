/**
 * A hub_key and when messages were franked with it. Milliseconds since 1970; `until` is null while it is in use. The
 * draft gives frankings no key id (P §5.9: "its relevant hub_key"), so the accepted time finds the key (decision WF-14).
 */
export interface HubKeyPeriod {
  readonly hubKey: Uint8Array;
  readonly from: number;
  readonly until: number | null;
}

/** Clocks of the hub's processes differ: keys of neighbouring periods are tried for so long, in milliseconds. */
export const hubKeyOverlap = 5 * 60_000;

/** The key to frank with; undefined before the first period. Of several that are in use, the youngest. */
export function presentHubKey(periods: readonly HubKeyPeriod[], now: number): HubKeyPeriod | undefined {
  return byAge(periods).find(({ from, until }) => from <= now && (until === null || now < until));
}

/**
 * The keys that a message accepted at this time can have been franked with (decision WF-14), those whose period it falls
 * into first, each the youngest first.
 */
export function hubKeysFor(
  periods: readonly HubKeyPeriod[],
  acceptedTimestamp: number,
  overlap = hubKeyOverlap,
): readonly HubKeyPeriod[] {
  const within = ({ from, until }: HubKeyPeriod, slack: number): boolean =>
    from - slack <= acceptedTimestamp && (until === null || acceptedTimestamp < until + slack);
  const near = byAge(periods).filter((period) => within(period, overlap));
  return [...near.filter((period) => within(period, 0)), ...near.filter((period) => !within(period, 0))];
}

/** The keys that may be forgotten: no frank of theirs must be verified any more (AF-09). `retention` in milliseconds. */
export function outdatedHubKeys(
  periods: readonly HubKeyPeriod[],
  now: number,
  retention: number,
): readonly HubKeyPeriod[] {
  return periods.filter(({ until }) => until !== null && until + retention + hubKeyOverlap < now);
}

function byAge(periods: readonly HubKeyPeriod[]): readonly HubKeyPeriod[] {
  return [...periods].sort((a, b) => b.from - a.from);
}
