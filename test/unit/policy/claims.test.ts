import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../../src/identifiers/index.ts';
import {
  type Claim,
  claimsOfCertificate,
  claimsOfCwt,
  claimsOfJwt,
  claimsOfProvider,
  claimsOfUser,
  claimSources,
  InvalidPolicy,
  type PreauthorizedEntry,
  presetRoles,
  userClaim,
} from '../../../src/policy/index.ts';
import { answer, as, roomWith, user } from './rooms.ts';

/** Made by OpenSSL: C=CH, O=Example Org, OU=Human Resources, CN=Alice; URI and mail address as alternative names. */
const certificate = Buffer.from(
  'MIICAjCCAbSgAwIBAgIUVtjuZQN4BKeq8oGJ0ARtOG6CmCUwBQYDK2VwME0xCzAJBgNVBAYTAkNIMRQwEgYDVQQKDAtFeGFtcGxlIE9yZzEYMB' +
    'YGA1UECwwPSHVtYW4gUmVzb3VyY2VzMQ4wDAYDVQQDDAVBbGljZTAgFw0yNjExMjMyMDU2MjdaGA8yMTI2MTAzMDIwNTYyN1owTTELMAkGA1UE' +
    'BhMCQ0gxFDASBgNVBAoMC0V4YW1wbGUgT3JnMRgwFgYDVQQLDA9IdW1hbiBSZXNvdXJjZXMxDjAMBgNVBAMMBUFsaWNlMCowBQYDK2VwAyEAdC' +
    '7keRILckMefK0HohE0rLDyOjId2B9azUZBwDQxhO2jgaMwgaAwHQYDVR0OBBYEFF01+MniZM6o7WdfUYumrrHlKVC8MB8GA1UdIwQYMBaAFF01' +
    '+MniZM6o7WdfUYumrrHlKVC8MA8GA1UdEwEB/wQFMAMBAf8wOAYDVR0RBDEwL4YabWltaTovL2V4YW1wbGUub3JnL3UvYWxpY2WBEWFsaWNlQG' +
    'V4YW1wbGUub3JnMBMGA1UdJQQMMAoGCCsGAQUFBwMCMAUGAytlcANBAK758Q1WRmtkOiFWi97OrKJrif0Kj08N1AjBnW9w3FLXXegONbgW7KL1' +
    'HQNZzLi8LCwOyrNunZUeiM4+WUWVNAE=',
  'base64',
);

/**
 * COSE_Sign1, written by hand in Python: {1: "https://issuer.example", 2: "mimi://example.org/u/alice", 7: h'0102',
 * 502: ["HR", "PR", {1: 2}], -300: true, "level": 5, "where": {1: "us"}}.
 */
const cwt = Buffer.from(
  'd83dd28443a10127a0585da7017668747470733a2f2f6973737565722e6578616d706c6502781a6d696d693a2f2f6578616d706c652e6f72' +
    '672f752f616c696365074201021901f683624852625052a1010239012bf5656c6576656c05657768657265a1016275734400000000',
  'hex',
);

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const text = (octets: Uint8Array): string => Buffer.from(octets).toString('utf8');
const jwtOf = (payload: string): string => `e30.${Buffer.from(payload).toString('base64url')}.c2ln`;
/** The certificate with another OID in the last place of this one. */
function retyped(oid: string, other: string): Buffer {
  const copy = Buffer.from(certificate);
  copy.write(other, copy.lastIndexOf(Buffer.from(oid, 'hex')), 'hex');
  return copy;
}
const claimsRefused = expect.objectContaining({ rule: 'claims', section: 'room-policy §4' }) as unknown;

function refusedBy(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  return null;
}

describe('claims of credentials', () => {
  it('RC-26: of a certificate, the subject by its OIDs, each extension, and each alternative name', () => {
    const claims = claimsOfCertificate(certificate);
    expect(claims.every(({ credentialType }) => credentialType === claimSources.x509)).toBe(true);
    const byId = (id: string): readonly string[] =>
      claims.filter((claim) => hex(claim.id) === id).map(({ value }) => text(value));
    // PrintableString, then UTF8Strings, each with tag and length.
    expect(byId('550406')).toEqual(['\u0013\u0002CH']);
    expect(byId('55040a')).toEqual(['\u000c\u000bExample Org']);
    expect(byId('55040b')).toEqual(['\u000c\u000fHuman Resources']);
    expect(byId('550403')).toEqual(['\u000c\u0005Alice']);
    expect(byId('551d11')).toHaveLength(3);
    expect(
      byId('551d11')
        .slice(1)
        .map((name) => name.slice(2)),
    ).toEqual(['mimi://example.org/u/alice', 'alice@example.org']);
    // basicConstraints is critical: the boolean before the value is passed over.
    expect(claims.filter(({ id }) => hex(id) === '551d13').map(({ value }) => hex(value))).toEqual(['30030101ff']);
    expect(claims).toHaveLength(4 + 5 + 2);
  });

  it('RC-26: of a JWT, by name; each element of a list; no objects', () => {
    const token = jwtOf(
      '{"iss":"https://issuer.example","groups":["HR","PR",{"x":1},["y"]],"age":42,"staff":true,"left":null,"where":{"country":"us"}}',
    );
    const claims = claimsOfJwt(token);
    expect(claims.every(({ credentialType }) => credentialType === claimSources.jwt)).toBe(true);
    expect(claims.map(({ id, value }) => `${text(id)}=${text(value)}`)).toEqual([
      'iss="https://issuer.example"',
      'groups="HR"',
      'groups="PR"',
      'age=42',
      'staff=true',
      'left=null',
    ]);
  });

  it('RC-26: a number that is not exact once it is read is no claim: another would do in its place', () => {
    const values = claimsOfJwt(
      jwtOf(
        '{"a":9007199254740991,"b":9007199254740993,"c":[1e400,-1e17,-7,-0],"d":[0.5,5.0000000000000000001],"e":"1e3, \\\\"}',
      ),
    );
    expect(values.map(({ id, value }) => `${text(id)}=${text(value)}`)).toEqual([
      'a=9007199254740991',
      'c=-7',
      String.raw`e="1e3, \\"`,
    ]);
  });

  it('RC-26: an attribute of the subject never passes for an alternative name', () => {
    const commonName = '0603550403';
    const disguised = retyped(commonName, '0603551d11');
    const names = claimsOfCertificate(disguised).filter(({ id }) => hex(id) === '551d11');
    expect(names).toHaveLength(3);
    expect(names.every(({ value }) => !text(value).includes('Alice'))).toBe(true);
  });

  it('RC-26: of a CWT, by its keys as they are encoded; each element of a list; no maps', () => {
    const claims = claimsOfCwt(cwt);
    expect(claims.every(({ credentialType }) => credentialType === claimSources.cwt)).toBe(true);
    expect(claims.map(({ id, value }) => [hex(id), hex(value)])).toEqual([
      ['01', `76${Buffer.from('https://issuer.example').toString('hex')}`],
      ['02', `781a${Buffer.from('mimi://example.org/u/alice').toString('hex')}`],
      ['07', '420102'],
      ['1901f6', '624852'],
      ['1901f6', '625052'],
      ['39012b', 'f5'],
      ['656c6576656c', '05'],
    ]);
  });

  it.each([
    ['no certificate', () => claimsOfCertificate(Buffer.from('3000', 'hex'))],
    ['a certificate with more behind it', () => claimsOfCertificate(Buffer.concat([certificate, Buffer.of(0)]))],
    ['a certificate that is cut', () => claimsOfCertificate(certificate.subarray(0, 300))],
    ['a long certificate', () => claimsOfCertificate(new Uint8Array(70_000))],
    ['an indefinite length', () => claimsOfCertificate(Buffer.from('3080020100', 'hex'))],
    ['a length that is not minimal', () => claimsOfCertificate(Buffer.from('308103020100', 'hex'))],
    ['a tag above 30', () => claimsOfCertificate(Buffer.from('3f810100', 'hex'))],
    [
      'extensions twice',
      () => claimsOfCertificate(Buffer.from('3017301502010030003000300030003000a3023000a3023000', 'hex')),
    ],
    ['an extension twice', () => claimsOfCertificate(retyped('551d23', '551d0e'))],
    ['an alternative name of no kind', () => claimsOfCertificate(retyped('861a6d69', '0c1a6d69'))],
    ['a token of two parts', () => claimsOfJwt('e30.e30')],
    ['a token of four parts', () => claimsOfJwt('e30.e30.e30.e30')],
    ['a long token', () => claimsOfJwt(`e30.${'A'.repeat(70_000)}.c2ln`)],
    ['a payload that is not base64url', () => claimsOfJwt('e30.e3+0.c2ln')],
    ['a payload that is no JSON', () => claimsOfJwt(jwtOf('{'))],
    ['a payload that is no object', () => claimsOfJwt(jwtOf('[]'))],
    ['a payload with half a character', () => claimsOfJwt(jwtOf('{"a":"\\ud800"}'))],
    ['too many claims', () => claimsOfJwt(jwtOf(JSON.stringify({ a: Array.from({ length: 1025 }, () => 1) })))],
    ['no COSE_Sign1', () => claimsOfCwt(Buffer.from('83404040', 'hex'))],
    ['a payload that is no byte string', () => claimsOfCwt(Buffer.from('8440a06040', 'hex'))],
    ['a list for claims', () => claimsOfCwt(Buffer.from('8440a0418040', 'hex'))],
    ['a key that is a list', () => claimsOfCwt(Buffer.from('8440a043a1800040', 'hex'))],
    ['a number that is not minimal', () => claimsOfCwt(Buffer.from('8440a044a118010040', 'hex'))],
    ['a key twice', () => claimsOfCwt(Buffer.from('8440a045a20405040640', 'hex'))],
    ['an indefinite map', () => claimsOfCwt(Buffer.from('8440a042bfff40', 'hex'))],
    ['a map with more entries than octets', () => claimsOfCwt(Buffer.from('8440a049bbffffffffffffffff40', 'hex'))],
    ['a text that is not UTF-8', () => claimsOfCwt(Buffer.from('8440a044a10161ff40', 'hex'))],
    ['lists without end', () => claimsOfCwt(Buffer.concat([Buffer.from('84', 'hex'), Buffer.alloc(5000, 0x81)]))],
  ])('RC-26: %s is refused', (_, read) => {
    const error = refusedBy(read);
    expect(error).toBeInstanceOf(InvalidPolicy);
    expect(error).toEqual(claimsRefused);
  });

  it('RC-26: whatever a stranger hands in gives claims or that error', () => {
    const changed = (octets: Uint8Array): fc.Arbitrary<Uint8Array> =>
      fc.array(fc.tuple(fc.nat(octets.length - 1), fc.nat(255)), { maxLength: 4 }).map((changes) => {
        const copy = Uint8Array.from(octets);
        for (const [at, octet] of changes) copy[at] = octet;
        return copy;
      });
    const fine = (read: () => unknown): boolean => {
      const error = refusedBy(read);
      return error === null || error instanceof InvalidPolicy;
    };
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array(), changed(certificate), changed(cwt)),
        fc.oneof(
          fc.string(),
          fc.json().map(jwtOf),
          fc.json().map((json) => jwtOf(`{"a":${json}}`)),
        ),
        (octets, token) => {
          expect(fine(() => claimsOfCertificate(octets))).toBe(true);
          expect(fine(() => claimsOfCwt(octets))).toBe(true);
          expect(fine(() => claimsOfJwt(token))).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('preauthorisation by claims', () => {
  const room = (preauthorized: readonly PreauthorizedEntry[]) => roomWith('semi-open', { preauthorized });
  const entering = (claims: readonly Claim[], preauthorized: readonly PreauthorizedEntry[]): string =>
    answer(room(preauthorized), { type: 'user', user: user('stranger'), claims }, { type: 'join' });
  const byName = (claims: readonly Claim[], id: string): Claim => claims.find((claim) => hex(claim.id) === id)!;
  const { guest, member } = presetRoles;

  it.each([
    ['X.509', claimsOfCertificate(certificate), '55040b'],
    ['JWT', claimsOfJwt(jwtOf('{"org":"HR","sub":"alice"}')), Buffer.from('org').toString('hex')],
    ['CWT', claimsOfCwt(cwt), '1901f6'],
    ['a user URI', claimsOfUser(user('stranger'), ['hr']), Buffer.from('team').toString('hex')],
  ])('RC-25 RC-26 RC-10: a claim of %s lets in whose credential has exactly it', (_, claims, id) => {
    const asked = byName(claims, id);
    expect(entering(claims, [{ claims: [asked], role: guest }])).toBe('allowed');
    expect(entering([], [{ claims: [asked], role: guest }])).toBe('no-open-join');
    const other = { ...asked, value: Uint8Array.of(...asked.value, 0x20) };
    expect(entering(claims, [{ claims: [other], role: guest }])).toBe('no-open-join');
    const elsewhere = { ...asked, credentialType: 0xfffe };
    expect(entering(claims, [{ claims: [elsewhere], role: guest }])).toBe('no-open-join');
    // All of an entry's claims, not some.
    expect(entering(claims, [{ claims: [asked, other], role: guest }])).toBe('no-open-join');
  });

  it('RC-25 RC-10: the first entry that matches gives the role, and no other', () => {
    const mine = claimsOfUser(user('stranger'), ['hr']);
    const entries = [
      { claims: [userClaim.team('hr')], role: member },
      { claims: [userClaim.domain(parseDomain('xmpp.example.org'))], role: guest },
    ];
    const join = (role: number | undefined, claims = mine): string =>
      answer(
        room(entries),
        { type: 'user', user: user('stranger'), claims },
        { type: 'join', ...(role === undefined ? {} : { role }) },
      );
    expect(join(undefined)).toBe('allowed');
    expect(join(member)).toBe('allowed');
    expect(join(guest)).toBe('no-open-join');
    expect(join(guest, claimsOfUser(user('stranger')))).toBe('allowed');
    expect(join(member, claimsOfUser(user('stranger')))).toBe('no-open-join');
  });

  it('RC-25: a ban stands before every claim, and roles that were not made for it let nobody in', () => {
    const claims = claimsOfUser(user('outcast'));
    const entries = [{ claims: [userClaim.user(user('outcast'))], role: member }];
    const outcast = { type: 'user', user: user('outcast'), claims } as const;
    expect(answer(room(entries), outcast, { type: 'join' })).toBe('banned');
    const moderators = [{ claims: [], role: presetRoles.moderator }];
    expect(answer(room(moderators), as('stranger'), { type: 'join' })).toBe('no-open-join');
  });

  it('RC-27 RC-25: a provider that is preauthorised acts with that role, and its users’ domain is not its own claim', () => {
    const domain = parseDomain('guard.example.org');
    const guard = { type: 'provider', domain, claims: claimsOfProvider(domain) } as const;
    const enforcer = { claims: [userClaim.provider(domain)], role: presetRoles.enforcer };
    expect(answer(room([enforcer]), guard, { type: 'ban', user: user('guest') })).toBe('allowed');
    expect(answer(room([enforcer]), guard, { type: 'add-participant', user: user('x'), role: guest })).toBe(
      'lacks-capability',
    );
    expect(answer(room([enforcer]), guard, { type: 'remove-self' })).toBe('not-a-participant');
    const ofUsers = { claims: [userClaim.domain(domain)], role: presetRoles.enforcer };
    expect(answer(room([ofUsers]), guard, { type: 'ban', user: user('guest') })).toBe('not-a-participant');
    expect(answer(room([]), guard, { type: 'ban', user: user('guest') })).toBe('not-a-participant');
  });
});
