import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../../src/identifiers/index.ts';
import {
  botFault,
  type AssetPolicy,
  assetKindOf,
  componentDefaults,
  downloadOrder,
  expiryOf,
  type HistoryPolicy,
  historyVisibleFrom,
  isLogged,
  isUploadHost,
  type JoinCode,
  type JoinLinkPolicy,
  judgeJoinCode,
  keepsExpiryPolicy,
  type LinkPreviewPolicy,
  type LoggingPolicy,
  loggingNotice,
  mayShareHistory,
  type MediaType,
  type MessageExpirationPolicy,
  outgoingLinks,
  passesStatusNotice,
  previewFetch,
  refuseAsset,
  uploadDestinations,
} from '../../../src/policy/index.ts';
import { componentValues, optionality } from './component-values.ts';

const type = (name: string, ...parameters: readonly (readonly [string, string])[]): MediaType => ({
  type: name,
  parameters: parameters.map(([key, value]) => ({ name: key, value })),
});

describe('status notices', () => {
  it.each([
    ['forbidden', true, false],
    ['forbidden', false, false],
    ['optional', true, true],
    ['optional', false, false],
    ['required', true, true],
    ['required', false, true],
  ] as const)('PC-02: %s, and the user wants it %s: passes %s', (mode, wanted, passes) => {
    const policy = { deliveryNotifications: mode, readReceipts: mode };
    expect(passesStatusNotice(policy, 'read', wanted)).toBe(passes);
    expect(passesStatusNotice(policy, 'delivered', wanted)).toBe(passes);
  });

  it('PC-02: read and delivered go by a rule each, and without a policy by the user', () => {
    const policy = { deliveryNotifications: 'forbidden', readReceipts: 'required' } as const;
    expect([passesStatusNotice(policy, 'delivered', true), passesStatusNotice(policy, 'read', false)]).toEqual([
      false,
      true,
    ]);
    expect([true, false].map((wanted) => passesStatusNotice(undefined, 'read', wanted))).toEqual([true, false]);
  });
});

describe('expiring messages', () => {
  const bounds: MessageExpirationPolicy = { expiring: 'optional', minimum: 60, maximum: 3600, default: 600 };

  it.each<[string, MessageExpirationPolicy, number | null, ReturnType<typeof expiryOf>]>([
    ['within the bounds', bounds, 300, { outcome: 'as-asked', seconds: 300 }],
    ['too short', bounds, 59, { outcome: 'raised', seconds: 60 }],
    ['too long', bounds, 3601, { outcome: 'lowered', seconds: 3600 }],
    ['none where it is optional', bounds, null, { outcome: 'as-asked', seconds: null }],
    ['none where it is required', { ...bounds, expiring: 'required' }, null, { outcome: 'default', seconds: 600 }],
    [
      'none where it is required and no default is named',
      { ...bounds, expiring: 'required', default: null },
      null,
      { outcome: 'default', seconds: 3600 },
    ],
    [
      'one where it is forbidden',
      { expiring: 'forbidden', minimum: 0, maximum: 0, default: null },
      9,
      { outcome: 'refused' },
    ],
    [
      'none where it is forbidden',
      { expiring: 'forbidden', minimum: 0, maximum: 0, default: null },
      null,
      { outcome: 'as-asked', seconds: null },
    ],
  ])('PC-10: %s', (_, policy, asked, expected) => {
    expect(expiryOf(policy, asked)).toEqual(expected);
  });

  it('PC-10: what is sent keeps the policy, whatever was asked', () => {
    fc.assert(
      fc.property(componentValues.expiration, fc.option(fc.nat(0xffffffff)), (policy, asked) => {
        const expiry = expiryOf(policy, asked);
        if (expiry.outcome === 'refused') expect([policy.expiring, asked === null]).toEqual(['forbidden', false]);
        else expect(keepsExpiryPolicy(policy, expiry.seconds)).toBe(true);
      }),
    );
    expect(keepsExpiryPolicy(undefined, 5)).toBe(true);
  });
});

describe('link previews', () => {
  const policy: LinkPreviewPolicy = { ...componentDefaults.linkPreviews };

  it.each([
    ['optional', true, 'keep'],
    ['optional', false, 'keep'],
    ['required', true, 'keep'],
    ['required', false, 'make'],
    ['forbidden', true, 'strip'],
    ['forbidden', false, 'strip'],
  ] as const)('PC-04: previews of the sender %s, there is one %s: %s', (sendPreviews, hasPreviews, previews) => {
    expect(outgoingLinks({ ...policy, sendPreviews }, { hasPreviews, autodetects: true }).previews).toBe(previews);
  });

  it('PC-04: text that looks like a link stays text where detection is forbidden', () => {
    const message = { hasPreviews: false, autodetects: true };
    expect(outgoingLinks({ ...policy, autodetectHyperlinks: 'forbidden' }, message).autodetect).toBe(false);
    expect(outgoingLinks(policy, message).autodetect).toBe(true);
    expect(outgoingLinks(undefined, { ...message, autodetects: false })).toEqual({
      autodetect: false,
      previews: 'keep',
    });
  });

  it('PC-03: a receiver makes previews as the room and its user have it, through the proxy where there is one', () => {
    const proxied: LinkPreviewPolicy = { ...policy, proxyUse: 'required', proxy: 'https://p.example/' };
    const wanted = { previews: true, proxy: false };
    expect(previewFetch(proxied, wanted)).toEqual({ through: 'proxy', proxy: 'https://p.example/' });
    expect(previewFetch({ ...proxied, proxyUse: 'optional' }, wanted)).toEqual({ through: 'direct' });
    expect(previewFetch({ ...proxied, proxyUse: 'optional' }, { ...wanted, proxy: true })?.through).toBe('proxy');
    expect(previewFetch({ ...proxied, automaticPreviews: 'forbidden' }, wanted)).toBeNull();
    expect(previewFetch({ ...policy, automaticPreviews: 'required' }, { previews: false, proxy: true })).toEqual({
      through: 'direct',
    });
    expect(previewFetch(undefined, { previews: false, proxy: false })).toBeNull();
  });
});

describe('assets', () => {
  const policy: AssetPolicy = {
    uploadLocation: 'localProvider',
    uploadDomains: [{ provider: 'a.example', destinations: ['up.a.example'] }],
    download: { allowed: ['hubProxy', 'ohttp'], forbidden: ['direct'], default: 'ohttp' },
    maxImage: 10n,
    maxAudio: 20n,
    maxVideo: 30n,
    maxAttachment: 40n,
    forbiddenMediaTypes: [type('text/html')],
    permittedMediaTypes: [type('text/markdown'), type('image/png'), type('text/html'), type('a/b', ['v', '1'])],
  };

  it.each([
    ['image', 10n],
    ['audio', 20n],
    ['video', 30n],
    ['attachment', 40n],
  ] as const)('PC-05 AD-11: %s of %s octets and not one more', (kind, size) => {
    const asset = { kind, mediaType: type('image/png') };
    expect(refuseAsset(policy, { ...asset, size })).toBeNull();
    expect(refuseAsset(policy, { ...asset, size: size + 1n })).toBe('too-large');
  });

  it.each([
    [type('text/markdown', ['variant', 'GFM']), null],
    [type('TEXT/Markdown'), null],
    [type('text/html', ['charset', 'utf-8']), 'type-forbidden'],
    [type('image/jpeg'), 'type-not-permitted'],
    [type('a/b'), 'type-not-permitted'],
    [type('a/b', ['v', '2']), 'type-not-permitted'],
    [type('A/b', ['V', '1'], ['w', '2']), null],
  ])('AD-11: $type $parameters: %s', (mediaTypeOf, refusal) => {
    expect(refuseAsset(policy, { kind: 'attachment', mediaType: mediaTypeOf, size: 1n })).toBe(refusal);
    expect(
      refuseAsset({ ...policy, permittedMediaTypes: null }, { kind: 'image', mediaType: mediaTypeOf, size: 1n }),
    ).toBe(refusal === 'type-forbidden' ? refusal : null);
  });

  it('RC-19: a rendered image, audio or video is one, everything else is an attachment', () => {
    expect(
      ['image/png', 'AUDIO/ogg', 'video/mp4', 'text/plain', 'imagex'].map((name) => assetKindOf(name, 'render')),
    ).toEqual(['image', 'audio', 'video', 'attachment', 'attachment']);
    expect(assetKindOf('image/png', 'attachment')).toBe('attachment');
  });

  it('AD-03 AD-04: each provider uploads where the policy says, and nothing else is fetched', () => {
    const [a, b] = [parseDomain('a.example'), parseDomain('b.example')];
    expect(uploadDestinations(policy, a)).toEqual(['up.a.example']);
    expect(uploadDestinations(policy, b)).toEqual([]);
    expect(uploadDestinations({ ...policy, uploadLocation: 'hub' }, b)).toEqual(['up.a.example']);
    expect(uploadDestinations({ ...policy, uploadLocation: 'unspecified' }, b)).toBeNull();
    expect(uploadDestinations(undefined, a)).toBeNull();
    expect(isUploadHost(policy, 'UP.a.example', 'mimi://a.example/u/alice')).toBe(true);
    expect(isUploadHost(policy, 'up.a.example', 'mimi://b.example/u/bob')).toBe(false);
    expect(isUploadHost(policy, 'a.example', 'mimi://a.example/d/alice/1')).toBe(false);
    expect(isUploadHost(undefined, 'anywhere.example', 'mimi://b.example/u/bob')).toBe(true);
  });

  it('AD-05 AD-09: downloads go the room’s way first, then the house’s, and never a forbidden one', () => {
    expect(downloadOrder(policy, ['hubProxy', 'direct', 'ohttp'])).toEqual(['ohttp', 'hubProxy']);
    expect(downloadOrder(policy, ['direct'])).toEqual([]);
    const free = { ...policy, download: { allowed: [], forbidden: [], default: 'direct' } } as const;
    expect(downloadOrder(free, ['hubProxy', 'ohttp'])).toEqual(['hubProxy', 'ohttp']);
    expect(downloadOrder(undefined, ['ohttp', 'hubProxy'])).toEqual(['hubProxy', 'ohttp']);
  });
});

describe('join codes', () => {
  const link = new Uint8Array([1, 2]);
  const code: JoinCode = { link, madeAt: 1000, uses: 0, role: 4, deleted: false };
  const policy: JoinLinkPolicy = { onRequest: false, requestUri: '', multiuser: false, expiration: 60 };
  const judge = (
    shown: JoinCode | null,
    change: Partial<JoinLinkPolicy> = {},
    now = 1059,
    listed = [link],
  ): unknown => {
    const judged = judgeJoinCode(shown, { policy: { ...policy, ...change }, listed, now });
    return judged.valid ? judged.role : judged.fault;
  };

  it('JN-10: a code that is valid leads to its role, every other one has a reason for the log only', () => {
    expect(judge(code)).toBe(4);
    expect(judge(null)).toBe('unknown');
    expect(judge({ ...code, deleted: true })).toBe('deleted');
    expect(judge(code, {}, 1059, [new Uint8Array([1, 3])])).toBe('deleted');
    expect(judge(code, {}, 1060)).toBe('expired');
    expect(judge({ ...code, uses: 1 })).toBe('used-up');
    expect(judge({ ...code, uses: 1 }, { multiuser: true })).toBe(4);
    expect(judge({ ...code, role: null })).toBeNull();
  });

  it('JN-11: a link that was made on request need not be the one in the list', () => {
    expect(judge(code, { onRequest: true }, 1059, [])).toBe(4);
    const unlisted = judgeJoinCode(code, { policy: undefined, listed: undefined, now: 2000 });
    expect(unlisted).toEqual({ valid: true, role: 4 });
  });
});

describe('logging and history', () => {
  const logger = 'mimi://a.example/u/log';
  const policy = (logging: LoggingPolicy['logging'], ...loggers: readonly string[]): LoggingPolicy => ({
    logging,
    loggers,
    machineReadablePolicy: '',
    humanReadablePolicy: '',
  });

  it('PC-06 BL-02: a room is logged where that is required, or optional with a logger', () => {
    expect([undefined, policy('forbidden'), policy('optional')].map(isLogged)).toEqual([false, false, false]);
    expect([policy('optional', logger), policy('required', logger)].map(isLogged)).toEqual([true, true]);
  });

  it('BL-02: people are told when logging starts, stops, or others log', () => {
    const [on, off] = [policy('required', logger), policy('forbidden')];
    expect(loggingNotice(undefined, on)).toBe('logging-starts');
    expect(loggingNotice(on, off)).toBe('logging-stops');
    expect(loggingNotice(on, policy('optional', 'mimi://b.example/u/log'))).toBe('loggers-change');
    expect(loggingNotice(on, policy('optional', logger))).toBeNull();
    expect(loggingNotice(off, undefined)).toBeNull();
  });

  const shared: HistoryPolicy = {
    sharing: 'optional',
    rolesThatCanShare: [4],
    automaticallyShare: false,
    maxTimePeriod: 100,
  };

  it('PC-07: history is shared by the named roles, by themselves where the room says so', () => {
    const may = (history: HistoryPolicy | undefined, role: number, askedByUser: boolean): boolean =>
      mayShareHistory(history, { role, askedByUser });
    expect([may(shared, 4, true), may(shared, 4, false), may(shared, 5, true)]).toEqual([true, false, false]);
    expect(may({ ...shared, automaticallyShare: true }, 4, false)).toBe(true);
    expect([may({ ...shared, sharing: 'forbidden' }, 4, true), may(undefined, 4, true)]).toEqual([false, false]);
    expect(historyVisibleFrom(shared, 1000)).toBe(900);
    expect(historyVisibleFrom(shared, 50)).toBe(0);
    expect([
      historyVisibleFrom(undefined, 1000),
      historyVisibleFrom({ ...shared, sharing: 'forbidden' }, 1000),
    ]).toEqual([1000, 1000]);
  });
});

describe('bots', () => {
  const poker = { name: 'poker', description: '', homepage: '', localClient: false, role: 4 };
  const policy = { allowedBots: [{ ...poker, canTargetMessage: true, perUserContent: false }] };
  const conduct = { name: 'poker', role: 4, targetsMessages: false, perUserContent: false };

  it('PC-08 BL-06: a bot is listed and stays within what it may', () => {
    expect(botFault(policy, conduct)).toBeNull();
    expect(botFault(policy, { ...conduct, targetsMessages: true })).toBeNull();
    expect(botFault(policy, { ...conduct, name: 'dice' })).toBe('not-listed');
    expect(botFault({ allowedBots: [] }, conduct)).toBe('not-listed');
    expect(botFault(policy, { ...conduct, role: 7 })).toBe('other-role');
    expect(botFault(policy, { ...conduct, perUserContent: true })).toBe('per-user-content');
    const silent = { allowedBots: [{ ...poker, canTargetMessage: false, perUserContent: true }] };
    expect(botFault(silent, { ...conduct, targetsMessages: true })).toBe('targets-messages');
    const both = { allowedBots: [...silent.allowedBots, ...policy.allowedBots] };
    expect(botFault(both, { ...conduct, targetsMessages: true })).toBeNull();
    expect(botFault(undefined, { ...conduct, name: 'dice' })).toBeNull();
  });
});

describe('defaults', () => {
  it('PC-15: an absent component asks nothing of anybody that its draft could allow', () => {
    fc.assert(
      fc.property(optionality, fc.nat(0xffffffff), (mode, seconds) => {
        expect(passesStatusNotice(undefined, 'delivered', mode === 'optional')).toBe(mode === 'optional');
        expect(expiryOf(undefined, seconds)).toEqual({ outcome: 'as-asked', seconds });
      }),
    );
    expect(refuseAsset(undefined, { kind: 'video', mediaType: type('x/y'), size: 1n << 60n })).toBeNull();
    expect(componentDefaults).toMatchSnapshot();
  });
});
