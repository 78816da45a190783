import type { RefusalRule } from '../../../src/rooms/index.ts';

/** What a person on Matrix is told when the hub says no. Completes "… was not allowed: ". */
export const refusalTexts = {
  banned: 'you are banned from this room',
  'not-a-participant': 'you are not a participant of this room',
  'no-open-join': 'this room is for its members only; ask somebody in it to invite you',
  'lacks-capability': 'your role in this room does not include it',
  'no-voice': 'you have no voice in this room; a moderator can give it to you',
  'role-change-not-authorized': 'your role may not make this change of role',
  outranked: 'your role is not above theirs',
  'role-unknown': 'this room has no such role',
  'role-minimum': 'the room would be left with too few people of that role (a room needs an owner)',
  'role-maximum': 'there are as many people of that role as the room may have',
  'room-full': 'the room is full',
  'target-not-a-participant': 'that person is not a participant of this room',
  'target-is-participant': 'that person is a participant of this room already',
  'target-is-self': 'it cannot be done to oneself',
  'ban-role-missing': 'nobody can be banned from this room',
  'fixed-membership': 'the people of this room do not change',
  'parent-room': 'this room is for people of the room above it',
  'parent-whole': 'this room is for some of the people of the room above it, not for all',
  'gateways-refused': 'this room admits nobody through a gateway, because a gateway ends the encryption',
  'gateways-present': 'people who use a gateway are in this room',
  'pseudonyms-refused': 'nobody is in this room under a pseudonym',
  'single-device': 'this room takes one device of each person only',
  'logging-required': 'this room is logged, and nobody else would do that',
  'join-links-limited': 'this room keeps one link for joining at a time',
  'removal-pending': 'you are just being removed from this room',
  'group-exists': 'the room is running already',
  'room-ended': 'the room ended when the last one left',
  'operational-policy': 'this room does not take it from outside',
  'outside-envelope': 'the server of this room does not offer it',
  immutable: 'it never changes in this room',
  'invalid-component': "it does not fit the room's policy",
  'invalid-combination': 'these changes cannot be made together',
  'no-such-room': 'the room does not exist any more',
  'room-exists': 'there is a room of that name already',
  'creation-not-allowed': 'you may not create rooms here',
  'too-many-rooms': 'you have as many rooms as one user may have here',
  'message-too-long': 'the message is too long',
  'unknown-message': 'the room does not know that message',
  'not-your-message': 'it is the message of somebody else',
  'invalid-name': 'this name cannot be used',
} as const satisfies Record<RefusalRule, string>;

/**
 * Refusals that leave nothing to undo or explain: what was tried is so already, or concerns nobody whom the room knows.
 */
export const harmless: ReadonlySet<RefusalRule> = new Set(['target-is-participant', 'unknown-message']);
