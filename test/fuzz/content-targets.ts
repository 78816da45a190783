/** What is done with one input of each kind. */
import { readdirSync, readFileSync } from 'node:fs';
import type {
  ExtensionKey,
  ExternalContent,
  MimiContent,
  Part,
  Showable,
  StoredMessage,
} from '../../src/content/index.ts';
import {
  decodeContent,
  decodeStatusReport,
  draftOf,
  draftsOfMatrixEvent,
  draftsOfStanza,
  encodeContent,
  encodeStatusReport,
  foldTimeline,
  InvalidContent,
  judgeMessage,
  knownExtensions,
  matrixEventsOf,
  matrixEventType,
  momentMediaType,
  momentsOf,
  profilesOf,
  stanzasOf,
  statusMediaType,
  xmppStanzaType,
} from '../../src/content/index.ts';
import type { XmlElement } from '../../src/content/index.ts';
import { messageIdOf } from '../../src/identifiers/index.ts';
import type { Seeded } from '../interop/seeded.ts';
import { clearFile } from '../unit/content/support/clear-file.ts';
import { alice, bob, MatrixRoom, mxidOf, room } from '../unit/content/support/matrix-room.ts';
import { occupantOf, roomJid, XmppRoom } from '../unit/content/support/xmpp-room.ts';
import { checkDrafted, checkMatrixDeed, checkXmppDeed } from './content-checks.ts';
import { text, type Tongue } from './content-words.ts';
import { eventContent, eventTypes } from './matrix-words.ts';
import { mutate } from './mutate.ts';
import { Finding } from './targets.ts';
import { payloads } from './xmpp-words.ts';

/** One input, ready to be given to what reads it. */
export interface Input {
  readonly kind: 'decode' | 'status' | 'read' | 'show';
  readonly target: string;
  /** Octets, or characters where it is no octets. */
  readonly size: number;
  /** Reads it once. Null when it was refused in the proper way. @throws anything: a finding */
  readonly run: () => (() => void) | null;
  /** As it can be given again. */
  readonly shown: () => string;
}

const matrixRoom = new MatrixRoom();
const xmppRoom = new XmppRoom();
const salt = new Uint8Array(16);
const before = [alice, bob].map((sender, at) => {
  const said = matrixRoom.say(sender, draftOf(plain(`said ${at}`)));
  matrixRoom.shows(said.id, at === 0 ? '$one' : '$two');
  xmppRoom.store(said, 'said', at === 0 ? 'one' : 'two');
  return said;
});
const [first] = before;
if (first) {
  const liked = matrixRoom.say(bob, { ...draftOf({ ...plain('👍'), disposition: 2 }), inReplyTo: first.id });
  matrixRoom.shows(liked.id, '$liked');
  before.push(xmppRoom.store(liked, '👍', 'liked'));
}

function plain(content: string): Part {
  const octets = new Uint8Array(Buffer.from(content));
  return { disposition: 1, language: '', type: 'single', contentType: 'text/plain;charset=utf-8', content: octets };
}

const refused = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidContent) return null;
    throw error;
  }
};

const folder = new URL('../vectors/mimi-content/', import.meta.url);
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.cbor') && !file.startsWith('implied'))
  .map((file) => new Uint8Array(readFileSync(new URL(file, folder))));
const reports = [1, 3, 50].map((count) =>
  encodeStatusReport(
    Array.from({ length: count }, (_, at) => ({ id: before[at % 2]?.id ?? before[0]!.id, status: at % 7 })),
  ),
);

const hex = (octets: Uint8Array): string => Buffer.from(octets.subarray(0, 0x4000)).toString('hex');

/** A message that is damaged, or one that a stranger made and somebody damaged. */
export function decodeInput(random: Seeded): Input {
  const original = random.chance(0.5) ? random.pick(examples) : encodeContent(strangersContent(random));
  const octets = random.chance(0.05) ? original : mutate(original, random, [], random.pick(examples)).octets;
  return {
    kind: 'decode',
    target: 'content',
    size: octets.length,
    run: () => {
      const content = refused(() => decodeContent(octets));
      return content && (() => isOneSpelling(encodeContent(content), octets, content));
    },
    shown: () => hex(octets),
  };
}

function isOneSpelling(again: Uint8Array, octets: Uint8Array, content: MimiContent): void {
  if (Buffer.compare(again, octets) !== 0) throw new Finding('accepted what is not canonical');
  knownExtensions(content.extensions);
  const message = storedOf(content, octets);
  judgeMessage(message, { now: 0, roomCreatedAt: 0, senderIsMember: true, knows: () => false, answers: () => null });
  foldTimeline([...before, message], { authorised: () => true });
  profilesOf([message]);
  momentsOf([message], message.acceptedAt);
}

export function statusInput(random: Seeded): Input {
  const { octets } = mutate(random.pick(reports), random, [], random.pick(reports));
  return {
    kind: 'status',
    target: 'status report',
    size: octets.length,
    run: () => {
      const entries = refused(() => decodeStatusReport(octets));
      if (!entries) return null;
      return () => {
        if (Buffer.compare(encodeStatusReport(entries), octets) !== 0)
          throw new Finding('accepted what is not canonical');
      };
    },
    shown: () => hex(octets),
  };
}

const contentTypes: readonly (readonly [string, Tongue])[] = [
  ['text/plain;charset=utf-8', 'plain'],
  ['text/markdown;variant=GFM-MIMI', 'markdown'],
  ['text/markdown;variant=GFM-MIMI', 'markdown'],
  ['text/html;charset=utf-8', 'html'],
  ['text/plain;charset=constructor', 'plain'],
  ['image/svg+xml', 'html'],
  [matrixEventType, 'plain'],
  [xmppStanzaType, 'html'],
  [momentMediaType, 'plain'],
  [statusMediaType, 'plain'],
  ['text/vcard', 'plain'],
];
const urls = [
  'https://files.example.com/a.png',
  'javascript:alert(1)',
  'data:text/html,x',
  'cid:1@local.invalid',
  'mimi:x',
];

function strangersPart(random: Seeded, levels: number): Part {
  const disposition = random.chance(0.9) ? random.below(9) : random.below(256);
  const language = random.pick(['', '', 'en', 'en,fr', 'x-y']);
  const draw = random.below(levels > 1 ? 10 : 7);
  if (draw === 0) return { disposition, language, type: 'null' };
  if (draw < 5) {
    const [contentType, tongue] = random.pick(contentTypes);
    return {
      disposition,
      language,
      type: 'single',
      contentType,
      content: new Uint8Array(Buffer.from(text(random, tongue))),
    };
  }
  if (draw < 7) return { disposition, language, type: 'external', ...strangersFile(random) };
  const semantics = random.pick(['choose-one', 'single-unit', 'process-all'] as const);
  const parts = Array.from({ length: 2 + random.below(3) }, () => strangersPart(random, levels - 1));
  return { disposition, language, type: 'multi', semantics, parts };
}

function strangersFile(random: Seeded): ExternalContent {
  return clearFile({
    contentType: random.pick(['', 'image/png', 'video/mp4', 'audio/ogg', 'text/html', 'application/pdf']),
    url: random.pick(urls),
    expires: random.below(2),
    size: random.pick([0n, 1000n, 0xffffffffffffffffn]),
    description: text(random, 'plain').slice(0, 2000),
    filename: text(random, 'plain').slice(0, 200),
  });
}

const extensions: readonly (readonly [ExtensionKey, string])[] = [
  ['av_metadata', '81a30100020203190780'],
  ['mimi-gateway.kind', '65656d6f7465'],
  ['mimi-gateway.voice', '8100'],
  [3, 'a1011a691196b9'],
  ['mimi-gateway.reason', '68737061006d3c263e'],
  [5, '626869'],
  [77, 'f5'],
];

/** What somebody elsewhere may say: always well formed, seldom kind. */
function strangersContent(random: Seeded): MimiContent {
  const one = (): StoredMessage['id'] | null => (random.chance(0.2) ? random.pick(before).id : null);
  const body = strangersPart(random, 4);
  const known = extensions.filter(() => random.chance(0.15));
  const content: MimiContent = {
    salt,
    replaces: one(),
    topicId: random.bytes(random.chance(0.2) ? random.below(40) : 0),
    expires: random.chance(0.1) ? { relative: random.chance(0.5), seconds: random.below(2 ** 32) } : null,
    inReplyTo: one(),
    extensions: new Map(known.map(([key, digits]) => [key, new Uint8Array(Buffer.from(digits, 'hex'))])),
    body,
  };
  // Several long texts may be more than a message can hold.
  return refused(() => encodeContent(content)) ? content : { ...content, body: plain('too much') };
}

function storedOf(content: MimiContent, octets: Uint8Array): StoredMessage {
  const id = messageIdOf(alice, room, octets, content.salt);
  return { id, sender: alice, room, acceptedAt: 1_800_000_000_000, content };
}

function showableOf(random: Seeded): Showable {
  const on = (): boolean => random.chance(0.7);
  return {
    ...{ formatted: on(), mentions: on(), replies: on(), threads: on(), edits: on() },
    ...{ deletions: on(), reactions: on(), files: on(), expiry: on() },
  };
}

/** A stranger's message, shown in a network. */
export function showInput(random: Seeded): Input {
  const content = strangersContent(random);
  const octets = encodeContent(content);
  const message = storedOf(content, octets);
  const showable = showableOf(random);
  const inMatrix = random.chance(0.5);
  return {
    kind: 'show',
    target: inMatrix ? 'to Matrix' : 'to XMPP',
    size: octets.length,
    run: () => {
      if (inMatrix) {
        const deeds = matrixEventsOf(message, showable, matrixRoom);
        return () => deeds.forEach(checkMatrixDeed);
      }
      const deeds = stanzasOf(message, showable, xmppRoom);
      return () => deeds.forEach(checkXmppDeed);
    },
    shown: () => hex(octets),
  };
}

/** What a user of a network sends, read. */
export function readInput(random: Seeded): Input {
  return random.chance(0.5) ? matrixInput(random) : xmppInput(random);
}

function matrixInput(random: Seeded): Input {
  const event = {
    type: random.pick(eventTypes),
    sender: mxidOf(alice),
    eventId: '$new',
    content: eventContent(random),
  };
  return {
    kind: 'read',
    target: 'from Matrix',
    size: sizeOf(event.content),
    run: () => checkDrafted(draftsOfMatrixEvent(event, matrixRoom)),
    shown: () => safely(event),
  };
}

function xmppInput(random: Seeded): Input {
  const isQuery = random.chance(0.1);
  const from = random.chance(0.1) ? roomJid : occupantOf(alice);
  const attrs = { type: isQuery ? 'set' : 'groupchat', from, id: 'new' };
  const name = isQuery ? 'iq' : 'message';
  const stanza: XmlElement = { name, ns: 'jabber:client', attrs, children: payloads(random) };
  return {
    kind: 'read',
    target: 'from XMPP',
    size: sizeOf(stanza),
    run: () => checkDrafted(draftsOfStanza(stanza, xmppRoom)),
    shown: () => safely(stanza),
  };
}

const safely = (value: unknown): string => {
  try {
    return JSON.stringify(value).slice(0, 0x4000);
  } catch {
    // Deeper than JSON can be written: what it was is said by its seed.
    return 'too deep to be written';
  }
};
const sizeOf = (value: unknown): number => safely(value).length;
