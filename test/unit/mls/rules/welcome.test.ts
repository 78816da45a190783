import { beforeAll, describe, expect, it } from 'vitest';
import { joinByWelcome, type OwnKeyPackage, type PreparedCommit, type PskLookup } from '../../../../src/mls/index.ts';
import { decodeKeyPackage } from '../../../../src/mls/structs/key-package.ts';
import type { Welcome } from '../../../../src/mls/structs/group-info.ts';
import { encodeMessage, expectMessage } from '../../../../src/mls/structs/message.ts';
import { checkWelcomePsks } from '../../../../src/mls/validation/12.4.3.1-welcome.ts';
import { psk } from './proposals.ts';
import { add, newClient, newWorld, prepare, resignedKeyPackage, rules, suite, utf8, type World } from './world.ts';

let world: World;
let dave: OwnKeyPackage;
let prepared: PreparedCommit;

beforeAll(async () => {
  world = await newWorld();
  dave = newClient('dave');
  prepared = await prepare(world, 0, { proposals: [add(dave)], forcePath: true });
});

const join = (welcome: Uint8Array, own = [dave], tree: Uint8Array | null = prepared.ratchetTree, psks?: PskLookup) =>
  joinByWelcome(welcome, tree, own, rules, psks);

function changed(change: (welcome: Welcome) => Partial<Welcome>): Uint8Array {
  const welcome = expectMessage(prepared.welcome!, 'welcome');
  return encodeMessage({ wireFormat: 'welcome', message: { ...welcome, ...change(welcome) } });
}

const flipped = (octets: Uint8Array): Uint8Array => octets.with(20, octets[20]! ^ 1);

describe('a Welcome is refused by the joiner', () => {
  it.each<[string, string, () => ReturnType<typeof join>]>([
    ['welcome-not-for-us', 'nobody is named', () => join(changed(() => ({ secrets: [] })))],
    ['welcome-not-for-us', "somebody else's key package", () => join(prepared.welcome!, [newClient('dave')])],
    [
      'decryption',
      'group secrets',
      () =>
        join(
          changed(({ secrets }) => ({
            secrets: secrets.map((entry) => ({
              ...entry,
              sealed: { ...entry.sealed, ciphertext: flipped(entry.sealed.ciphertext) },
            })),
          })),
        ),
    ],
    // The encrypted GroupInfo is the context under which the secrets are sealed.
    [
      'decryption',
      'group info',
      () => join(changed(({ encryptedGroupInfo }) => ({ encryptedGroupInfo: flipped(encryptedGroupInfo) }))),
    ],
    ['unsupported-cipher-suite', 'a suite that does not exist', () => join(changed(() => ({ cipherSuite: 9 })))],
    ['welcome-version-or-suite', 'another suite', () => join(changed(() => ({ cipherSuite: 3 })))],
    ['tree-missing', 'no tree', () => join(prepared.welcome!, [dave], null)],
    ['tree-hash', 'the tree of the epoch before', () => join(prepared.welcome!, [dave], world.ratchetTree)],
    ['welcome-leaf-missing', "a leaf that is not the key package's", () => otherLeaf()],
  ])('%s: %s', async (rule, _what, run) => {
    await expect(run()).rejects.toMatchObject({ name: 'InvalidMessage', rule });
    await expect(join(prepared.welcome!)).resolves.toMatchObject({ local: [{ leafIndex: 3 }] });
  });

  /** The committer adds one key package and welcomes another of the same client. */
  async function otherLeaf(): ReturnType<typeof join> {
    const good = decodeKeyPackage(dave.keyPackage);
    const twin = resignedKeyPackage(good, dave.secrets.signatureKey, {
      leaf: { extensions: [{ type: 6, data: Uint8Array.of(0) }] },
    });
    const { makeWelcome } = await import('../../../../src/mls/hosted/make-welcome.ts');
    const { hostedStateOf, presentOf } = await import('../../../../src/mls/hosted/hosted-state.ts');
    const { joinerSecret, secretsFromJoiner } = await import('../../../../src/mls/schedule/key-schedule.ts');
    const { confirmationTagOf } = await import('../../../../src/mls/schedule/key-schedule.ts');
    const state = hostedStateOf(prepared.next);
    const { context } = state.public;
    const joiner = joinerSecret(suite, presentOf(state).secrets.init, new Uint8Array(32), context);
    const keys = { joiner, ...secretsFromJoiner(suite, joiner, new Uint8Array(32), context) };
    const confirmationTag = confirmationTagOf(suite, keys.epoch, context.confirmedTranscriptHash);
    const signer = { leafIndex: 0, privateKey: state.signatureKeys.get(0)! };
    const added = [{ leafIndex: 3, keyPackage: twin }];
    const welcome = await makeWelcome({ ...state.public, confirmationTag }, keys, added, [], [], signer);
    return join(welcome!, [{ ...dave, keyPackage: twin.encoded }]);
  }

  it('unknown-psk: without the PSK nobody comes in', async () => {
    const psks = () => utf8('value');
    const withPsk = await prepare(world, 0, { proposals: [add(dave), psk()], psks });
    await expect(join(withPsk.welcome!, [dave], withPsk.ratchetTree)).rejects.toMatchObject({ rule: 'unknown-psk' });
    await expect(join(withPsk.welcome!, [dave], withPsk.ratchetTree, psks)).resolves.toBeDefined();
    await expect(join(withPsk.welcome!, [dave], withPsk.ratchetTree, () => utf8('other'))).rejects.toMatchObject({
      rule: 'decryption',
    });
  });
});

describe('PSKs of a Welcome', () => {
  const nonce = new Uint8Array(32);
  const old = () => world.hub.context;
  const branch = () =>
    ({ type: 'resumption', usage: 'branch', groupId: old().groupId, epoch: old().epoch, nonce }) as const;
  const fresh = () => ({ ...old(), groupId: utf8('new'), epoch: 1n });
  const check =
    (...o: Parameters<typeof checkWelcomePsks>) =>
    () =>
      checkWelcomePsks(...o);
  const refuses = (rule: string): Error => expect.objectContaining({ rule }) as Error;

  it('welcome-psks: a reinit or branch PSK comes alone and expected', () => {
    expect(check(suite, [branch()], undefined, fresh())).toThrow(refuses('welcome-psks'));
    const expected = { usage: 'branch', old: old() } as const;
    expect(check(suite, [branch(), branch()], expected, fresh())).toThrow(refuses('welcome-psks'));
    expect(check(suite, [{ ...branch(), nonce: utf8('short') }], expected, fresh())).toThrow(
      refuses('psk-nonce-length'),
    );
    expect(check(suite, [branch()], expected, fresh())).not.toThrow();
  });

  it('branch-mismatch: the new group is the first epoch of a branch of the old one', () => {
    const expected = { usage: 'branch', old: old() } as const;
    expect(check(suite, [], expected, fresh())).toThrow(refuses('branch-mismatch'));
    expect(check(suite, [{ ...branch(), epoch: 0n }], expected, fresh())).toThrow(refuses('branch-mismatch'));
    expect(check(suite, [branch()], expected, { ...fresh(), epoch: 2n })).toThrow(refuses('branch-mismatch'));
    expect(check(suite, [branch()], expected, { ...fresh(), cipherSuite: 2 })).toThrow(refuses('branch-mismatch'));
  });

  it('reinit-mismatch: the new group is what the ReInit announced', () => {
    const announced = { groupId: utf8('new'), version: 1, cipherSuite: 1, extensions: old().extensions } as const;
    const expected = { usage: 'reinit', old: old(), announced } as const;
    const id = { ...branch(), usage: 'reinit' } as const;
    expect(check(suite, [branch()], expected, fresh())).toThrow(refuses('reinit-mismatch'));
    expect(check(suite, [id], expected, { ...fresh(), groupId: utf8('x') })).toThrow(refuses('reinit-mismatch'));
    expect(check(suite, [id], expected, { ...fresh(), extensions: [] })).toThrow(refuses('reinit-mismatch'));
    expect(check(suite, [id], expected, fresh())).not.toThrow();
  });
});
