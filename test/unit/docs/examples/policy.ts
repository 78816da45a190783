import { domainOf, parseRoomUri, parseUserUri } from '../../../../src/identifiers/index.ts';
import { decide, newRoomState, policyTable } from '../../../../src/policy/index.ts';

const room = parseRoomUri('mimi://a.example/r/clubhouse');
const alice = parseUserUri('mimi://a.example/u/alice');
const bob = parseUserUri('mimi://b.example/u/bob');
const state = newRoomState('members-only', { room, hub: domainOf(room), creator: alice, name: 'Clubhouse' });

console.log(decide(state, { type: 'user', user: bob }, { type: 'join' }));
console.log(decide(state, { type: 'user', user: alice }, { type: 'add-participant', user: bob, role: 4 }));
console.log(policyTable(state).split('\n').slice(0, 4).join('\n'));
