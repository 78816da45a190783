/**
 * Where src/policy is known to answer otherwise than the model about handshakes (docs/policy-decisions.md), each
 * recognised as narrowly as can be; nothing here makes the model agree.
 */
import type { Actor, Decision, RoomState } from '../../../src/policy/index.ts';
import { can } from '../capability-numbers.ts';
import type { Verdict } from '../model.ts';
import { actingRole, isListed, isProvider, preauthorizedRole, roleHolds, uriOf } from '../standing.ts';
import { couldEnter } from './rights.ts';
import { ids, listChanges, type Said } from './wishes.ts';

/** One disagreement. */
export interface Difference {
  readonly state: RoomState;
  readonly committer: Actor;
  /** Of a commit all of it, of a bare proposal those that wait and it. */
  readonly said: readonly Said[];
  /** The bare proposal; absent of a commit. */
  readonly proposal?: Said;
  readonly model: Verdict;
  readonly policy: Decision;
}

type Known = (difference: Difference) => boolean;

const refusedAs = ({ policy }: Difference, ...rules: readonly string[]): boolean =>
  !policy.allowed && rules.includes(policy.rule);

const isHub = (state: RoomState, by: Actor): boolean =>
  by.type === 'provider' && by.domain === state.room.split('/')[2];

const addsByProvider = ({ by, wish }: Said): boolean =>
  by.type === 'provider' && (wish.kind === 'add' || (wish.kind === 'list' && wish.update.addedParticipants.length > 0));

/** Something that waits is left out of the numbers of a bare proposal. */
const isUncounted = ({ proposal, model, said }: Difference, left: (said: Said) => boolean): boolean =>
  proposal !== undefined && /max_users|max_clients|constraint|BL-03/.test(model.sentence) && said.some(left);

/** Of a bare proposal that alone. */
const judged = ({ said, proposal }: Difference): readonly Said[] => (proposal ? [proposal] : said);

const outsideParent = (state: RoomState, user: string): boolean =>
  state.base.parentDependent && state.parentMembers?.has(user) === false && !isProvider(user);

const known: Readonly<Record<string, Known>> = {
  'own-provider-without-standing': (one) =>
    refusedAs(one, 'not-a-participant', 'banned') &&
    judged(one).some(
      ({ by, wish }) => wish.kind === 'remove' && by.type === 'provider' && by.domain === wish.user.split('/')[2],
    ),
  'second-client-of-absent': (one) =>
    refusedAs(one, 'lacks-capability') &&
    addsOfOthers(one).some(
      ({ user }) => one.said.filter(({ wish }) => wish.kind === 'add' && wish.user === user).length > 1,
    ),
  'provider-adds': (one) =>
    one.policy.allowed && (judged(one).some(addsByProvider) || isUncounted(one, addsByProvider)),
  'provider-that-may-add': (one) =>
    refusedAs(one, 'no-open-join', 'lacks-capability', 'invalid-combination') &&
    judged(one).some(
      (said) => addsByProvider(said) && roleHolds(one.state, actingRole(one.state, said.by), can.addParticipant),
    ),
  'outside-parent-uncounted': (one) =>
    one.state.participants.some(({ user }) => outsideParent(one.state, user)) &&
    (refusedAs(one, 'role-minimum', 'role-maximum', 'room-full') ||
      /constraint|max_users|max_clients/.test(one.model.sentence)),
  'parent-swap': (one) =>
    one.state.base.parentDependent &&
    refusedAs(one, 'parent-room', 'removal-pending') &&
    one.said.some(({ wish }) => wish.kind === 'list' && wish.update.removedIndices.length > 0),
  'own-role-by-the-new-one': (one) =>
    one.policy.allowed &&
    !one.proposal &&
    /canChangeOwnRole|the banned have no/.test(one.model.sentence) &&
    one.said.some(changesOwn(one)),
  'preauthorisation-removed-beside-list': (one) =>
    one.policy.allowed &&
    one.model.sentence.startsWith('RP §4') &&
    one.said.some(({ wish }) => wish.kind === 'remove-component' && wish.componentId === ids.preauthorized),
  'base-judged-before-the-rest': (one) =>
    !one.proposal &&
    one.said.some(({ wish }) => wish.kind === 'base') &&
    (refusedAs(one, 'room-full', 'single-device', 'removal-pending', 'invalid-component') ||
      (one.policy.allowed && /max_users|max_clients|multi_device/.test(one.model.sentence))),
  'asks-uncounted': (one) => {
    const { policy, proposal } = one;
    return (
      policy.allowed &&
      proposal?.wish.kind === 'add' &&
      proposal.external === true &&
      uriOf(proposal.by) === proposal.wish.user &&
      couldEnter(one.state, proposal.by)
    );
  },
  'foreign-provider-takes-one': (one) =>
    one.policy.allowed &&
    one.model.sentence.startsWith('KB-01') &&
    one.said.some(({ by, wish }) => wish.kind === 'remove' && by.type === 'provider' && !isHub(one.state, by)),
  'right-lost-afterwards': (one) =>
    !one.proposal &&
    refusedAs(one, 'lacks-capability', 'not-a-participant', 'banned', 'removal-pending') &&
    one.said.some(({ wish, byReference, external }) => byReference && (wish.kind === 'other' || external === true)),
  'judged-after-itself': (one) =>
    !one.proposal &&
    one.said.filter(({ byReference }) => byReference).length > 1 &&
    ((refusedAs(one, 'lacks-capability') && addsOfOthers(one).some(({ user }) => takesOut(one, user))) ||
      (refusedAs(one, 'lacks-capability') && one.said.some(({ wish }) => wish.kind === 'roles')) ||
      (refusedAs(one, 'fixed-membership') && one.said.some(({ wish }) => wish.kind === 'base'))),
  'loggers-judged-singly': (one) => !one.proposal && refusedAs(one, 'logging-required'),
  'removed-and-updated': (one) => one.policy.allowed && one.model.sentence.startsWith('EXT §4.7'),
  'listed-joiner-preauthorised': (one) =>
    refusedAs(one, 'no-open-join') &&
    one.said.some(
      ({ by, wish }) => wish.kind === 'add' && uriOf(by) === wish.user && preauthorizedRole(one.state, by) !== 0,
    ),
};

interface AddOfOther {
  readonly by: string;
  readonly user: string;
}

const addsOfOthers = ({ said }: Difference): readonly AddOfOther[] =>
  said.flatMap(({ by, wish }) =>
    wish.kind === 'add' && uriOf(by) !== wish.user ? [{ by: uriOf(by), user: wish.user }] : [],
  );

const takesOut = ({ said }: Difference, user: string): boolean =>
  said.some(({ wish }) => (wish.kind === 'remove' || wish.kind === 'self-remove') && wish.user === user);

const changesOwn =
  ({ state }: Difference) =>
  ({ by, wish }: Said): boolean =>
    wish.kind === 'list' &&
    isListed(state, uriOf(by)) &&
    (listChanges(state.participants, wish.update) ?? []).some(({ user, to }) => user === uriOf(by) && to > 0);

/** null: nobody knows why they disagree. */
export function openFinding(difference: Difference): string | null {
  return Object.entries(known).find(([, fits]) => fits(difference))?.[0] ?? null;
}
