import { describe, expect, it } from 'vitest';
import { groupInfoAndTree, groupInfoCodes, groupInfoRequest, groupInfoResponse } from '../../../src/wire/index.ts';
import { isStrict, ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const { mls } = structs;
const room = 'mimi://hub.example/r/room' as never;

describe('group information', () => {
  it('is asked for, and a request comes back as it was, and in no other spelling', () => {
    isStrict(groupInfoRequest, structs.groupInfoRequest);
  });

  it('GI-03: an answer comes back with each code', () => {
    isStrict(groupInfoResponse, structs.groupInfoResponse);
    expect(groupInfoCodes).toEqual({ success: 1, notAuthorized: 2, noSuchRoom: 3 });
  });

  it('what an answer encrypts comes back: GroupInfo, tree option and pending proposals with their times', () => {
    isStrict(groupInfoAndTree, structs.groupInfoAndTree);
  });

  it('GI-03: whoever is refused sees nothing but the code', () => {
    const [refused, missing] = (['notAuthorized', 'noSuchRoom'] as const).map((status) =>
      groupInfoResponse.encode({ status, room }),
    );
    expect(refused).toHaveLength(missing!.length);
    expect(refused!.subarray(0, -1)).toEqual(missing!.subarray(0, -1));
  });

  it('WF-16: no joining code is a vector of no octets, and has no second spelling', () => {
    const request = {
      cipherSuite: 1,
      requestingSignatureKey: Uint8Array.of(1),
      requestingCredential: { type: 'basic', identity: Uint8Array.of(2) },
      groupInfoPublicKey: Uint8Array.of(3),
      joiningCode: null,
      signature: Uint8Array.of(4),
    } as const;
    expect([...groupInfoRequest.encode(request)]).toEqual([1, 0, 1, 1, 1, 0, 1, 1, 2, 1, 3, 0, 1, 4]);
    expect(ruleOf(() => groupInfoRequest.encode({ ...request, joiningCode: new Uint8Array() }))).toBe('inconsistent');
  });

  it('refuses the reserved code and unknown ones', () => {
    const octets = groupInfoResponse.encode({ status: 'noSuchRoom', room });
    for (const code of [0, 4, 255]) {
      octets[octets.length - 1] = code;
      expect(ruleOf(() => groupInfoResponse.decode(octets))).toBe('unknown-code');
    }
  });

  it('refuses pending proposals that are none', () => {
    const pending = (proposal: Uint8Array) =>
      ruleOf(() =>
        groupInfoAndTree.encode({
          groupInfo: mls.groupInfo,
          ratchetTree: { representation: 'outOfBand' },
          pendingProposals: [{ proposal, acceptedTimestamp: 1 }],
        }),
      );
    expect(pending(mls.proposal)).toBe('accepted');
    expect(pending(mls.commit)).toBe('mls-message');
    expect(pending(mls.application)).toBe('mls-message');
  });
});
