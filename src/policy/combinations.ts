import { componentIds } from './code-points.ts';
import type { Role, RoomState } from './contract.ts';
import type { Refused } from './rules/contract.ts';
import { refuse } from './decision.ts';
import { listChangesOf, type ReadProposal, removesAnother } from './handshake.ts';
import { isBanRole } from './standing.ts';

type Kind = ReadProposal['type'];

/** Components that are replaced whole: two values in one commit would lose one (draft-ietf-mimi-protocol §7.6, UP-29). */
const replacedOnce: readonly Kind[] = ['metadata', 'base-policy', 'roles', 'preauthorized', 'gateways'];

/** Components that are replaced or removed by their id. Join links are changed by as many updates as one likes. */
const byId = (proposals: readonly ReadProposal[]): readonly number[] =>
  proposals.flatMap((proposal) =>
    proposal.type === 'other-component' || proposal.type === 'remove-component' ? [proposal.componentId] : [],
  );

const ids = {
  participants: componentIds.participantList,
  metadata: componentIds.roomMetadata,
  'base-policy': componentIds.baseRoomPolicy,
  roles: componentIds.rolesList,
  preauthorized: componentIds.preauthorizedList,
  gateways: componentIds.gatewayPolicy,
  'join-links': componentIds.joinLinks,
} as const satisfies Partial<Record<Kind, number>>;

function changedBy(proposal: ReadProposal): number | null {
  if (proposal.type === 'other-component') return proposal.componentId;
  return proposal.type in ids ? ids[proposal.type as keyof typeof ids] : null;
}

/** Taking the preauthorisation out changes it. */
const kindOf = (proposal: ReadProposal): Kind =>
  proposal.type === 'remove-component' && proposal.componentId === ids.preauthorized ? 'preauthorized' : proposal.type;

/** What a list of proposals holds, for questions about the next one. */
interface Summary {
  /** Components that are taken out, and those that are changed. */
  readonly takenOut: ReadonlySet<number>;
  readonly changed: ReadonlySet<number>;
  readonly kinds: ReadonlySet<Kind>;
  readonly components: ReadonlySet<number>;
  /** Users that list updates touch. */
  readonly listed: ReadonlySet<string>;
  readonly onlyRemovals: boolean;
  readonly added: ReadonlySet<string>;
  /** Users whose clients somebody else removes, or who are banned or struck from the list. */
  readonly thrownOut: ReadonlySet<string>;
}

function summarize(roles: readonly Role[], proposals: readonly ReadProposal[]): Summary {
  const changes = proposals.flatMap(listChangesOf);
  return {
    takenOut: new Set(proposals.flatMap((one) => (one.type === 'remove-component' ? [one.componentId] : []))),
    changed: new Set(proposals.flatMap((one) => changedBy(one) ?? [])),
    kinds: new Set(proposals.map(kindOf)),
    components: new Set(byId(proposals)),
    listed: new Set(changes.map(({ user }) => user)),
    onlyRemovals: changes.every(({ to }) => to === 0),
    added: new Set(proposals.flatMap((proposal) => (proposal.type === 'add' ? [proposal.user] : []))),
    thrownOut: new Set([
      ...proposals.flatMap((proposal) =>
        proposal.type === 'remove' && removesAnother(proposal) ? [proposal.user as string] : [],
      ),
      ...changes.filter(({ to }) => to === 0 || isBanRole(roles, to)).map(({ user }) => user as string),
    ]),
  };
}

const together = (section: string, text: string): Refused => refuse('invalid-combination', section, text);

/**
 * Whether proposals may stand in one commit, whoever made them; null when they may. A bare proposal that may not stand
 * beside those that are pending has to wait for the next epoch.
 * @param state of the epoch: roles change in no commit that changes the list
 */
export function clash(
  { roles }: RoomState,
  pending: readonly ReadProposal[],
  next: readonly ReadProposal[],
): Refused | null {
  const before = summarize(roles, pending);
  const after = summarize(roles, next);
  return clashOfKinds(before, after) ?? clashOfPeople(before, after);
}

/** The clash within a whole commit: each proposal against those before it. */
export function clashWithin({ roles }: RoomState, proposals: readonly ReadProposal[]): Refused | null {
  const touched = new Set<string>();
  for (const { user } of proposals.flatMap(listChangesOf)) {
    if (touched.has(user)) return together('protocol §7.5', 'A commit changes one user’s entry once.');
    touched.add(user);
  }
  const repeated = replacedOnce.find((kind) => proposals.filter((one) => kindOf(one) === kind).length > 1);
  if (repeated) return together('protocol §7.6', `A commit changes the ${repeated} of a room once.`);
  const whole = summarize(roles, proposals);
  if (whole.components.size < byId(proposals).length) {
    return together('mls-extensions §4.7', 'A commit changes a component of a room once.');
  }
  return clashOfKinds(whole, whole, true) ?? clashOfPeople(whole, whole, true);
}

function clashOfKinds(a: Summary, b: Summary, same = false): Refused | null {
  const repeated = same ? undefined : replacedOnce.find((kind) => a.kinds.has(kind) && b.kinds.has(kind));
  if (repeated) return together('protocol §7.6', `A change of the room's ${repeated} is under way; try again.`);
  if (!same && [...a.components].some((id) => b.components.has(id))) {
    return together('mls-extensions §4.7', 'A change of that component is under way; try again.');
  }
  const meets = (one: ReadonlySet<number>, other: ReadonlySet<number>): boolean => [...one].some((id) => other.has(id));
  if (meets(a.takenOut, b.changed) || meets(a.changed, b.takenOut)) {
    return together('mls-extensions §4.7', 'A component is either changed or taken out.');
  }
  const beside = (kind: Kind): boolean =>
    (a.kinds.has(kind) && b.listed.size > 0) || (b.kinds.has(kind) && a.listed.size > 0);
  if (beside('roles')) return together('room-policy §3', 'Roles and participants do not change in one commit.');
  const additions =
    (a.kinds.has('preauthorized') && !b.onlyRemovals) || (b.kinds.has('preauthorized') && !a.onlyRemovals);
  return additions
    ? together('room-policy §4', 'Preauthorisation changes only beside removals of participants.')
    : null;
}

function clashOfPeople(a: Summary, b: Summary, same = false): Refused | null {
  const meets = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
    [...one].some((user) => other.has(user));
  if (!same && meets(a.listed, b.listed)) {
    return together('protocol §7.5', 'That user’s entry is being changed already; try again.');
  }
  // A kick, a ban or a removal leaves no client (protocol §5.3): nobody comes in by the same commit.
  if (meets(a.added, b.thrownOut) || meets(a.thrownOut, b.added)) {
    return together('room-policy §8.1.2', 'That user is entering and being thrown out at once; try again.');
  }
  return null;
}
