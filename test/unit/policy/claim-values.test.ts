import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Claim,
  claimsOfCertificate,
  claimsOfCwt,
  claimsOfJwt,
  InvalidPolicy,
  presetRoles,
} from '../../../src/policy/index.ts';
import { answer, roomWith, user } from './rooms.ts';

/**
 * Made by OpenSSL. Subject: CN=Alice, 1.3.6.1.4.1.55555.1=staff, 2.999.7=staff, userId=alice, a mail address. Extensions:
 * 1.3.6.1.4.1.55555.2 (UTF8String staff), 2.999.8 (INTEGER 5), 2.25.329800735698586629295641978511506172918 and 2.48.1
 * (BOOLEAN true), the key's identifier.
 */
const certificate = Buffer.from(
  'MIICDjCCAcCgAwIBAgIUWyfCe5UTNoJKDhSDpqzGpzYeYhMwBQYDK2VwMG8xDjAMBgNVBAMTBUFsaWNlMRQwEgYJKwYBBAGDsgMBEwVzdGFmZjEO' +
    'MAwGA4g3BxMFc3RhZmYxFTATBgoJkiaJk/IsZAEBEwVhbGljZTEgMB4GCSqGSIb3DQEJARYRYWxpY2VAZXhhbXBsZS5vcmcwIBcNMjYxMTIzMjI1' +
    'NjQ2WhgPMjEyNjEwMzAyMjU2NDZaMG8xDjAMBgNVBAMTBUFsaWNlMRQwEgYJKwYBBAGDsgMBEwVzdGFmZjEOMAwGA4g3BxMFc3RhZmYxFTATBgoJ' +
    'kiaJk/IsZAEBEwVhbGljZTEgMB4GCSqGSIb3DQEJARYRYWxpY2VAZXhhbXBsZS5vcmcwKjAFBgMrZXADIQB1w9TfIqFhifvKBMXW9nkO6tHtNcEZ' +
    'AKjr5mx80Kjv5KNsMGowFAYJKwYBBAGDsgMCBAcMBXN0YWZmMAoGA4g3CAQDAgEFMBsGFGmD8J2n68/e4Mehp7LAlIzI+dd2BAMBAf8wCgYDgQAB' +
    'BAMBAf8wHQYDVR0OBBYEFNUqdDcluwBfTfJEhq5Y/nbxKAmIMAUGAytlcANBACIrPtxzr9vGQhVsRlX2Vh01bXtQkoHb4vnmZQfQiL4tXp4x0XAD' +
    'HRjpqpxhR4ofpwL5RRbiMwHTB70GSMdhtQs=',
  'base64',
);

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const jwtOf = (value: unknown): string =>
  `e30.${Buffer.from(JSON.stringify({ claim: value })).toString('base64url')}.c2ln`;

/** Length below 24, then the octets: a head of CBOR. */
const head = (major: number, octets: Uint8Array): Uint8Array => Uint8Array.of((major << 5) | octets.length, ...octets);

/** A COSE_Sign1 over {1: item}. */
function cwtOf(item: Uint8Array): Uint8Array {
  const payload = head(2, Uint8Array.of(0xa1, 0x01, ...item));
  return Uint8Array.of(0x84, 0x40, 0xa0, ...payload, 0x40);
}

/** The certificate with other octets in place of these, which are as many, from their last occurrence on. */
function changed(from: string, to: string): Buffer {
  const copy = Buffer.from(certificate);
  const at = copy.lastIndexOf(Buffer.from(from, 'hex'));
  expect(at).toBeGreaterThan(0);
  copy.write(to, at, 'hex');
  return copy;
}

const spelled = (claims: readonly Claim[]): string =>
  JSON.stringify(claims.map(({ id, value }) => [hex(id), hex(value)]));

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom<unknown>('true', 'false', 'null', '5', '"5"', '-7', '0.5'),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
);

/** Items of CBOR that are scalars, by what they say. */
const item = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((octets) => head(2, octets)),
  fc.string({ maxLength: 5 }).map((string) => head(3, Buffer.from(string).subarray(0, 20))),
  fc.nat(23).map((number) => Uint8Array.of(number)),
  fc.nat(23).map((number) => Uint8Array.of(0x20 | number)),
  fc.constantFrom(Uint8Array.of(0xf4), Uint8Array.of(0xf5), Uint8Array.of(0xf6)),
  fc.nat(23).map((number) => Uint8Array.of(0xc1, number)),
);

describe('octets of claims', () => {
  it('RC-25 RC-26: two values of a JWT have the same octets only when they are one value', () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        const same = spelled(claimsOfJwt(jwtOf(a))) === spelled(claimsOfJwt(jwtOf(b)));
        expect(same).toBe(Object.is(a, b));
      }),
      {
        numRuns: 2000,
        examples: [
          ['true', true],
          ['5', 5],
          ['null', null],
          ['"5"', '5'],
        ],
      },
    );
  });

  it('RC-25 RC-26: two values of a CWT have the same octets only when they are one value', () => {
    fc.assert(
      fc.property(item, item, (a, b) => {
        const same = spelled(claimsOfCwt(cwtOf(a))) === spelled(claimsOfCwt(cwtOf(b)));
        expect(same).toBe(hex(a) === hex(b));
      }),
      {
        numRuns: 2000,
        examples: [
          [Uint8Array.of(5), head(3, Uint8Array.of(5))],
          [Uint8Array.of(0xf5), head(2, Uint8Array.of(0xf5))],
          [head(2, Buffer.from('x')), head(3, Buffer.from('x'))],
        ],
      },
    );
  });

  it.each([
    ['the JWT’s text "true"', claimsOfJwt(jwtOf(true)), claimsOfJwt(jwtOf('true'))],
    ['the JWT’s text "5"', claimsOfJwt(jwtOf(5)), claimsOfJwt(jwtOf('5'))],
    ['the CWT’s text of octet 5', claimsOfCwt(cwtOf(Uint8Array.of(5))), claimsOfCwt(cwtOf(Uint8Array.of(0x61, 5)))],
    ['the CWT’s octets f5', claimsOfCwt(cwtOf(Uint8Array.of(0xf5))), claimsOfCwt(cwtOf(Uint8Array.of(0x41, 0xf5)))],
  ])('RC-25 RC-26: %s opens no room that is for the number or the boolean', (_, wanted, chosen) => {
    const room = roomWith('semi-open', { preauthorized: [{ claims: wanted, role: presetRoles.guest }] });
    const entering = (claims: readonly Claim[]): string =>
      answer(room, { type: 'user', user: user('stranger'), claims }, { type: 'join' });
    expect(entering(wanted)).toBe('allowed');
    expect(entering(chosen)).toBe('no-open-join');
  });

  it('RC-26: of a certificate with its DER, under OIDs of any arc, an attribute’s or an extension’s', () => {
    expect(claimsOfCertificate(certificate).map(({ id, value }) => [hex(id), hex(value)])).toEqual([
      ['550403', '1305416c696365'],
      ['0992268993f22c640101', '1305616c696365'],
      ['2a864886f70d010901', '1611616c696365406578616d706c652e6f7267'],
      ['2b0601040183b20302', '0c057374616666'],
      ['883708', '020105'],
      ['6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776', '0101ff'],
      ['810001', '0101ff'],
      ['551d0e', '0414d52a743725bb005f4df24486ae58fe76f1280988'],
    ]);
  });

  it('RC-26: an attribute with the OID of a private extension passes for none, nor an extension for an attribute', () => {
    // 1.3.6.1.4.1.55555.1 of the subject as the …2 of the extension; then that extension as one of the arc 2.5.4.
    const disguised = changed('2b0601040183b203011305', '2b0601040183b203020c05');
    const privateOnes = (claims: readonly Claim[]): readonly string[] =>
      claims.filter(({ id }) => hex(id).startsWith('2b')).map(({ value }) => hex(value));
    expect(privateOnes(claimsOfCertificate(disguised))).toEqual(['0c057374616666']);
    const named = claimsOfCertificate(changed('0603883708', '0603550406'));
    expect(named.filter(({ id }) => hex(id) === '550406')).toEqual([]);
  });

  it.each([
    ['an OID with a padded number', changed('0603810001', '0603808101')],
    ['an OID with a padded first number', changed('0603810001', '0603805504')],
    ['an OID that is cut', changed('0603810001', '0603810081')],
    ['an extension with more behind its value', changed('0403020105', '0401020500')],
    ['an attribute with more behind its value', changed('1305616c696365', '1303616c690500')],
  ])('RC-26: a certificate is refused for %s', (_, octets) => {
    const refused = expect.objectContaining({ rule: 'claims' }) as unknown;
    expect(() => claimsOfCertificate(octets)).toThrow(InvalidPolicy);
    expect(() => claimsOfCertificate(octets)).toThrow(refused);
  });
});
