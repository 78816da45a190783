import {
  composeMessage,
  dispositions,
  draftOf,
  receiveMessage,
  stanzasOf,
  type XmppLookup,
} from '../../../../src/content/index.ts';
import { domainOf, parseRoomUri, parseUserUri } from '../../../../src/identifiers/index.ts';

const place = {
  sender: parseUserUri('mimi://a.example/u/alice'),
  room: parseRoomUri('mimi://a.example/r/clubhouse'),
};
const markdown = Buffer.from('Lunch at **noon**, [here](https://cafe.example/)');
const body = draftOf({
  type: 'single',
  disposition: dispositions.render,
  language: '',
  contentType: 'text/markdown;variant=GFM-MIMI',
  content: markdown,
});
const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'); // sixteen random octets, new for each message

const { id, bytes } = composeMessage(place, salt, body);
const received = { ...receiveMessage(bytes, place), acceptedAt: Date.now() };

const nothing = () => null;
const lookup: XmppLookup = {
  room: place.room,
  languages: [],
  idScope: 'xmpp.example',
  provider: domainOf(place.room),
  nameOf: () => 'Alice',
  message: nothing,
  reactionsOf: () => new Map(),
  shownAs: nothing,
  messageOf: nothing,
  messageFrom: nothing,
  topicOf: () => new Uint8Array(),
  answeredBy: nothing,
  unreadUpTo: () => [],
  userOf: nothing,
  userWithNick: nothing,
  occupantOf: nothing,
  fileOf: nothing,
  urlOf: nothing,
};
const showable = {
  formatted: true,
  mentions: true,
  replies: true,
  threads: true,
  edits: true,
  deletions: true,
  reactions: true,
  files: true,
  expiry: true,
};
console.log(received.id === id, bytes.length);
for (const { purpose, payload } of stanzasOf(received, showable, lookup)) {
  for (const { name, ns, children } of payload) {
    console.log(purpose, name, ns, children.filter((child) => typeof child === 'string').join(''));
  }
}
