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
});
