import { InvalidIdentifier, parseMimiUri, parseProviderUri, parseUserUri } from '../identifiers/index.ts';
import type { ProviderUri, UserUri } from '../identifiers/index.ts';
import type { Participant, ParticipantListUpdate, RoleIndex } from './contract.ts';
import { InvalidPolicy } from './invalid-policy.ts';

/** One entry of a list update with its index resolved: what happens to whom. Role 0 is "not in the list". */
export interface ListChange {
  readonly user: UserUri | ProviderUri;
  readonly from: RoleIndex;
  readonly to: RoleIndex;
}

const checkedNames = new Set<string>();
const mostCheckedNames = 50_000;

/**
 * A name in a list: a user, or a provider that holds a role (decision WF-24), spelled canonically so that no one stands
 * twice.
 * @throws {@link InvalidPolicy} `participant-list`
 */
export function checkListedName(name: string): asserts name is UserUri | ProviderUri {
  if (checkedNames.has(name)) return;
  try {
    const canonical = parseMimiUri(name).kind === 'provider' ? parseProviderUri(name) : parseUserUri(name);
    if (canonical !== name) throw new InvalidPolicy('participant-list', 'a name is not spelled canonically');
  } catch (cause) {
    if (cause instanceof InvalidIdentifier) {
      throw new InvalidPolicy('participant-list', 'an entry is neither a user nor a provider', { cause });
    }
    throw cause;
  }
  // A list of a thousand is read after every commit: a name that was right once stays right.
  if (checkedNames.size >= mostCheckedNames) checkedNames.clear();
  checkedNames.add(name);
}

const indices = new WeakMap<readonly Participant[], ReadonlyMap<string, RoleIndex>>();

/** The role of each listed user. Made once for a list, since lists are values. */
export function rolesByUser(list: readonly Participant[]): ReadonlyMap<string, RoleIndex> {
  let index = indices.get(list);
  if (!index) {
    index = new Map(list.map(({ user, role }) => [user, role]));
    indices.set(list, index);
  }
  return index;
}

/**
 * What an update does, in its own order: role changes, removals, additions (draft-ietf-mimi-protocol §7.5).
 * @param list the participants of the epoch's GroupContext, which all indices refer to (decision WF-11)
 * @throws {@link InvalidPolicy} `participant-list` for an index beyond the list, a role 0, or an added user who is listed
 */
export function resolveUpdate(list: readonly Participant[], update: ParticipantListUpdate): readonly ListChange[] {
  const listed = rolesByUser(list);
  const at = (index: number, to?: RoleIndex): ListChange => {
    const found = list[index];
    if (!found) throw new InvalidPolicy('participant-list', 'an index is beyond the list');
    checkListedName(found.user);
    return { user: found.user, from: found.role, to: to ?? 0 };
  };
  const changed = update.changedRoleParticipants.map(({ userIndex, role }) => at(userIndex, role));
  const removed = update.removedIndices.map((index) => at(index));
  const added = update.addedParticipants.map(({ user, role }) => {
    checkListedName(user);
    if (listed.has(user)) throw new InvalidPolicy('participant-list', 'an added user is listed');
    return { user, from: 0, to: role };
  });
  if ([...changed, ...added].some(({ to }) => to === 0)) {
    throw new InvalidPolicy('participant-list', 'role 0 stands in no list');
  }
  return [...changed, ...removed, ...added];
}

/**
 * The list after the updates of one commit, each of which refers to the list as it was before (decision WF-11): changes
 * keep their place, removals close up, additions are appended in the order of the updates.
 * @throws {@link InvalidPolicy} `participant-list` also when the updates touch one user twice (§7.5)
 */
export function applyParticipantListUpdate(
  list: readonly Participant[],
  updates: readonly ParticipantListUpdate[],
): readonly Participant[] {
  return applyChanges(
    list,
    updates.flatMap((update) => resolveUpdate(list, update)),
  );
}

/** {@link applyParticipantListUpdate} of updates that were resolved already. @throws {@link InvalidPolicy} */
export function applyChanges(list: readonly Participant[], changes: readonly ListChange[]): readonly Participant[] {
  if (changes.length === 0) return list;
  const byUser = new Map<string, ListChange>();
  for (const change of changes) {
    if (byUser.has(change.user)) throw new InvalidPolicy('participant-list', 'a user is touched twice');
    byUser.set(change.user, change);
  }
  const kept = list.flatMap((participant) => {
    const change = byUser.get(participant.user);
    if (!change) return [participant];
    return change.to === 0 ? [] : [{ user: participant.user, role: change.to }];
  });
  const added = changes.filter(({ from }) => from === 0);
  return [...kept, ...added.map(({ user, to }) => ({ user, role: to }))];
}
