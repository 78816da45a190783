import type { Action } from './contract.ts';

/**
 * Who can see that something is done, and so enforces the answer (requirement RC-32): the hub, a provider that follows the
 * room for its own users, the clients that receive it. What is inside a message is visible to clients alone (§8.3).
 */
export type Place = 'hub' | 'follower' | 'client';

const everybody: readonly Place[] = ['hub', 'follower', 'client'];
/** Asked of the hub by request, and seen by nobody in the group. */
const request: readonly Place[] = ['hub'];
/** Between the hub and the provider whose users it is about. */
const providers: readonly Place[] = ['hub', 'follower'];
const content: readonly Place[] = ['client'];

const places: Readonly<Record<Action['type'], readonly Place[]>> = {
  'find-room': request,
  join: everybody,
  'create-group': everybody,
  'fetch-group-info': request,
  'add-own-client': everybody,
  'add-participant': everybody,
  'fetch-key-material': providers,
  knock: request,
  'answer-knock': request,
  'remove-own-client': everybody,
  'remove-self': everybody,
  'remove-participant': everybody,
  kick: everybody,
  'remove-client': everybody,
  ban: everybody,
  unban: everybody,
  'change-role': everybody,
  'change-own-role': everybody,
  // The hub withholds fan-out, a follower what is for its own users (§8.3).
  'send-message': everybody,
  'receive-message': providers,
  'delete-own-message': content,
  'delete-other-message': content,
  'use-message': content,
  call: content,
  'send-direct-message': content,
  'target-message': content,
  'change-own-profile': content,
  'change-metadata': everybody,
  'change-base-policy': everybody,
  'change-roles': everybody,
  'change-preauthorized': everybody,
  'change-gateways': everybody,
  'change-join-links': everybody,
  'change-component': everybody,
  'remove-component': everybody,
  'create-subroom': request,
  'destroy-room': everybody,
  reinit: everybody,
  'change-extensions': everybody,
  'send-proposal': everybody,
  'external-proposal': everybody,
  'external-commit': everybody,
};

/** Where an action is seen as what it is: an abuse report comes to the hub, what a message does stays in it. */
export function visibleTo(action: Action): readonly Place[] {
  if (action.type === 'send-message' && (action.uses?.length ?? 0) > 0) return content;
  if (action.type === 'use-message' && action.use === 'report-abuse') return ['hub', 'client'];
  return places[action.type];
}
