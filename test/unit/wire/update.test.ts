import { describe, expect, it } from 'vitest';
import { encodeWith, extensionType, openPublicGroup, readFrame, Writer } from '../../../src/mls/index.ts';
import { type CommitUpdate, updateRequest, updateResponse } from '../../../src/wire/index.ts';
import { rules } from '../../interop/histories/group-setup.ts';
import { isStrict, ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const { mls } = structs;
const bundle: CommitUpdate = {
  type: 'commit',
  commit: mls.commit,
  welcome: mls.welcome,
  groupInfo: { representation: 'full', groupInfo: mls.groupInfo },
  ratchetTree: { representation: 'full', ratchetTree: mls.tree },
};

/** The same GroupInfo with one more extension at its end; its signature no longer holds, its shape does. */
function groupInfoWith(type: number, data: Uint8Array): Uint8Array {
  const info = mls.groupInfo;
  // external_pub is the only extension: its list is found by its length, its type and the length of an X25519 key.
  const list = [0x24, 0x00, extensionType.externalPub, 0x21, 0x20];
  const at = info.findIndex((_, start) => list.every((octet, offset) => info[start + offset] === octet));
  expect(at).toBeGreaterThan(0);
  const extensions = new Writer()
    .raw(info.subarray(at + 1, at + 1 + 0x24))
    .uint16(type)
    .opaque(data)
    .finish();
  const made = encodeWith((writer, octets: Uint8Array) => writer.opaque(octets), extensions);
  return Uint8Array.of(...info.subarray(0, at), ...made, ...info.subarray(at + 1 + 0x24));
}

describe('updates', () => {
  it('UP-02: both arms of a HandshakeBundle come back as they were, and in no other spelling', () => {
    isStrict(updateRequest, structs.updateRequest);
  });

  it('are answered, and each answer comes back with its time, epoch or references', () => {
    isStrict(updateResponse, structs.updateResponse);
  });

  it('carries what the engine takes back: GroupInfo and tree of a real commit open a group', async () => {
    const decoded = updateRequest.decode(updateRequest.encode(bundle));
    if (decoded.type !== 'commit' || decoded.groupInfo.representation !== 'full') throw new Error('another arm');
    const { ratchetTree } = decoded;
    if (ratchetTree.representation !== 'full') throw new Error('another arm');
    const group = await openPublicGroup(decoded.groupInfo.groupInfo, ratchetTree.ratchetTree, rules);
    expect(group.context.groupId).toEqual(mls.groupId);
    expect(readFrame(decoded.welcome!).wireFormat).toBe('welcome');
  });

  it('UP-05: a GroupInfo that embeds the ratchet tree is refused, on both ways', () => {
    const harmless = groupInfoWith(0xf100, mls.tree);
    const embedding = groupInfoWith(extensionType.ratchetTree, mls.tree);
    const full = (groupInfo: Uint8Array): CommitUpdate => ({
      ...bundle,
      groupInfo: { representation: 'full', groupInfo },
    });
    expect(ruleOf(() => updateRequest.encode(full(harmless)))).toBe('accepted');
    expect(ruleOf(() => updateRequest.encode(full(embedding)))).toBe('embedded-tree');
    const octets = updateRequest.encode(full(harmless));
    const at = octets.findIndex((_, start) => octets[start] === 0xf1 && octets[start + 1] === 0);
    octets.set([0, extensionType.ratchetTree], at);
    expect(ruleOf(() => updateRequest.decode(octets))).toBe('embedded-tree');
    const partial = {
      ratchetTreePresence: 'present',
      extensions: [{ type: extensionType.ratchetTree, data: mls.tree }],
      signature: new Uint8Array(64),
    } as const;
    const inPartial: CommitUpdate = { ...bundle, groupInfo: { representation: 'partial', partialGroupInfo: partial } };
    expect(ruleOf(() => updateRequest.encode(inPartial))).toBe('embedded-tree');
  });

  it('UP-31: handshakes are PublicMessages or SemiPrivateMessages', () => {
    const withCommit = (commit: Uint8Array) => ruleOf(() => updateRequest.encode({ ...bundle, commit }));
    expect(withCommit(mls.commit)).toBe('accepted');
    expect(withCommit(mls.semiPrivateCommit)).toBe('accepted');
    for (const other of [mls.application, mls.welcome, mls.groupInfo, mls.keyPackageMessage, mls.proposal]) {
      expect(withCommit(other)).toBe('mls-message');
    }
    // A PrivateMessage whose content is said to be a commit or a proposal.
    for (const contentType of [2, 3]) {
      const hidden = mls.application.slice();
      hidden[4 + 1 + mls.groupId.length + 8] = contentType;
      expect(readFrame(hidden).contentType).toBe(contentType === 3 ? 'commit' : 'proposal');
      expect(withCommit(hidden)).toBe('mls-message');
      expect(ruleOf(() => updateRequest.encode({ type: 'proposals', proposals: [hidden] }))).toBe('mls-message');
      expect(ruleOf(() => updateRequest.decode(Uint8Array.of(...hidden, 0)))).toBe('mls-message');
    }
  });

  it('have exactly one of each companion beside a commit, and none beside proposals', () => {
    const octets = updateRequest.encode(bundle);
    expect(ruleOf(() => updateRequest.decode(Uint8Array.of(...octets, ...octets)))).toBe('malformed');
    expect(ruleOf(() => updateRequest.decode(mls.commit))).toBe('malformed');
    expect(ruleOf(() => updateRequest.decode(Uint8Array.of(...mls.commit, 0)))).toBe('malformed');
    const mixed = { type: 'proposals', proposals: [mls.proposal, mls.commit] } as const;
    expect(ruleOf(() => updateRequest.encode(mixed))).toBe('mls-message');
  });

  it('refuses a bundle of nothing', () => {
    expect(ruleOf(() => updateRequest.encode({ type: 'proposals', proposals: [] }))).toBe('empty-list');
    expect(ruleOf(() => updateRequest.decode(new Uint8Array()))).toBe('malformed');
  });

  it('refuses a body that is too large before it looks at it', () => {
    const octets = new Uint8Array(0x100_0001).fill(0xff);
    expect(ruleOf(() => updateRequest.decode(octets))).toBe('too-large');
  });
});
