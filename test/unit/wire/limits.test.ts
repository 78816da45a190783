import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as wire from '../../../src/wire/index.ts';
import { ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const { small, medium, large } = wire.bodyLimits;
const limits: readonly (readonly [string, Pick<wire.WireCodec<unknown>, 'decode'>, number])[] = [
  ['key material request', wire.keyMaterialRequest, small],
  ['key material response', wire.keyMaterialResponse, large],
  ['update', wire.updateRequest, large],
  ['update response', wire.updateResponse, medium],
  ['submit message', wire.submitMessageRequest, medium],
  ['submit message response', wire.submitMessageResponse, small],
  ['notify', wire.notifyRequest, large],
  ['group info request', wire.groupInfoRequest, small],
  ['group info response', wire.groupInfoResponse, large],
  ['request consent', wire.requestConsent, medium],
  ['update consent', wire.updateConsent, medium],
  ['identifier query', wire.identifierRequest, small],
  ['identifier query response', wire.identifierResponse, medium],
  ['abuse report', wire.abuseReport, medium],
];

/** A PrivateMessage that holds nothing: empty group_id, authenticated data and ciphertexts. */
const tiny = Uint8Array.of(0, 1, 0, 2, 0, ...new Uint8Array(8), 1, 0, 0, 0);

describe('limits', () => {
  it.each(limits)('PV-12: a %s that is too large is told apart from one that is malformed', (_, codec, limit) => {
    expect(ruleOf(() => codec.decode(new Uint8Array(limit + 1).fill(0xff)))).toBe('too-large');
    expect(ruleOf(() => codec.decode(new Uint8Array(limit).fill(0xff)))).not.toBe('too-large');
    expect(wire.statusOfRule['too-large']).toBe(413);
  });

  it('nothing is encoded that its receiver would refuse for its size', () => {
    const [report] = fc.sample(structs.abuseReport, { seed: 1, numRuns: 1 });
    expect(ruleOf(() => wire.abuseReport.encode({ ...report!, note: 'x'.repeat(medium) }))).toBe('too-large');
  });

  it('no answer names more users than anybody asks for', () => {
    const profiles = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ user: `mimi://a.example/u/${at}` as never, fields: [] }));
    const rule = (count: number) =>
      ruleOf(() =>
        wire.identifierResponse.encode({ code: 'success', profiles: profiles(count), extensions: new Map() }),
      );
    expect(rule(1000)).toBe('accepted');
    expect(rule(1001)).toBe('too-large');
  });

  it('refuses lists of short strings that would take a hundred times their size in memory', () => {
    const refs = Array<Uint8Array>(100_000).fill(Uint8Array.of(1));
    const response = { code: 'invalidProposal', errorDescription: '', invalidProposals: refs } as const;
    const octets = wire.updateResponse.encode(response);
    expect(octets.length).toBeLessThan(medium);
    expect(ruleOf(() => wire.updateResponse.decode(octets))).toBe('malformed');
    const fewer = wire.updateResponse.encode({ ...response, invalidProposals: refs.slice(0, 30_000) });
    expect(ruleOf(() => wire.updateResponse.decode(fewer))).toBe('accepted');
  });

  describe('of messages in one body', () => {
    const most = wire.listLimits.messages;
    const { application, proposal, commit, groupInfo } = structs.mls;
    const event: wire.FanoutMessage = { type: 'application', timestamp: 1, message: tiny, frank: null };
    const proposals = (count: number): readonly Uint8Array[] => Array<Uint8Array>(count).fill(proposal);
    const encoded = (one: wire.FanoutMessage): Uint8Array => wire.notifyRequest.encode([one]);

    it('PV-12 MF-08: a body of events so small that it takes twenty times its size in memory is refused', () => {
      const one = encoded(event);
      expect(one).toHaveLength(26);
      const bodyOf = (count: number): Uint8Array => new Uint8Array(26 * count).map((_, at) => one[at % 26]!);
      expect(ruleOf(() => wire.notifyRequest.decode(bodyOf(most)))).toBe('accepted');
      expect(ruleOf(() => wire.notifyRequest.decode(bodyOf(most + 1)))).toBe('too-large');
      expect(ruleOf(() => wire.notifyRequest.encode(Array<wire.FanoutMessage>(most + 1).fill(event)))).toBe(
        'too-large',
      );
      expect(application.length * most).toBeLessThan(large);
    });

    it('PV-12: proposals count with the events that hold them', () => {
      const half = encoded({ type: 'proposals', timestamp: 1, proposals: proposals(most / 2) });
      const stapled = encoded({ type: 'commit', timestamp: 1, commit, externalProposals: proposals(most / 2 - 1) });
      const both = Buffer.concat([half, stapled]);
      expect(ruleOf(() => wire.notifyRequest.decode(both))).toBe('accepted');
      expect(ruleOf(() => wire.notifyRequest.decode(Buffer.concat([both, encoded(event)])))).toBe('too-large');
    });

    it('PV-12: proposals of an update, and those that wait in a group info', () => {
      const update = (count: number): string =>
        ruleOf(() => wire.updateRequest.encode({ type: 'proposals', proposals: proposals(count) }));
      expect([update(most), update(most + 1)]).toEqual(['accepted', 'too-large']);
      const waiting = (count: number): string =>
        ruleOf(() =>
          wire.groupInfoAndTree.encode({
            groupInfo,
            ratchetTree: { representation: 'outOfBand' },
            pendingProposals: proposals(count).map((each) => ({ proposal: each, acceptedTimestamp: 1 })),
          }),
        );
      expect([waiting(most), waiting(most + 1)]).toEqual(['accepted', 'too-large']);
    });
  });
});
