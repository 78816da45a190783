import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, type Reader } from '../../../src/mls/codec/reader.ts';
import { encode, type Writer } from '../../../src/mls/codec/writer.ts';
import { type Extension, InvalidMessage, readFrame } from '../../../src/mls/index.ts';
import { readCommit, writeCommit } from '../../../src/mls/structs/commit.ts';
import { decodeDictionary, dictionaryExtension } from '../../../src/mls/structs/extensions.ts';
import { readGroupSecrets, writeGroupSecrets } from '../../../src/mls/structs/group-info.ts';
import { type LeafNode, readLeafNode, writeLeafNode } from '../../../src/mls/structs/leaf-node.ts';
import { decodeMessage } from '../../../src/mls/structs/message.ts';
import { type ParsedProposal, readProposal, writeProposal } from '../../../src/mls/structs/proposal.ts';
import { readPskId, writePskId } from '../../../src/mls/structs/psk-id.ts';
import { decodeSafeAad, encodeSafeAad } from '../../../src/mls/structs/safe-aad.ts';
import { decodeRatchetTree } from '../../../src/mls/structs/tree-node.ts';

const octets = fc.uint8Array({ maxLength: 300 });
const uint16 = fc.integer({ min: 0, max: 0xffff });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const uint64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const uint16s = fc.array(uint16, { maxLength: 20 });
const extensions: fc.Arbitrary<Extension[]> = fc.array(fc.record({ type: uint16, data: octets }), { maxLength: 5 });

const leafNode: fc.Arbitrary<LeafNode> = fc.record({
  encryptionKey: octets,
  signatureKey: octets,
  credential: fc.oneof(
    fc.record({ type: fc.constant('basic' as const), identity: octets }),
    fc.record({ type: fc.constant('x509' as const), certificates: fc.array(octets, { maxLength: 3 }) }),
  ),
  capabilities: fc.record({
    versions: uint16s,
    cipherSuites: uint16s,
    extensions: uint16s,
    proposals: uint16s,
    credentials: uint16s,
  }),
  source: fc.oneof(
    fc.record({
      type: fc.constant('key-package' as const),
      lifetime: fc.record({ notBefore: uint64, notAfter: uint64 }),
    }),
    fc.record({ type: fc.constant('update' as const) }),
    fc.record({ type: fc.constant('commit' as const), parentHash: octets }),
  ),
  extensions,
  signature: octets,
});

const pskId = fc.oneof(
  fc.record({ type: fc.constant('external' as const), id: octets, nonce: octets }),
  fc.record({ type: fc.constant('component' as const), componentId: uint16, id: octets, nonce: octets }),
  fc.record({
    type: fc.constant('resumption' as const),
    usage: fc.constantFrom('application' as const, 'reinit' as const, 'branch' as const),
    groupId: octets,
    epoch: uint64,
    nonce: octets,
  }),
);

const proposal: fc.Arbitrary<ParsedProposal> = fc.oneof(
  leafNode.map((parsed) => ({ type: 'update' as const, leafNode: encode(writeLeafNode, parsed), parsed })),
  fc.record({ type: fc.constant('remove' as const), removed: uint32 }),
  fc.record({ type: fc.constant('psk' as const), id: pskId }),
  fc.record({
    type: fc.constant('reinit' as const),
    groupId: octets,
    version: uint16,
    cipherSuite: uint16,
    extensions,
  }),
  fc.record({ type: fc.constant('external-init' as const), kemOutput: octets }),
  fc.record({ type: fc.constant('group-context-extensions' as const), extensions }),
  fc.record({ type: fc.constant('app-data-update' as const), componentId: uint16, update: fc.option(octets) }),
  fc.record({ type: fc.constant('app-ephemeral' as const), componentId: uint16, data: octets }),
  fc.constant({ type: 'self-remove' as const }),
  fc.record({
    type: fc.constant('unknown' as const),
    proposalType: fc.integer({ min: 11, max: 0xffff }),
    body: octets,
  }),
);

const sealed = fc.record({ kemOutput: octets, ciphertext: octets });
const commit = fc.record({
  proposals: fc.array(
    fc.oneof(
      proposal.map((value) => ({ proposal: value })),
      octets.map((reference) => ({ reference })),
    ),
    { maxLength: 6 },
  ),
  path: fc.option(
    fc.record({
      leaf: leafNode,
      nodes: fc.array(fc.record({ encryptionKey: octets, encryptedPathSecrets: fc.array(sealed, { maxLength: 3 }) }), {
        maxLength: 4,
      }),
    }),
    { nil: undefined },
  ),
});

function roundTrips<T>(
  arbitrary: fc.Arbitrary<T>,
  write: (writer: Writer, value: T) => void,
  read: (reader: Reader) => T,
): void {
  fc.assert(
    fc.property(arbitrary, (value) => {
      expect(decode(read, encode(write, value))).toEqual(value);
    }),
  );
}

describe('what is written is read back', () => {
  it('leaf nodes', () => roundTrips(leafNode, writeLeafNode, readLeafNode));
  it('PSK ids', () => roundTrips(pskId, writePskId, readPskId));
  it('proposals, unknown ones included', () => roundTrips(proposal, writeProposal, readProposal));
  it('commits', () => roundTrips(commit, writeCommit, readCommit));
  it('group secrets', () =>
    roundTrips(
      fc.record({
        joinerSecret: octets,
        pathSecret: fc.option(octets, { nil: undefined }),
        psks: fc.array(pskId, { maxLength: 3 }),
      }),
      writeGroupSecrets,
      readGroupSecrets,
    ));

  it('vectors of every size class', () => {
    for (const length of [0, 63, 64, 16_383, 16_384, 100_000]) {
      const value = new Uint8Array(length).fill(7);
      const written = encode((writer, v: Uint8Array) => writer.opaque(v), value);
      expect(written.length - length).toBe(length < 64 ? 1 : length < 16_384 ? 2 : 4);
      expect(decode((reader) => reader.opaque(), written)).toEqual(value);
      const items = encode((writer, v: Uint8Array) => writer.vector(v, (w, octet) => w.uint8(octet)), value);
      expect(items).toEqual(written);
    }
  });

  it('dictionaries and safe AAD, sorted whatever their order was', () => {
    const map = fc.array(fc.tuple(uint16, octets), { maxLength: 8 }).map((entries) => new Map(entries));
    fc.assert(
      fc.property(map, (entries) => {
        const sorted = [...entries].sort(([a], [b]) => a - b);
        expect([...decodeDictionary(dictionaryExtension(entries).data)]).toEqual(sorted);
        expect([...decodeSafeAad(encodeSafeAad(entries))]).toEqual(sorted);
      }),
    );
  });
});

describe('any octets give a value or InvalidMessage', () => {
  const decoders: [string, (input: Uint8Array) => unknown][] = [
    ['MLSMessage', decodeMessage],
    ['frame', readFrame],
    ['ratchet tree', decodeRatchetTree],
    ['proposal', (input) => decode(readProposal, input)],
    ['commit', (input) => decode(readCommit, input)],
    ['dictionary', decodeDictionary],
    ['safe AAD', decodeSafeAad],
  ];
  const messageLike = fc
    .tuple(fc.integer({ min: 0, max: 6 }), fc.uint8Array({ maxLength: 200 }))
    .map(([format, rest]) => Uint8Array.of(0, 1, 0, format, ...rest));

  it.each(decoders)('%s', (_name, run) => {
    fc.assert(
      fc.property(fc.oneof(octets, messageLike), (input) => {
        const refusal = refusalOf(() => run(input));
        expect(refusal === undefined || refusal instanceof InvalidMessage).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  function refusalOf(run: () => unknown): unknown {
    try {
      run();
      return undefined;
    } catch (error) {
      return error;
    }
  }
});

describe('strictness', () => {
  it('a length that is longer than need be, a reserved prefix, an odd optional octet, and trailing octets are malformed', () => {
    const opaque = (input: number[]) => () => decode((reader) => reader.opaque(), Uint8Array.from(input));
    const optional = () => decode((reader) => reader.optional((r) => r.uint8()), Uint8Array.of(2, 0));
    const malformed = expect.objectContaining({ rule: 'malformed' }) as Error;
    expect(opaque([0x40, 0x01, 9])).toThrow(malformed);
    expect(opaque([0x80, 0, 0x3f, 0xff])).toThrow(malformed);
    expect(opaque([0xc0])).toThrow(malformed);
    expect(opaque([1, 9, 9])).toThrow(malformed);
    expect(opaque([2, 9])).toThrow(malformed);
    expect(optional).toThrow(malformed);
    expect(opaque([1, 9])()).toEqual(Uint8Array.of(9));
  });

  it('what is read never shares memory with what it was read from', () => {
    const input = Buffer.from([3, 1, 2, 3]);
    const value = decode((reader) => reader.opaque(), input);
    input.fill(0);
    expect(value).toEqual(Uint8Array.of(1, 2, 3));
    expect(value.buffer).not.toBe(input.buffer);
  });

  it('text is read as a strict decoder reads it, or is none', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const expected = (input: Uint8Array): string | null => {
      try {
        return strict.decode(input);
      } catch {
        // Not UTF-8.
        return null;
      }
    };
    const unicode = fc.string({ unit: 'binary', maxLength: 6 }).map((text) => new TextEncoder().encode(text));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 6 }), unicode, octets), (input) => {
        const written = encode((writer: Writer, value: Uint8Array) => writer.opaque(value), input);
        expect(decode((reader) => reader.text(), written)).toBe(expected(input));
      }),
      { numRuns: 1000 },
    );
  });

  it('short octet strings are bounded by the size around them; nonces are not among them', () => {
    const list = (count: number, length: number): Uint8Array =>
      encode(
        (writer: Writer, items: readonly Uint8Array[]) => writer.vector(items, (w, item) => w.opaque(item)),
        Array<Uint8Array>(count).fill(new Uint8Array(length)),
      );
    const read = (input: Uint8Array) => () => decode((reader) => reader.vector((r) => r.opaque()), input);
    expect(read(list(33_000, 1))().length).toBe(33_000);
    expect(read(list(34_000, 1))).toThrow(expect.objectContaining({ rule: 'malformed' }) as Error);
    expect(read(list(200_000, 12))().length).toBe(200_000);
    expect(read(list(200_000, 0))().length).toBe(200_000);
  });
});
