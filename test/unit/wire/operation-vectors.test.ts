import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyParticipantListUpdate, participantList, participantListUpdate } from '../../../src/policy/index.ts';
import * as wire from '../../../src/wire/index.ts';
import { ruleOf } from './strictness.ts';

const folder = new URL('../../vectors/wire/', import.meta.url);

interface Vector {
  readonly name: string;
  readonly section: string;
  readonly decisions: readonly string[];
  readonly of: string;
  readonly decoded?: unknown;
  readonly refused?: string;
  readonly hex: string;
}

function vectorsOf(file: string): readonly Vector[] {
  return JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as readonly Vector[];
}

const unhex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

/** As the vectors are written: octets as hex, uint64 as decimal text, dictionaries by decimal component id. */
function asJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return item.toString();
    if (item instanceof Map) return Object.fromEntries(item as Map<number, Uint8Array>);
    return item instanceof Uint8Array ? hex(item) : item;
  });
  return JSON.parse(text);
}

interface Subject {
  readonly decode: (octets: Uint8Array) => unknown;
  readonly reencode: (octets: Uint8Array) => Uint8Array;
}
const subject = <T>(codec: wire.WireCodec<T>): Subject => ({
  decode: codec.decode,
  reencode: (octets) => codec.encode(codec.decode(octets)),
});

const subjects: Readonly<Record<string, Readonly<Record<string, Subject>>>> = {
  'key-material': { request: subject(wire.keyMaterialRequest), response: subject(wire.keyMaterialResponse) },
  update: { request: subject(wire.updateRequest), response: subject(wire.updateResponse) },
  'submit-message': { request: subject(wire.submitMessageRequest), response: subject(wire.submitMessageResponse) },
  fanout: { notify: subject(wire.notifyRequest) },
  'group-info': {
    request: subject(wire.groupInfoRequest),
    response: subject(wire.groupInfoResponse),
    encrypted: subject(wire.groupInfoAndTree),
  },
  consent: {
    request: subject(wire.requestConsent),
    update: subject(wire.updateConsent),
    scope: subject(wire.consentScope),
  },
  'identifier-query': { request: subject(wire.identifierRequest), response: subject(wire.identifierResponse) },
  'abuse-report': { report: subject(wire.abuseReport) },
};

describe.each(Object.entries(subjects))('vectors of %s', (file, codecs) => {
  const cases = vectorsOf(file).map((vector) => ({ ...vector, title: `${vector.of}: ${vector.name}` }));

  it.each(cases.filter(({ refused }) => refused === undefined))('$title', ({ of, hex: octets, decoded }) => {
    expect(asJson(codecs[of]!.decode(unhex(octets)))).toEqual(decoded);
    expect(hex(codecs[of]!.reencode(unhex(octets)))).toBe(octets);
  });

  it.each(cases.filter(({ refused }) => refused !== undefined))('refused: $title', ({ of, hex: octets, refused }) => {
    expect(ruleOf(() => codecs[of]!.decode(unhex(octets)))).toBe(refused);
  });
});

describe('vectors of what is done with structs', () => {
  it.each(vectorsOf('welcome'))('WF-12: a Welcome for one provider: $name', ({ hex: whole, decoded }) => {
    const { keyPackageRefs, theirs, forThem } = decoded as Record<string, unknown>;
    expect(wire.keyPackageRefsOf(unhex(whole)).map(hex)).toEqual(keyPackageRefs);
    const made = wire.welcomeFor(unhex(whole), (ref) => (theirs as string[]).includes(hex(ref)));
    expect(made === null ? null : hex(made)).toBe(forThem);
  });

  it.each(vectorsOf('participant-indices'))('UP-26 WF-11: $name', ({ hex: result, decoded }) => {
    const { before, updates, after } = decoded as { before: string; updates: string[]; after: unknown };
    const list = participantList.decode(unhex(before));
    const applied = applyParticipantListUpdate(
      list,
      updates.map((update) => participantListUpdate.decode(unhex(update))),
    );
    expect(applied).toEqual(after);
    expect(hex(participantList.encode(applied))).toBe(result);
  });

  it('WF-03 WF-15: HTTP statuses and what they mean', () => {
    const table = new Map(vectorsOf('http-status').map(({ of, decoded }) => [of, decoded]));
    expect(wire.bodyMediaType).toBe(table.get('mediaType'));
    expect(wire.statusOfTaken).toEqual(table.get('taken'));
    for (const [status, outcome] of Object.entries(table.get('notify') as Record<string, string>)) {
      expect(wire.notifyOutcome(Number(status))).toBe(outcome);
    }
  });
});
