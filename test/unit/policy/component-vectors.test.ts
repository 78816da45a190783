import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  assetPolicy,
  baseRoomPolicy,
  botPolicy,
  contentMediaTypes,
  frankingAgent,
  historyPolicy,
  InvalidPolicy,
  joinLinkPolicy,
  joinLinks,
  joinLinksUpdate,
  linkPreviewPolicy,
  loggingPolicy,
  messageExpirationPolicy,
  operationalPolicy,
  participantList,
  participantListUpdate,
  preauthorizedList,
  type Role,
  rolesList,
  roomMetadata,
  statusNotificationPolicy,
} from '../../../src/policy/index.ts';

const folder = new URL('../../vectors/wire/', import.meta.url);

interface Vector {
  readonly name: string;
  readonly section: string;
  /** Of those where the drafts are silent or odd. */
  readonly decisions?: readonly string[];
  readonly of?: 'update';
  readonly decoded?: unknown;
  readonly refused?: string;
  readonly hex: string;
}

/** One direction after the other, whatever the value's type is. */
interface Subject {
  readonly decode: (octets: Uint8Array) => unknown;
  readonly reencode: (octets: Uint8Array) => Uint8Array;
}

function subject<T>(codec: {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (octets: Uint8Array) => T;
}): Subject {
  return { decode: codec.decode, reencode: (octets) => codec.encode(codec.decode(octets)) };
}

const owner: Role = {
  index: 7,
  name: 'owner',
  description: 'May do all.',
  capabilities: [0x0000, 0x000b, 0x0501, 0xf001],
  minimumParticipants: 1,
  maximumParticipants: 9,
  minimumActiveParticipants: 0,
  maximumActiveParticipants: null,
  authorizedRoleChanges: [
    { from: 0, targets: [1, 3] },
    { from: 1, targets: [0] },
  ],
};

/** By the name of the file: the requirement that a codec is, data, and the update where it is spelled otherwise. */
const subjects: Readonly<Record<string, readonly [rows: string, data: Subject, update?: Subject]>> = {
  'content-media-types': ['PC-17: ', subject(contentMediaTypes)],
  'franking-agent': ['', subject(frankingAgent)],
  'participant-list': ['RC-01: ', subject(participantList), subject(participantListUpdate)],
  'room-metadata': ['MD-01 MD-02: ', subject(roomMetadata)],
  'mls-operational-policy': ['PC-11: ', subject(operationalPolicy)],
  'roles-list': ['RC-01 RC-04: ', subject(rolesList)],
  'preauth-list': [
    '',
    subject({ ...preauthorizedList, encode: (entries) => preauthorizedList.encode(entries, [owner]) }),
  ],
  'base-room-policy': ['BP-01: ', subject(baseRoomPolicy)],
  'status-notification-policy': ['PC-01: ', subject(statusNotificationPolicy)],
  'join-link-policy': ['JN-07: ', subject(joinLinkPolicy)],
  'join-links': ['JN-07: ', subject(joinLinks), subject(joinLinksUpdate)],
  'link-preview-policy': ['PC-03: ', subject(linkPreviewPolicy)],
  'asset-policy': ['PC-05: ', subject(assetPolicy)],
  'logging-policy': ['PC-06 BL-01: ', subject(loggingPolicy)],
  'chat-history-policy': ['PC-07 HI-01: ', subject(historyPolicy)],
  'bot-policy': ['PC-08 BL-05: ', subject(botPolicy)],
  'message-expiration-policy': ['PC-09: ', subject(messageExpirationPolicy)],
};

const cases = Object.entries(subjects).flatMap(([file, [rows, data, update]]) => {
  const vectors = JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as readonly Vector[];
  return vectors.map((vector) => {
    const found = vector.of === 'update' ? update : data;
    if (!found) throw new Error(`${file} has no update of its own`);
    const proven = [...rows.split(/[ :]+/).filter(Boolean), ...(vector.decisions ?? [])].slice(0, 3);
    const ids = proven.length === 0 ? '' : `${proven.join(' ')}: `;
    return { title: `${ids}${file}: ${vector.name}`, vector, subject: found };
  });
});

/** As the vectors are written: uint64 as decimal text, octets as hex. */
function asJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    return item instanceof Uint8Array ? Buffer.from(item).toString('hex') : item;
  });
  return JSON.parse(text);
}

function outcome(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidPolicy) return error.rule;
    throw error;
  }
  return 'accepted';
}

describe('vectors of the components', () => {
  const good = cases.filter(({ vector }) => vector.refused === undefined);
  const bad = cases.filter(({ vector }) => vector.refused !== undefined);

  it.each(good)('$title', ({ vector, subject: { decode, reencode } }) => {
    const octets = new Uint8Array(Buffer.from(vector.hex, 'hex'));
    expect(asJson(decode(octets))).toEqual(vector.decoded);
    expect(Buffer.from(reencode(octets)).toString('hex')).toBe(vector.hex);
  });

  it.each(bad)('$title, is refused', ({ vector, subject: { decode } }) => {
    expect(outcome(() => decode(new Uint8Array(Buffer.from(vector.hex, 'hex'))))).toBe(vector.refused);
  });

  it.each(good)('$title, cut short anywhere', ({ vector, subject: { decode } }) => {
    const octets = Buffer.from(vector.hex, 'hex');
    for (let length = 0; length < octets.length; length++) {
      const cut = new Uint8Array(octets.subarray(0, length));
      expect(outcome(() => decode(cut))).toBe('malformed');
    }
    expect(outcome(() => decode(new Uint8Array([...octets, 0])))).toBe('malformed');
  });

  it('are there for every component of a room but the house’s own', () => {
    const files = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
    expect(Object.keys(subjects).filter((name) => !files.includes(name))).toEqual([]);
    expect(cases.length).toBeGreaterThan(70);
  });
});
