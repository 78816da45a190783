import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../../src/identifiers/index.ts';
import { checkGroupInfo, openPublicGroup } from '../../../src/mls/index.ts';
import {
  checkExternalPub,
  checkTreeSource,
  codePoints,
  completeGroupInfo,
  InvalidWire,
  partialGroupInfoCodec,
  type PartialGroupInfo,
  type RatchetTreeOption,
  ratchetTreeOptionCodec,
  ratchetTreeSourceDomains,
  type WireCodec,
} from '../../../src/wire/index.ts';
import { expectMessage } from '../../../src/mls/structs/message.ts';
import { damaged, refusal } from './refusal.ts';
import { plainRules, smallGroup } from './small-group.ts';

const { groupInfo, ratchetTree } = smallGroup();

const options: RatchetTreeOption[] = [
  { representation: 'full', ratchetTree },
  { representation: 'httpsUri', url: 'https://a.example/tree?group=7' },
  { representation: 'outOfBand' },
  { representation: 'distributionService' },
];

describe('RatchetTreeOption', () => {
  it.each(options)('WF-21: $representation goes both ways', (option) => {
    const octets = ratchetTreeOptionCodec.encode(option);
    expect(ratchetTreeOptionCodec.decode(octets)).toEqual(option);
    for (let end = 0; end < octets.length; end++)
      expect(refusal(() => ratchetTreeOptionCodec.decode(octets.subarray(0, end)))).toMatch(
        /^(malformed|ratchet-tree)$/,
      );
    expect(refusal(() => ratchetTreeOptionCodec.decode(Uint8Array.of(...octets, 0)))).toBe('malformed');
  });

  it('WF-21: the tree is that of RFC 9420, nodes behind an octet of presence, and no signature follows', () => {
    const octets = ratchetTreeOptionCodec.encode(options[0]!);
    expect(octets).toEqual(Uint8Array.of(1, ...ratchetTree));
    const nodeTypeWithoutPresence = Uint8Array.of(1, 2, 2, 0);
    expect(refusal(() => ratchetTreeOptionCodec.decode(nodeTypeWithoutPresence))).toBe('malformed');
  });

  it('WF-21: a tree that is none, an unknown representation and a URL that is not https are refused', () => {
    const decode = (...octets: number[]) => refusal(() => ratchetTreeOptionCodec.decode(Uint8Array.from(octets)));
    expect(decode(0)).toBe('unknown-code');
    expect(decode(5)).toBe('unknown-code');
    expect(decode(1, 0)).toBe('malformed');
    expect(decode(1, 1, 0)).toBe('malformed');
    expect(decode(2, 12, ...new TextEncoder().encode('http://a.exa'))).toBe('ratchet-tree');
    expect(refusal(() => ratchetTreeOptionCodec.encode({ representation: 'httpsUri', url: 'file:///x' }))).toBe(
      'ratchet-tree',
    );
    const trailing = { representation: 'full', ratchetTree: Uint8Array.of(...ratchetTree, 0) } as const;
    expect(refusal(() => ratchetTreeOptionCodec.encode(trailing))).toBe('malformed');
  });
});

describe('where a tree may come from', () => {
  const domains = ratchetTreeSourceDomains.encode([parseDomain('a.example'), parseDomain('trees.example')]);
  const extensions = [{ type: codePoints.extensions.ratchetTreeSourceDomains, data: domains }];

  it('a tree is taken from the source domains that the group names, and from nowhere else', () => {
    expect(() => checkTreeSource('https://a.example/x', extensions)).not.toThrow();
    expect(() => checkTreeSource('https://trees.example:8443/x', extensions)).not.toThrow();
    expect(refusal(() => checkTreeSource('https://a.example/x', []))).toBe('ratchet-tree');
    for (const url of [
      'https://b.example/x',
      'https://x.a.example/',
      'http://a.example/',
      'https://a.example@b.example/',
    ])
      expect(
        refusal(() => checkTreeSource(url, extensions)),
        url,
      ).toBe('ratchet-tree');
  });

  it('the list has at least one domain, spelled canonically', () => {
    expect(refusal(() => ratchetTreeSourceDomains.encode([]))).toBe('empty-list');
    expect(refusal(() => ratchetTreeSourceDomains.decode(Uint8Array.of(0)))).toBe('empty-list');
    expect(refusal(() => ratchetTreeSourceDomains.decode(Uint8Array.of(4, 3, 65, 46, 66)))).toBe('identifier');
    expect(refusal(() => ratchetTreeSourceDomains.decode(Uint8Array.of(3, 2, 46, 46)))).toBe('identifier');
    expect(refusal(() => checkTreeSource('https://a.example/', [{ ...extensions[0]!, data: Uint8Array.of(1) }]))).toBe(
      'malformed',
    );
  });
});

describe('PartialGroupInfo', () => {
  const info = expectMessage(groupInfo, 'group-info');
  const partial: PartialGroupInfo = {
    ratchetTreePresence: 'noRatchetTree',
    extensions: info.extensions,
    signature: info.signature,
  };
  const epoch = { context: info.context, confirmationTag: info.confirmationTag, signer: info.signer, ratchetTree };

  it('WF-22: with what the hub knows it becomes the GroupInfo that the committer signed', async () => {
    const decoded = partialGroupInfoCodec.decode(partialGroupInfoCodec.encode(partial));
    expect(decoded).toEqual(partial);
    expect(completeGroupInfo(decoded, epoch)).toEqual(groupInfo);
    const group = await openPublicGroup(groupInfo, ratchetTree, plainRules);
    expect(() => checkGroupInfo(group, completeGroupInfo(decoded, epoch), ratchetTree)).not.toThrow();
    const forged = completeGroupInfo({ ...partial, signature: damaged(partial.signature) }, epoch);
    expect(() => checkGroupInfo(group, forged, ratchetTree)).toThrow(/group-info-signature/);
  });

  it('WF-22: where the GroupInfo embeds the tree, it is put back behind the other extensions', () => {
    for (const ratchetTreePresence of ['present', 'added'] as const) {
      const complete = expectMessage(completeGroupInfo({ ...partial, ratchetTreePresence }, epoch), 'group-info');
      expect(complete.extensions).toEqual([...partial.extensions, { type: 2, data: ratchetTree }]);
    }
    const removed = completeGroupInfo({ ...partial, ratchetTreePresence: 'removed' }, epoch);
    expect(removed).toEqual(groupInfo);
  });

  it('WF-22: external_pub must be there where external commits are allowed', () => {
    expect(() => checkExternalPub(partial, true)).not.toThrow();
    expect(() => checkExternalPub({ ...partial, extensions: [] }, false)).not.toThrow();
    expect(refusal(() => checkExternalPub({ ...partial, extensions: [] }, true))).toBe('inconsistent');
  });

  it('WF-22: the tree, an extension twice and an unknown presence are refused both ways', () => {
    const withTree = { ...partial, extensions: [{ type: 2, data: ratchetTree }] };
    expect(refusal(() => partialGroupInfoCodec.encode(withTree))).toBe('embedded-tree');
    const twice = { ...partial, extensions: [...partial.extensions, ...partial.extensions] };
    expect(refusal(() => partialGroupInfoCodec.encode(twice))).toBe('malformed');
    expect(refusal(() => partialGroupInfoCodec.decode(Uint8Array.of(4, 0, 0)))).toBe('unknown-code');
    expect(refusal(() => partialGroupInfoCodec.decode(Uint8Array.of(0, 3, 0, 2, 0, 0)))).toBe('embedded-tree');
    expect(refusal(() => partialGroupInfoCodec.decode(Uint8Array.of(0, 6, 0, 9, 0, 0, 9, 0, 0)))).toBe('malformed');
  });

  it('any octets are refused by a rule, or decode to what encodes the same', () => {
    const survives = <T>(codec: WireCodec<T>, input: Uint8Array): void => {
      try {
        expect(codec.encode(codec.decode(input))).toEqual(Uint8Array.from(input));
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidWire);
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
        survives(partialGroupInfoCodec, input);
        survives(ratchetTreeOptionCodec, input);
        survives(ratchetTreeSourceDomains, input);
      }),
      { numRuns: 1000 },
    );
  });
});
