import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  capabilityFaults,
  commitDelay,
  componentDefaults,
  contentMediaTypes,
  type ExtendedCapabilities,
  formatMediaType,
  frameApplicationData,
  handshakeFault,
  InvalidPolicy,
  isCredentialLifetimeAllowed,
  isKeyPackageLifetimeAllowed,
  isResumptionPskExpired,
  keptKeys,
  leafUpdateDue,
  matchesMediaType,
  mayBuffer,
  type MediaType,
  noCapabilities,
  operationalPolicy,
  type OperationalPolicy,
  type PendingProposalPolicy,
  readApplicationData,
  timeWithin,
  unreadMediaTypes,
} from '../../../src/policy/index.ts';
import { componentValues, mediaType } from './component-values.ts';

const type = (name: string, ...parameters: readonly (readonly [string, string])[]): MediaType => ({
  type: name,
  parameters: parameters.map(([key, value]) => ({ name: key, value })),
});

const operational = (change: Partial<OperationalPolicy> = {}): OperationalPolicy => ({
  ...componentDefaults.operational,
  ...change,
});
const having = (change: Partial<ExtendedCapabilities>): ExtendedCapabilities => ({ ...noCapabilities, ...change });

describe('capabilities of a client', () => {
  const lists = [
    'versions',
    'cipherSuites',
    'extensions',
    'proposals',
    'credentials',
    'wireFormats',
    'componentIds',
    'safeAadTypes',
    'contentTypes',
  ] as const;

  it.each(lists)('PC-12: %s that are mandatory or forbidden', (list) => {
    const mandatory = operational({ mandatory: having({ [list]: [0x0a, 0xf0] }) });
    expect(capabilityFaults(mandatory, { [list]: [0xf0, 0x0a, 1] })).toEqual([]);
    expect(capabilityFaults(mandatory, { [list]: [0x0a] })).toEqual([{ fault: 'missing', list, value: '0x00f0' }]);
    expect(capabilityFaults(mandatory, {})).toHaveLength(2);
    const forbidden = operational({ forbidden: having({ [list]: [0xf0] }) });
    expect(capabilityFaults(forbidden, { [list]: [0x0a] })).toEqual([]);
    expect(capabilityFaults(forbidden, { [list]: [0xf0] })).toEqual([{ fault: 'forbidden', list, value: '0x00f0' }]);
  });

  it('PC-12 PC-18: media types that are mandatory or forbidden', () => {
    const policy = operational({
      mandatory: having({ mediaTypes: [type('text/plain', ['charset', 'UTF-8'])] }),
      forbidden: having({ mediaTypes: [type('text/html')] }),
    });
    expect(capabilityFaults(policy, { mediaTypes: [type('text/plain')] })).toEqual([]);
    expect(capabilityFaults(policy, { mediaTypes: [type('text/plain', ['charset', 'utf-8'])] })).toEqual([]);
    expect(capabilityFaults(policy, { mediaTypes: [type('text/html', ['x', '1'])] })).toEqual([
      { fault: 'missing', list: 'mediaTypes', value: 'text/plain;charset=UTF-8' },
      { fault: 'forbidden', list: 'mediaTypes', value: 'text/html' },
    ]);
  });

  it('PC-11: a policy that nobody can meet is refused, however it spells its media types', () => {
    const both = (mandatory: MediaType, forbidden: MediaType): (() => unknown) => {
      const [must, never] = [having({ mediaTypes: [mandatory] }), having({ mediaTypes: [forbidden] })];
      return () => operationalPolicy.encode(operational({ mandatory: must, forbidden: never }));
    };
    const contradicts = expect.objectContaining({ rule: 'operational' }) as Error;
    expect(both(type('text/plain'), type('text/plain'))).toThrow(contradicts);
    expect(both(type('text/plain'), type('TEXT/plain'))).toThrow(contradicts);
    expect(both(type('text/plain', ['charset', 'UTF-8']), type('text/plain'))).toThrow(contradicts);
    expect(both(type('text/plain'), type('text/plain', ['charset', 'UTF-8']))).not.toThrow();
  });

  it('PC-12: what every client has by RFC 9420 is not lacking, and defaults bind nobody', () => {
    const mandatory = having({ proposals: [1, 7, 8], extensions: [5, 6], wireFormats: [1], contentTypes: [3] });
    expect(capabilityFaults(operational({ mandatory }), { proposals: [8], extensions: [6] })).toEqual([]);
    expect(capabilityFaults(operational({ default: mandatory }), {})).toEqual([]);
    expect(capabilityFaults(operational({ forbidden: having({ proposals: [5] }) }), {})).toEqual([]);
    expect(capabilityFaults(undefined, { proposals: [99] })).toEqual([]);
  });

  it('PC-12: handshakes come in the formats of the room and without forbidden proposals', () => {
    const policy = operational({ handshakeFormats: [1, 0xf0a1], forbidden: having({ proposals: [5] }) });
    expect(handshakeFault(policy, { wireFormat: 1, proposalTypes: [1, 3] })).toBeNull();
    expect(handshakeFault(policy, { wireFormat: 2, proposalTypes: [] })).toBe('handshake-format');
    expect(handshakeFault(policy, { wireFormat: 1, proposalTypes: [1, 5] })).toBe('proposal-forbidden');
    expect(handshakeFault({ ...policy, handshakeFormats: [] }, { wireFormat: 9, proposalTypes: [] })).toBeNull();
    expect(handshakeFault(undefined, { wireFormat: 9, proposalTypes: [5] })).toBeNull();
  });
});

describe('content media types', () => {
  const required = [type('application/mimi-content'), type('text/plain', ['charset', 'UTF-8'])];
  const content = new Uint8Array([1, 2, 3]);

  it('PC-17: application data is framed where the room lists types; the first goes without saying', () => {
    const [first, second] = required as [MediaType, MediaType];
    expect(frameApplicationData(undefined, first, content)).toEqual(content);
    expect(readApplicationData(undefined, content)).toEqual({ type: null, content });
    const short = frameApplicationData(required, type('application/MIMI-content'), content);
    expect(Buffer.from(short).toString('hex')).toBe('000003010203');
    expect(readApplicationData(required, short)).toEqual({ type: first, content });
    const named = frameApplicationData(required, second, content);
    expect(Buffer.from(named).toString('hex')).toBe(
      `0a${Buffer.from('text/plain').toString('hex')}0e07${Buffer.from('charset').toString('hex')}055554462d3803010203`,
    );
    expect(readApplicationData(required, named)).toEqual({ type: second, content });
  });

  it('PC-17: a frame is spelled in one way', () => {
    const refused = (hex: string): unknown => {
      try {
        return readApplicationData(required, new Uint8Array(Buffer.from(hex, 'hex')));
      } catch (error) {
        if (error instanceof InvalidPolicy) return error.rule;
        throw error;
      }
    };
    expect(refused('00000301020300')).toBe('malformed');
    expect(refused('0000030102')).toBe('malformed');
    expect(refused('00040161016200')).toBe('content-media-types');
    expect(refused('03612f620000')).toEqual({ type: type('a/b'), content: new Uint8Array() });
    expect(refused('01610000')).toBe('content-media-types');
    expect(() => frameApplicationData(required, type('none'), content)).toThrow(InvalidPolicy);
    fc.assert(
      fc.property(mediaType, fc.uint8Array({ maxLength: 100 }), (of, octets) => {
        const data = new Uint8Array(octets);
        expect(readApplicationData([type('x/y')], frameApplicationData([type('x/y')], of, data))).toEqual({
          type: of,
          content: data,
        });
      }),
    );
  });

  it('PC-18: a client reads each required type, by its list or by what is known of it', () => {
    expect(unreadMediaTypes(required, required)).toEqual([]);
    expect(unreadMediaTypes(required, [type('text/plain')])).toEqual(required.slice(0, 1));
    expect(unreadMediaTypes(required, [type('text/plain')], required.slice(0, 1))).toEqual([]);
    expect(unreadMediaTypes(required, undefined)).toEqual(required);
    expect(unreadMediaTypes(required, undefined, required)).toEqual([]);
    expect(contentMediaTypes.decode(contentMediaTypes.encode(required))).toEqual(required);
  });

  it('a type matches itself, and is written as in a header', () => {
    fc.assert(
      fc.property(mediaType, (of) => {
        expect(matchesMediaType(of, of)).toBe(true);
        expect(matchesMediaType({ ...of, parameters: [] }, of)).toBe(true);
      }),
    );
    expect(formatMediaType(type('a/b', ['n', 'x "y" \\'], ['m', 'z']))).toBe(String.raw`a/b;n="x \"y\" \\";m=z`);
  });
});

describe('when members commit', () => {
  const wait = (pendingProposals: PendingProposalPolicy, random: number): number =>
    commitDelay(operational({ pendingProposals }), random);

  it('PC-13: at once, or after a delay between the bounds', () => {
    expect(wait({ strategy: 'immediate-commit' }, 0.9)).toBe(0);
    const delay = { strategy: 'random-delay', minimum: 100n, maximum: 300n } as const;
    expect([0, 0.5, 0.999].map((random) => wait(delay, random))).toEqual([100, 200, 299]);
    fc.assert(
      fc.property(componentValues.operational, fc.double({ min: 0, max: 0.999, noNaN: true }), (policy, random) => {
        const milliseconds = commitDelay(policy, random);
        expect(milliseconds).toBeGreaterThanOrEqual(0);
        if (policy.pendingProposals.strategy !== 'random-delay') return;
        const { minimum, maximum } = policy.pendingProposals;
        expect(milliseconds).toBeGreaterThanOrEqual(Math.min(Number(minimum) * 0.999, 0x7fff_ffff));
        expect(milliseconds).toBeLessThanOrEqual(Number(maximum));
      }),
    );
  });

  it('PC-13: never longer than a timer counts, which would not wait at all', () => {
    const most = 0xffff_ffff_ffff_ffffn;
    const bounds = [0n, 1n, 0x7fff_ffffn, 0x8000_0000n, 1n << 53n, most];
    for (const minimum of bounds) {
      for (const maximum of bounds.filter((bound) => bound >= minimum)) {
        for (const random of [0, 0.5, 1 - Number.EPSILON]) {
          const milliseconds = wait({ strategy: 'random-delay', minimum, maximum }, random);
          expect(Number.isInteger(milliseconds) && milliseconds >= 0 && milliseconds < 2 ** 31).toBe(true);
        }
      }
    }
    expect(wait({ strategy: 'random-delay', minimum: most, maximum: most }, 0)).toBe(0x7fff_ffff);
  });

  it('PC-13 PC-15: as the house does where the room takes no position, or one that nobody here knows', () => {
    const house = operational({ pendingProposals: { strategy: 'random-delay', minimum: 7n, maximum: 7n } });
    for (const pendingProposals of [
      { strategy: 'unspecified' },
      { strategy: 'extension', code: 9, componentId: 0xf001 },
    ] as const) {
      expect(commitDelay(operational({ pendingProposals }), 0.5, house)).toBe(7);
      expect(commitDelay(undefined, 0.5, operational({ pendingProposals }))).toBe(0);
    }
    expect(commitDelay(undefined, 0.5, house)).toBe(7);
    expect(commitDelay(undefined, 0)).toBe(0);
  });
});

describe('lifetimes', () => {
  const policy = operational({
    leafNodeUpdateTime: { minimum: 5n, default: 10n, maximum: 20n },
    senderNonceKeypairLifetime: { minimum: 5n, default: 10n, maximum: 20n },
    bufferIncomingMessageTime: { minimum: 5n, default: 10n, maximum: 20n },
    maxKeyPackageLifetime: 100n,
    maxCredentialLifetime: 200n,
    resumptionPskLifetime: 300n,
    maxKeypairs: 2,
    maxBufferedMessages: 3,
  });

  it('PC-14: key packages, credentials and resumption PSKs live as long as the room allows', () => {
    expect([100n, 101n].map((notAfter) => isKeyPackageLifetimeAllowed(policy, { notBefore: 0n, notAfter }))).toEqual([
      true,
      false,
    ]);
    expect([205n, 206n].map((notAfter) => isCredentialLifetimeAllowed(policy, { notBefore: 5n, notAfter }))).toEqual([
      true,
      false,
    ]);
    expect([300n, 301n].map((age) => isResumptionPskExpired(policy, age))).toEqual([false, true]);
  });

  it('PC-14: leaves are renewed in time', () => {
    expect([9n, 10n, 20n, 21n].map((age) => leafUpdateDue(policy, age))).toEqual(['early', 'due', 'due', 'overdue']);
    expect([undefined, 1n, 15n, 99n].map((wanted) => timeWithin(policy.leafNodeUpdateTime, wanted))).toEqual([
      10n,
      5n,
      15n,
      20n,
    ]);
  });

  it('PC-14: of unused keys the youngest are kept, and none for too long', () => {
    const keys = [
      { generation: 1, age: 11n },
      { generation: 2, age: 10n },
      { generation: 3, age: 9n },
      { generation: 4, age: 8n },
    ];
    expect(keptKeys(policy, keys).map(({ generation }) => generation)).toEqual([4, 3]);
    expect(keptKeys(policy, keys, 8n).map(({ generation }) => generation)).toEqual([4]);
  });

  it('PC-14: messages wait for their epoch, not too long and not too many', () => {
    expect(mayBuffer(policy, { age: 10n, waiting: 2 })).toBe(true);
    expect(mayBuffer(policy, { age: 11n, waiting: 2 })).toBe(false);
    expect(mayBuffer(policy, { age: 10n, waiting: 3 })).toBe(false);
  });
});
