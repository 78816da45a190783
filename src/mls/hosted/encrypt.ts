import type { HostedGroup, LeafIndex } from '../contract.ts';
import { signContent } from '../framing/authenticated-content.ts';
import { sealPrivate } from '../framing/private-message.ts';
import { suiteOf } from '../public/public-state.ts';
import { highestGeneration, type MessageKey, type Ratchet, step } from '../secret-tree/ratchet.ts';
import { ratchetsOf, withRatchets } from '../secret-tree/secret-tree.ts';
import { encodeMessage, framedContent } from '../structs/message.ts';
import { checkSafeAad, emptyAad } from '../structs/safe-aad.ts';
import type { CipherSuite } from '../suites/index.ts';
import { hostedStateOf, type HostedState, presentOf, signatureKeyOf } from './hosted-state.ts';

const defaultPadding = 32;

/**
 * Encrypts application data as a local leaf: MLSMessage(PrivateMessage). The group does not change; the caller keeps
 * generations unique and durable (a generation used twice reveals nothing thanks to the reuse guard, but the receiver
 * drops the second message), and sends nothing while proposals are pending (RFC 9420 §12.4).
 * @param o.padTo the padded length is a multiple of so many octets; default 32
 */
export function encrypt(
  group: HostedGroup,
  leaf: LeafIndex,
  o: {
    readonly generation: number;
    readonly plaintext: Uint8Array;
    readonly authenticatedData?: Uint8Array;
    readonly padTo?: number;
  },
): Uint8Array {
  const state = hostedStateOf(group);
  const { context } = state.public;
  const suite = suiteOf(context);
  const { secrets } = presentOf(state);
  const privateKey = signatureKeyOf(state, leaf);
  const authenticatedData = o.authenticatedData ?? emptyAad(context);
  checkSafeAad(context, authenticatedData);
  const content = framedContent({
    groupId: context.groupId,
    epoch: context.epoch,
    sender: { type: 'member', leafIndex: leaf },
    authenticatedData,
    body: { type: 'application', data: o.plaintext },
  });
  const framed = { wireFormat: 'private-message', content } as const;
  const signature = signContent(suite, privateKey, framed, context);
  const authenticated = { ...framed, auth: { signature, confirmationTag: undefined } };
  const key = sendingKey(suite, state, leaf, o.generation);
  const place = { leafIndex: leaf, generation: o.generation, key, padTo: o.padTo ?? defaultPadding };
  const message = sealPrivate(suite, secrets.senderData, authenticated, place);
  return encodeMessage({ wireFormat: 'private-message', message });
}

/** Where the sending of a leaf has come to in one state, so that the next generation costs one step. */
const progress = new WeakMap<object, Map<LeafIndex, { generation: number; secret: Uint8Array }>>();

function sendingKey(suite: CipherSuite, state: HostedState, leaf: LeafIndex, generation: number): MessageKey {
  if (!Number.isInteger(generation) || generation < 0 || generation > highestGeneration)
    throw new RangeError('a generation is an integer of 32 bits');
  const { secretTree, secrets } = presentOf(state);
  let leaves = progress.get(secrets);
  if (leaves === undefined) {
    leaves = new Map();
    progress.set(secrets, leaves);
  }
  let at = leaves.get(leaf);
  if (at === undefined || at.generation > generation) {
    const ratchet: Ratchet = ratchetsOf(suite, secretTree, leaf).application;
    const skipped = ratchet.skipped.get(generation);
    if (skipped !== undefined) return skipped;
    if (generation < ratchet.generation) throw new RangeError(`generation ${generation} was used before`);
    at = { generation: ratchet.generation, secret: ratchet.secret };
  }
  let { secret } = at;
  for (let current = at.generation; ; current++) {
    const { key, next } = step(suite, { secret, generation: current });
    secret = next;
    if (current === generation) {
      leaves.set(leaf, { generation: generation + 1, secret });
      return key;
    }
  }
}

/**
 * Drops a local leaf's sending keys below a generation (RFC 9420 §9.2): what was sent can't be opened by whoever sees
 * this state later. A state that was stored before still has them, until its epoch ends and it is deleted.
 */
export function forgetGenerations(group: HostedGroup, leaf: LeafIndex, below: number): HostedGroup {
  const state = hostedStateOf(group);
  const present = presentOf(state);
  const suite = suiteOf(state.public.context);
  signatureKeyOf(state, leaf);
  const known = progress.get(present.secrets)?.get(leaf);
  progress.get(present.secrets)?.delete(leaf);
  const secretTree = withRatchets(suite, present.secretTree, leaf, (ratchets) => {
    const ahead =
      known !== undefined && known.generation > ratchets.application.generation && known.generation <= below;
    let { secret, generation } = ahead ? known : ratchets.application;
    for (; generation < below; generation++) secret = step(suite, { secret, generation }).next;
    const skipped = new Map([...ratchets.application.skipped].filter(([kept]) => kept >= below));
    return { ...ratchets, application: { secret, generation, skipped } };
  });
  return { ...state, present: { ...present, secretTree } } satisfies HostedState as HostedGroup;
}
