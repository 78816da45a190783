/** One sentence of a draft, and whether a (room, actor, action) is as it says. */
export interface Clause {
  readonly holds: boolean;
  /** Section and sentence; RP: draft-ietf-mimi-room-policy-03, P: draft-ietf-mimi-protocol-06. */
  readonly says: string;
  /** Name of a rule that is no sentence of a draft, but this project's: a row or an Annex B decision. */
  readonly houseRule?: string;
}

export function clause(holds: boolean, says: string): Clause {
  return { holds, says };
}

export function houseRule(houseRule: string, holds: boolean, says: string): Clause {
  return { holds, says, houseRule };
}

/** One of several ways is enough. @returns the clauses of the first that holds whole, else those of the last */
export function anyOf(ways: readonly (readonly Clause[])[], says: string): readonly Clause[] {
  const open = ways.find((way) => way.every(({ holds }) => holds));
  return open ?? ways.at(-1) ?? [clause(false, says)];
}
