/**
 * Where src/policy is known to answer otherwise than the draft's text (docs/policy-decisions.md). Each is recognised as
 * narrowly as can be, by what the draft's reading would be changed to; nothing here makes the model agree.
 */
import type { Decision, Role, RoomState } from '../../src/policy/index.ts';
import { can } from './capability-numbers.ts';
import { verdict } from './model.ts';
import type { Triple } from './random-triples.ts';
import { actingRole, bannedRoleExists, isProvider, listedRole, roleNumber, uriOf } from './standing.ts';

type Known = (triple: Triple, policy: Decision) => boolean;

const targetsOf = ({ state, actor }: Triple, from: number): readonly number[] =>
  (roleNumber(state, actingRole(state, actor))?.authorizedRoleChanges ?? [])
    .filter((entry) => entry.from === from)
    .flatMap(({ targets }) => targets);

const refusedAs = (policy: Decision, rule: string): boolean => !policy.allowed && policy.rule === rule;

/** RP §8.1.2: for canKick no pair is consulted; the policy wants one from the target's role. */
const kickWantsPair: Known = (triple, policy) => {
  const { state, action } = triple;
  if (action.type !== 'kick' && action.type !== 'remove-client') return false;
  const from = listedRole(state, action.user);
  return refusedAs(policy, 'role-change-not-authorized') && targetsOf(triple, from).length === 0;
};

/** RP §8.1.2 and A.1: (own, [0]) lets remove somebody of the own role; the policy wants another target beside zero. */
const peersStay: Known = (triple, policy) => {
  const { state, actor, action } = triple;
  if (action.type !== 'remove-participant') return false;
  const from = listedRole(state, action.user);
  const only = targetsOf(triple, from).every((role) => role === 0 || role === from);
  return refusedAs(policy, 'role-change-not-authorized') && from === actingRole(state, actor) && only;
};

/** What the policy takes a triple for, where it reads something otherwise. */
type Reading = (triple: Triple) => readonly Triple[];

/** RP §2, §5: at most one group exists at a time; the policy lets another begin beside a gateway's own leaf. */
const groupBesideGateway: Reading = (triple) =>
  triple.action.type === 'create-group' && triple.state.gatewayLeaves > 0
    ? [{ ...triple, state: { ...triple.state, gatewayLeaves: 0 } }]
    : [];

/** RP §5: a banned provider is one entry less, not two. */
const bannedProviderTwice: Reading = (triple) => {
  const twice = triple.state.participants.filter(({ user, role }) => isProvider(user) && role === 1).length;
  return twice > 0 ? [widened(triple, twice)] : [];
};

/** RP §8.1.3, RC-02: only a role 1 named "banned" bans; the policy mostly goes by the number, save for who acts. */
const roleOneByNumber: Reading = (triple) => {
  const { state, actor, action } = triple;
  const after = action.type === 'change-roles' ? action.roles : [];
  if (![...state.roles, ...after].some(({ index, name }) => index === 1 && name !== 'banned')) return [];
  const me = uriOf(actor);
  // The actor keeps what its role holds; nobody is added by it where that alone would make a room invalid.
  const clone = (role: Role): Role => ({
    ...role,
    index: actorsOwn,
    name: 'the actor’s',
    capabilities: role.capabilities.filter((held) => held !== can.addParticipant || action.type === 'add-participant'),
  });
  const actsAsOne = listedRole(state, me) === 1;
  const renamed = (roles: readonly Role[]): readonly Role[] =>
    roles.flatMap((role) => {
      if (role.index !== 1) return [role];
      return [{ ...role, name: 'banned' }, ...(actsAsOne ? [clone(role)] : [])];
    });
  const named: Triple = {
    actor,
    action: action.type === 'change-roles' ? { ...action, roles: renamed(action.roles) } : action,
    state: { ...state, roles: renamed(state.roles) },
  };
  const moved = state.participants.map((one) =>
    one.user === me && one.role === 1 ? { ...one, role: actorsOwn } : one,
  );
  const others = state.participants.filter(({ user, role }) => user === me || role !== 1);
  return [
    named,
    { ...named, state: { ...named.state, participants: moved } },
    { ...triple, state: { ...state, participants: others } },
    { ...named, state: { ...named.state, participants: others } },
    widened(triple, state.participants.filter(({ role }) => role === 1).length),
  ];
};

const actorsOwn = 99;

function widened({ state, actor, action }: Triple, by: number): Triple {
  const more = (base: RoomState['base']): RoomState['base'] =>
    base.maxUsers === null ? base : { ...base, maxUsers: base.maxUsers + by };
  return {
    actor,
    state: { ...state, base: more(state.base) },
    action: action.type === 'change-base-policy' ? { ...action, base: more(action.base) } : action,
  };
}

const readings: Readonly<Record<string, Reading>> = {
  'group-beside-gateway': groupBesideGateway,
  'banned-provider-twice': bannedProviderTwice,
  'role-1-by-number': roleOneByNumber,
};

/** Refusals that no other reading of the room explains. */
const refusals: Readonly<Record<string, Known>> = {
  'kick-wants-pair': kickWantsPair,
  'peers-stay': peersStay,
  'role-1-by-number': ({ state }, policy) =>
    refusedAs(policy, 'ban-role-missing') && roleNumber(state, 1) !== undefined && !bannedRoleExists(state),
};

/** null: nobody knows why they disagree. */
export function knownDifference(triple: Triple, policy: Decision): string | null {
  const refusal = Object.entries(refusals).find(([, known]) => known(triple, policy));
  if (refusal) return refusal[0];
  let variants: { readonly triple: Triple; readonly name: string | null }[] = [{ triple, name: null }];
  for (const [name, reading] of Object.entries(readings)) {
    variants = variants.flatMap((variant) => [
      variant,
      ...reading(variant.triple).map((other) => ({ triple: other, name: variant.name ?? name })),
    ]);
  }
  const agreeing = variants.find((variant) => {
    const { state, actor, action } = variant.triple;
    return verdict(state, actor, action).allowed === policy.allowed;
  });
  return agreeing?.name ?? null;
}
