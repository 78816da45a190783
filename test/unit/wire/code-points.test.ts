import { describe, expect, it } from 'vitest';
import { deedComponent } from '../../../src/provider/deed.ts';
import { gatewayMarker } from '../../../src/provider/gateway-marker.ts';
import {
  codePoints,
  type CodePointOverrides,
  codePointsWith,
  type FanoutMessage,
  groupInfoAndTreeWith,
  notifyRequest,
  notifyRequestWith,
  type SemiPrivateMessage,
  semiPrivateMessageCodec,
  updateRequest,
  updateRequestWith,
} from '../../../src/wire/index.ts';
import { refusal } from './refusal.ts';
import { smallGroup } from './small-group.ts';

describe('code points', () => {
  it('WF-01: are these', () => {
    expect(codePoints).toMatchSnapshot();
  });

  it('WF-01: an operator’s numbers take the place of suggested ones', () => {
    const numbers = codePointsWith({
      wireFormats: { semiPrivateMessage: 0x0006 },
      components: { externalReceivers: 0x8008, frankAad: 0x8020 },
      extensions: { ratchetTreeSourceDomains: 0x000b },
    });
    expect(numbers.wireFormats.semiPrivateMessage).toBe(6);
    expect(numbers.components).toEqual({ ...codePoints.components, externalReceivers: 0x8008, frankAad: 0x8020 });
    expect(numbers.extensions.ratchetTreeSourceDomains).toBe(11);
    expect(codePointsWith({})).toEqual(codePoints);
  });

  it('WF-01: bodies carry messages of an operator’s wire format, and of no other', () => {
    const numbers = codePointsWith({ wireFormats: { semiPrivateMessage: 0x0006 } });
    const none = new Uint8Array(0);
    const message: SemiPrivateMessage = {
      groupId: none,
      epoch: 0n,
      contentType: 'proposal',
      authenticatedData: none,
      partialContextHash: none,
      keysForExternalReceivers: [],
      framedContentTbsHash: none,
      encryptedSenderData: none,
      ciphertext: none,
    };
    const proposal = semiPrivateMessageCodec(numbers.wireFormats.semiPrivateMessage).encode(message);
    const update = { type: 'proposals', proposals: [proposal] } as const;
    const events: FanoutMessage[] = [{ ...update, timestamp: 5 }];
    const body = updateRequestWith(numbers).encode(update);
    expect(updateRequestWith(numbers).decode(body)).toEqual(update);
    expect(refusal(() => updateRequest.decode(body))).toBe('mls-message');
    const notified = notifyRequestWith(numbers).encode(events);
    expect(notifyRequestWith(numbers).decode(notified)).toEqual(events);
    expect(refusal(() => notifyRequest.decode(notified))).toBe('mls-message');
    const { groupInfo } = smallGroup();
    const content = {
      groupInfo,
      ratchetTree: { representation: 'outOfBand' },
      pendingProposals: [{ proposal, acceptedTimestamp: 5 }],
    } as const;
    const codec = groupInfoAndTreeWith(numbers);
    expect(codec.decode(codec.encode(content))).toEqual(content);
  });

  it('WF-01: extension 0x0009, which is suggested twice, is never two things at once', () => {
    expect(() => codePointsWith({}, ['supportedContentTypes'])).not.toThrow();
    expect(() => codePointsWith({}, ['externalPendingProposals'])).not.toThrow();
    const both = ['supportedContentTypes', 'externalPendingProposals'] as const;
    expect(refusal(() => codePointsWith({}, both))).toBe('code-point');
    expect(() => codePointsWith({ extensions: { supportedContentTypes: 0xf009 } }, both)).not.toThrow();
  });

  const refused: Record<string, CodePointOverrides> = {
    'a number that has a meaning already': { components: { externalReceivers: 0x0021 } },
    'a number of the engine': { proposals: { selfRemove: 0x000b } },
    'a number of the room policy': { components: { participantList: 0x8022 } },
    zero: { credentials: { pseudonymous: 0 } },
    'more than 16 bits': { credentials: { pseudonymous: 0x1_0000 } },
    'a wire format of RFC 9420': { wireFormats: { semiPrivateMessage: 2 } },
    'an extension of RFC 9420': { extensions: { ratchetTreeSourceDomains: 2 } },
    'a credential of RFC 9420': { credentials: { pseudonymous: 1 } },
    'a credential that claims are said to be of': { credentials: { pseudonymous: 0xf0c2 } },
    'no integer': { credentials: { pseudonymous: 1.5 } },
    'a name that there is not': { credentials: { other: 5 } as never },
  };
  it.each(Object.keys(refused))('WF-01: refused: %s', (what) => {
    expect(refusal(() => codePointsWith(refused[what]!))).toBe('code-point');
  });

  it('WF-01: what the gateway puts into leaves and proposals is in the table', () => {
    expect(codePoints.components.gatewayDeed).toBe(deedComponent);
    expect(codePoints.components.gatewayMarker).toBe(gatewayMarker);
    expect(Object.values(codePoints.credentials)).toEqual(expect.arrayContaining([0xf0c1, 0xf0c2, 0xf0c3]));
  });
});
