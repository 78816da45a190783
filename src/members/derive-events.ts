import type { UserUri } from '../identifiers/index.ts';
import { kindOf } from '../identifiers/index.ts';
import type { CommitEffects, Member, Proposal, Sender } from '../mls/index.ts';
import { componentIds, isBanRole, participantListUpdate, policyFlags, type RoomState } from '../policy/index.ts';
import { type Deed, decodeDeed, deedComponent, userOf } from '../provider/index.ts';
import type { RoomEvent } from '../rooms/index.ts';
import { detailsOf } from './room-view.ts';

type Bare<Event> = Event extends unknown ? Omit<Event, 'room' | 'seq' | 'acceptedAt' | 'origin'> : never;

/** An event before it has a place in the archive. */
export type NewEvent = Bare<RoomEvent>;

export interface CommitReading {
  readonly effects: CommitEffects;
  readonly before: RoomState;
  readonly after: RoomState;
  readonly serviceUser: UserUri;
  /** Member of a leaf before the commit. */
  readonly memberAt: (leaf: number) => Member | null;
}

interface Actor {
  /** null: the room's machinery. */
  readonly user: UserUri | null;
  readonly deed: Deed;
}

/** What became true by a commit, in a fixed order: who went, who changed, who came, then the room's own properties. */
export function deriveEvents(reading: CommitReading): readonly NewEvent[] {
  const { before, after } = reading;
  const rolesBefore = rolesOf(before);
  const rolesAfter = rolesOf(after);
  const users = new Set([...rolesBefore.keys(), ...rolesAfter.keys()]);
  const came: NewEvent[] = [];
  const events: NewEvent[] = [];
  const actors = actorsOf(reading);
  for (const user of users) {
    const [from, to] = [rolesBefore.get(user) ?? 0, rolesAfter.get(user) ?? 0];
    const change = {
      user,
      from,
      to,
      wasBanned: isBanRole(before.roles, from),
      isBanned: isBanRole(after.roles, to),
      wasActive: (before.clients.get(user) ?? 0) > 0,
      isActive: (after.clients.get(user) ?? 0) > 0,
    };
    for (const event of changeOf(change, actors.get(user) ?? actors.get(null))) {
      (event.type === 'joined' ? came : events).push(event);
    }
  }
  return [...events, ...came, ...roomChanges(reading, actors.get(null))];
}

function rolesOf(state: RoomState): Map<UserUri, number> {
  const roles = new Map<UserUri, number>();
  for (const { user, role } of state.participants) {
    // A provider that holds a role (WF-24) is nobody whom networks show.
    if (kindOf(user) === 'user') roles.set(user as UserUri, role);
  }
  return roles;
}

interface Change {
  readonly user: UserUri;
  readonly from: number;
  readonly to: number;
  readonly wasBanned: boolean;
  readonly isBanned: boolean;
  readonly wasActive: boolean;
  readonly isActive: boolean;
}

function changeOf(change: Change, actor: Actor | undefined): readonly NewEvent[] {
  const { user, from, to, wasBanned, isBanned, wasActive, isActive } = change;
  const reason = actor?.deed.reason === undefined ? {} : { reason: actor.deed.reason };
  const deed = { by: actor?.user ?? null, ...reason };
  const own = actor?.user === user;
  if (isBanned && !wasBanned) return [{ type: 'banned', user, wasActive, ...deed }];
  if (wasBanned && !isBanned) {
    const joined = isActive ? ([{ type: 'joined', user, role: to, first: true }] as const) : [];
    return [{ type: 'unbanned', user, role: to === 0 ? null : to, ...deed }, ...joined];
  }
  if (from !== 0 && to === 0) return own ? [{ type: 'left', user, ...reason }] : [{ type: 'removed', user, ...deed }];
  if (from === 0) {
    return isActive
      ? [{ type: 'joined', user, role: to, first: true }]
      : [{ type: 'invited', user, role: to, ...deed }];
  }
  const events: NewEvent[] = [];
  if (wasActive && !isActive) events.push(own ? { type: 'left', user, ...reason } : { type: 'kicked', user, ...deed });
  if (from !== to) events.push({ type: 'role-changed', user, from, to, ...deed });
  if (!wasActive && isActive) events.push({ type: 'joined', user, role: to, first: false });
  return events;
}

function roomChanges({ before, after }: CommitReading, actor: Actor | undefined): readonly NewEvent[] {
  const events: NewEvent[] = [];
  const reason = actor?.deed.reason === undefined ? {} : { reason: actor.deed.reason };
  const deed = { by: actor?.user ?? null, ...reason };
  const details = { before: detailsOf(before.metadata), after: detailsOf(after.metadata) };
  if (JSON.stringify(details.before) !== JSON.stringify(details.after)) {
    events.push({ type: 'details-changed', ...details, ...deed });
  }
  const flags = { before: policyFlags(before), after: policyFlags(after) };
  if (JSON.stringify(flags.before) !== JSON.stringify(flags.after)) {
    events.push({ type: 'policy-changed', ...flags, ...deed });
  }
  return events;
}

/** Who did what to whom; under null: who changed the room. */
function actorsOf(reading: CommitReading): ReadonlyMap<UserUri | null, Actor> {
  const deeds = new Map<string, Deed>();
  for (const { sender, componentId, data } of reading.effects.ephemeral) {
    const deed = componentId === deedComponent ? decodeDeed(data) : null;
    if (deed) deeds.set(senderKey(sender), deed);
  }
  const actors = new Map<UserUri | null, Actor>();
  for (const { sender, proposal } of reading.effects.proposals) {
    const user = userBehind(reading, sender);
    const stated = deeds.get(senderKey(sender)) ?? {};
    // Only the machinery may say for whom it acts; of anybody else the signature tells.
    const actor: Actor = { user: user ?? stated.by ?? null, deed: stated };
    for (const touched of touchedBy(reading, sender, proposal)) {
      const known = actors.get(touched);
      if (!known || known.user === null) actors.set(touched, actor);
    }
  }
  return actors;
}

function senderKey(sender: Sender): string {
  switch (sender.type) {
    case 'member':
      return `member ${sender.leafIndex}`;
    case 'external':
      return `external ${sender.senderIndex}`;
    case 'new-member-commit':
    case 'new-member-proposal':
      return sender.type;
  }
}

/** null: the hub, or its service leaf. */
function userBehind(reading: CommitReading, sender: Sender): UserUri | null {
  if (sender.type !== 'member') return null;
  const member = reading.memberAt(sender.leafIndex);
  const user = member ? userOf(member) : null;
  return user === reading.serviceUser ? null : user;
}

function touchedBy(reading: CommitReading, sender: Sender, proposal: Proposal): readonly (UserUri | null)[] {
  if (proposal.type === 'remove') {
    const member = reading.memberAt(proposal.removed);
    return member ? [userOf(member)] : [];
  }
  if (proposal.type === 'self-remove' && sender.type === 'member') {
    const member = reading.memberAt(sender.leafIndex);
    return member ? [userOf(member)] : [];
  }
  if (proposal.type !== 'app-data-update' || proposal.update === null) return [];
  if (proposal.componentId !== componentIds.participantList) return [null];
  return usersOfUpdate(reading.before, proposal.update);
}

function usersOfUpdate(before: RoomState, bytes: Uint8Array): readonly UserUri[] {
  const update = participantListUpdate.decode(bytes);
  const indices = [...update.changedRoleParticipants.map(({ userIndex }) => userIndex), ...update.removedIndices];
  const listed = indices.flatMap((index) => before.participants[index]?.user ?? []);
  return [...listed, ...update.addedParticipants.map(({ user }) => user)].filter(
    (user): user is UserUri => kindOf(user) === 'user',
  );
}
