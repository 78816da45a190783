/** Short words for histories of messages, and for what is shown of them. */
import type {
  MessageCapability,
  MimiContent,
  Part,
  StoredMessage,
  Timeline,
  TimelineEntry,
  TimelineFacts,
} from '../../../../src/content/index.ts';
import { draftOf } from '../../../../src/content/index.ts';
import type { MessageId, UserUri } from '../../../../src/identifiers/index.ts';
import { messageIdFromBytes, parseRoomUri, parseUserUri } from '../../../../src/identifiers/index.ts';

const room = parseRoomUri('mimi://example.com/r/team');
export const [alice, bob, mod] = ['alice', 'bob', 'mod'].map((name) =>
  parseUserUri(`mimi://example.com/u/${name}`),
) as [UserUri, UserUri, UserUri];
export const idOf = (octet: number): MessageId =>
  messageIdFromBytes(Uint8Array.of(1, ...new Uint8Array(31).fill(octet)));
export const text = (content: string, disposition = 1): Part => ({
  disposition,
  language: '',
  type: 'single',
  contentType: 'text/plain;charset=utf-8',
  content: new Uint8Array(Buffer.from(content)),
});
export const nothing: Part = { disposition: 1, language: '', type: 'null' };

/** Message number `at`, accepted that many milliseconds after the beginning. */
export const say = (at: number, sender: UserUri, body: Part, change: Partial<MimiContent> = {}): StoredMessage => ({
  id: idOf(at),
  sender,
  room,
  acceptedAt: at,
  content: { salt: new Uint8Array(16), ...draftOf(body), ...change },
});
export const edit = (at: number, sender: UserUri, target: number, content: string, change: Partial<MimiContent> = {}) =>
  say(at, sender, text(content), { replaces: idOf(target), ...change });
export const remove = (at: number, sender: UserUri, target: number): StoredMessage =>
  say(at, sender, nothing, { replaces: idOf(target) });
export const react = (at: number, sender: UserUri, target: number, key: string): StoredMessage =>
  say(at, sender, text(key, 2), { inReplyTo: idOf(target) });

const moderators: readonly MessageCapability[] = [
  'canDeleteOtherMessage',
  'canDeleteOtherReaction',
  'canEditOtherTopic',
];
export const usual: TimelineFacts = {
  authorised: (actor, capability) => (moderators.includes(capability) ? actor === mod : true),
};
export const without = (capability: MessageCapability): TimelineFacts => ({
  authorised: (_, asked) => asked !== capability,
});

const wordsOf = (part: Part): string => (part.type === 'single' ? Buffer.from(part.content).toString() : part.type);
export const shown = ({ state }: TimelineEntry): string =>
  state.type === 'said' ? state.versions.map(({ body }) => wordsOf(body)).join(' > ') : state.type;
export const lines = ({ entries }: Timeline): readonly string[] => entries.map(shown);
export const reactionsOf = ({ entries }: Timeline): readonly string[] =>
  entries.flatMap(({ reactions }) => reactions.map(({ user, key }) => `${user === alice ? 'alice' : 'bob'} ${key}`));
export const reasons = ({ ignored }: Timeline): readonly string[] => ignored.map(({ reason }) => reason);
