import { createPrivateKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  commit,
  createGroup,
  createKeyPackage,
  type Credential,
  generateSignatureKeyPair,
  type GroupRules,
  InvalidMessage,
  joinByWelcome,
  type OwnKeyPackage,
  openKeyPackage,
  openPublicGroup,
  receivePublicCommit,
} from '../../../src/mls/index.ts';
import { decodeKeyPackage } from '../../../src/mls/structs/key-package.ts';
import {
  add,
  capabilities,
  expectRefused,
  newClient,
  newWorld,
  nameOf,
  prepare,
  rewritten,
  rules,
  utf8,
} from './rules/world.ts';

/** DER: one element. */
function der(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...length), body]);
}
const sequence = (...parts: Uint8Array[]): Uint8Array => der(0x30, ...parts);
const ed25519 = sequence(der(6, Uint8Array.of(0x2b, 0x65, 0x70)));

/** A self-signed certificate of an Ed25519 key with these URIs as subjectAltName. */
function certificate(keys: { publicKey: Uint8Array; privateKey: Uint8Array }, uris: string[]): Uint8Array {
  const name = sequence(der(0x31, sequence(der(6, Uint8Array.of(0x55, 4, 3)), der(0x0c, utf8('test')))));
  const validity = sequence(der(0x17, utf8('250101000000Z')), der(0x17, utf8('350101000000Z')));
  const key = sequence(ed25519, der(3, Uint8Array.of(0), keys.publicKey));
  const names = sequence(...uris.map((uri) => der(0x86, utf8(uri))));
  const extensions = der(0xa3, sequence(sequence(der(6, Uint8Array.of(0x55, 0x1d, 0x11)), der(4, names))));
  const version = der(0xa0, der(2, Uint8Array.of(2)));
  const body = sequence(version, der(2, Uint8Array.of(1)), ed25519, name, validity, name, key, extensions);
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), keys.privateKey]);
  const signature = sign(null, body, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  return sequence(body, ed25519, der(3, Uint8Array.of(0), signature));
}

const both = { ...capabilities, credentials: [1, 2] };

function x509Client(uris: string[], keys = generateSignatureKeyPair(1), certified = keys): OwnKeyPackage {
  const credential: Credential = { type: 'x509', certificates: [certificate(certified, uris)] };
  const lifetime = { notBefore: 500n, notAfter: 1500n };
  return createKeyPackage({ suite: 1, credential, signature: keys, capabilities: both, lifetime });
}

describe('X.509 credentials', () => {
  const uris = ['mimi://example.org/d/alice/phone', 'mimi://example.org/u/alice'];

  it('ID-13: members with X.509 and basic credentials are in one group', async () => {
    const alice = x509Client(uris);
    const bob = newClient('bob', { capabilities: both });
    const created = createGroup({ suite: 1, groupId: utf8('g'), leaf: alice, extensions: [], rules });
    const hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
    const prepared = await commit(created.group, 0, { proposals: [add(bob)], rules });
    await expect(receivePublicCommit(hub, prepared.commit, rules)).resolves.toBeDefined();
    const joined = await joinByWelcome(prepared.welcome!, prepared.ratchetTree, [bob], rules);
    expect(joined.epochAuthenticator).toEqual(prepared.next.epochAuthenticator);
  });

  it('ID-13: a certificate of another key is refused, and one that is none', () => {
    const refused = expect.objectContaining({ rule: 'credential' }) as Error;
    const good = x509Client(uris);
    expect(openKeyPackage(good.keyPackage, rules).member.credential.type).toBe('x509');
    const foreign = x509Client(uris, generateSignatureKeyPair(1), generateSignatureKeyPair(1));
    expect(() => openKeyPackage(foreign.keyPackage, rules)).toThrow(refused);
    for (const certificates of [[], [utf8('no certificate')]]) {
      const signature = generateSignatureKeyPair(1);
      const credential: Credential = { type: 'x509', certificates };
      const lifetime = { notBefore: 500n, notAfter: 1500n };
      const bad = createKeyPackage({ suite: 1, credential, signature, capabilities: both, lifetime });
      expect(() => openKeyPackage(bad.keyPackage, rules)).toThrow(refused);
    }
  });

  it('ID-13: the application is asked for every new leaf, and what it refuses is refused', async () => {
    const asked: string[] = [];
    const strict: GroupRules = {
      ...rules,
      authenticate: (credential) => {
        asked.push(nameOf(credential));
        if (nameOf(credential) === 'x509') throw new InvalidMessage('credential', 'not here');
      },
    };
    const open = (own: OwnKeyPackage) => () => openKeyPackage(own.keyPackage, strict);
    expect(open(x509Client(uris))).toThrow(expect.objectContaining({ rule: 'credential' }) as Error);
    expect(open(newClient('dave'))).not.toThrow();
    const world = await newWorld();
    await openPublicGroup(world.groupInfo, world.ratchetTree, strict);
    expect(asked).toEqual(['x509', 'dave', 'alice', 'bob', 'carol']);
  });

  it('credential-type-unsupported: nobody comes in with a credential that a member can not judge', async () => {
    const world = await newWorld();
    const good = await prepare(world, 0, { proposals: [add(newClient('dave'))] });
    const { keyPackage } = x509Client(uris);
    const bad = rewritten(world, good.commit, (content) => ({
      ...content,
      body: {
        type: 'commit',
        commit: {
          proposals: [{ proposal: { type: 'add', keyPackage, parsed: decodeKeyPackage(keyPackage) } }],
          path: undefined,
        },
      },
    }));
    await expectRefused(world, bad, 'credential-type-unsupported');
    await expect(prepare(world, 0, { proposals: [add(x509Client(uris))] })).rejects.toMatchObject({
      rule: 'credential-type-unsupported',
    });
  });
});
