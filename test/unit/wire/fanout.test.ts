import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkGroups,
  type FanoutMessage,
  keyPackageRefsOf,
  messagesOf,
  notifyRequest,
  updateRequest,
  welcomeFor,
} from '../../../src/wire/index.ts';
import { readWelcome, decodeExactly, encodeWith, writeWelcome } from '../../../src/mls/index.ts';
import { isCanonical, isWhole, comesBack, ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const { mls } = structs;
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const message: FanoutMessage = { type: 'application', timestamp: 1, message: mls.application, frank: null };

describe('fan-out', () => {
  it('MF-09: each arm comes back as it was, and in no other spelling', () => {
    const one = structs.fanoutMessage.map((event) => [event]);
    comesBack(notifyRequest, one);
    isWhole(notifyRequest, one);
    isCanonical(notifyRequest, one);
  });

  it('MF-08: events stand one behind the other, and bodies can be put together as they are', () => {
    comesBack(notifyRequest, fc.array(structs.fanoutMessage, { minLength: 2, maxLength: 5 }), 50);
    const bodies = fc.array(structs.fanoutMessage, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(bodies, (events) => {
        const apart = events.map((event) => notifyRequest.encode([event]));
        expect(hex(notifyRequest.encode(events))).toBe(apart.map(hex).join(''));
      }),
      { numRuns: 20 },
    );
    const many = Array<FanoutMessage>(500).fill(message);
    expect(notifyRequest.decode(notifyRequest.encode(many))).toEqual(many);
    expect(ruleOf(() => notifyRequest.decode(new Uint8Array()))).toBe('empty-list');
    expect(ruleOf(() => notifyRequest.encode([]))).toBe('empty-list');
  });

  it('MF-08: an event of the group of another room is refused', () => {
    const events: FanoutMessage[] = [
      message,
      { type: 'proposals', timestamp: 2, proposals: [mls.semiPrivateProposal, mls.proposal] },
      { type: 'commit', timestamp: 3, commit: mls.commit, externalProposals: [mls.proposal] },
      { type: 'welcome', timestamp: 4, welcome: mls.welcome, ratchetTree: { representation: 'outOfBand' } },
    ];
    const ours = hex(mls.groupId);
    expect(ruleOf(() => checkGroups(events, (groupId) => hex(groupId) === ours))).toBe('accepted');
    const [first, second, third, welcome] = events;
    for (const event of [first!, second!, third!]) {
      expect(ruleOf(() => checkGroups([event], (groupId) => hex(groupId) !== ours))).toBe('foreign-group');
    }
    // Whose group it is stands in what only those who are let in can read.
    expect(ruleOf(() => checkGroups([welcome!], () => false))).toBe('accepted');
  });

  it('UP-36: moreProposals go out octet for octet as they came in', () => {
    const proposals = [mls.otherProposal, mls.semiPrivateProposal, mls.proposal];
    const arrived = updateRequest.decode(updateRequest.encode({ type: 'proposals', proposals }));
    if (arrived.type !== 'proposals') throw new Error('another arm');
    const body = notifyRequest.encode([{ ...arrived, timestamp: 5 }]);
    const [event] = notifyRequest.decode(body);
    expect(messagesOf(event!)).toEqual(proposals);
    // What follows the time is the update request itself.
    expect(hex(body.subarray(8))).toBe(hex(updateRequest.encode(arrived)));
  });

  it('staples proposals of the hub to a commit', () => {
    const stapled = { type: 'commit', timestamp: 6, commit: mls.externalCommit, externalProposals: [mls.proposal] };
    const [event] = notifyRequest.decode(notifyRequest.encode([stapled as FanoutMessage]));
    expect(messagesOf(event!)).toEqual([mls.externalCommit, mls.proposal]);
  });

  it('WF-09: nothing is fanned out that is no event of a room', () => {
    const time = [0, 0, 0, 0, 0, 0, 0, 1];
    for (const other of [mls.groupInfo, mls.keyPackageMessage]) {
      expect(ruleOf(() => notifyRequest.decode(Uint8Array.of(...time, ...other, 0)))).toBe('mls-message');
    }
    const hidden = mls.application.slice();
    hidden[4 + 1 + mls.groupId.length + 8] = 3;
    expect(ruleOf(() => notifyRequest.decode(Uint8Array.of(...time, ...hidden, 0)))).toBe('mls-message');
    expect(ruleOf(() => notifyRequest.encode([{ type: 'proposals', timestamp: 1, proposals: [] }]))).toBe('empty-list');
  });
});

describe('a Welcome', () => {
  /** For three newcomers, the middle one with other octets. */
  const whole = ((): Uint8Array => {
    const one = decodeExactly(readWelcome, mls.welcome.subarray(4));
    const secret = one.secrets[0]!;
    const secrets = [1, 2, 3].map((mark) => ({ ...secret, newMember: new Uint8Array(32).fill(mark) }));
    return Uint8Array.of(0, 1, 0, 3, ...encodeWith(writeWelcome, { ...one, secrets }));
  })();

  it('WF-12: goes to each provider with its own secrets only', () => {
    const refs = keyPackageRefsOf(whole);
    expect(refs.map(hex)).toEqual(['01', '02', '03'].map((mark) => mark.repeat(32)));
    const theirs = welcomeFor(whole, (ref) => ref[0] !== 2)!;
    expect(keyPackageRefsOf(theirs)).toEqual([refs[0], refs[2]]);
    const [before, after] = [whole, theirs].map((octets) => decodeExactly(readWelcome, octets.subarray(4)));
    expect(after).toEqual({ ...before, secrets: [before!.secrets[0], before!.secrets[2]] });
    expect(hex(theirs)).not.toContain('02'.repeat(32));
  });

  it('WF-12: is the same octets for whom all of it is, and none for whom nothing of it is', () => {
    expect(welcomeFor(whole, () => true)).toEqual(whole);
    expect(welcomeFor(whole, () => false)).toBeNull();
  });

  it('is refused when it is none', () => {
    expect(ruleOf(() => keyPackageRefsOf(mls.groupInfo))).toBe('mls-message');
    expect(ruleOf(() => keyPackageRefsOf(mls.welcome.subarray(0, 40)))).toBe('malformed');
  });
});
