/**
 * Who an input is given to, and what must then hold: nothing but `InvalidMessage` is thrown, what is decoded encodes to
 * the same octets again, and nothing is accepted that an author did not authenticate.
 */
import {
  checkGroupInfo,
  decodeHostedGroup,
  decodePublicGroup,
  encodeHostedGroup,
  encodePublicGroup,
  InvalidMessage,
  joinByWelcome,
  openKeyPackage,
  openPublicGroup,
  readFrame,
  receive,
  receivePublicCommit,
  receivePublicProposal,
  type Rule,
  unseenByHub,
} from '../../src/mls/index.ts';
import { decodeMessage } from '../../src/mls/structs/message.ts';
import { decodeRatchetTree, encodeRatchetTree } from '../../src/mls/structs/tree-node.ts';
import { rules } from '../interop/histories/group-setup.ts';
import { hex } from '../interop/wire.ts';
import { type Corpus, type Kind, psks, type Sample } from './corpus.ts';
import { reencode } from './reencode.ts';

/** Something that must never happen. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

export interface Outcome {
  readonly decoded: boolean;
  readonly accepted: boolean;
}

/** Null when it was taken, the broken rule when it was refused in the proper way; anything else is a finding. */
async function refusal(what: string, run: () => unknown): Promise<Rule | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (error instanceof Finding) throw error;
    if (error instanceof InvalidMessage) return error.rule;
    throw new Finding(`${what} threw ${String(error)}`, { cause: error });
  }
}

async function taken(what: string, run: () => unknown): Promise<boolean> {
  return (await refusal(what, run)) === null;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** The parts of a PublicMessage that its signature covers, and the signature. */
function signedPart(octets: Uint8Array): string {
  const decoded = decodeMessage(octets);
  if (decoded.wireFormat !== 'public-message') return '';
  return `${hex(decoded.message.content.encoded)} ${hex(decoded.message.auth.signature)}`;
}

type Consumer = (corpus: Corpus, sample: Sample, input: Uint8Array) => Promise<boolean>;

/** The hub has no key for membership and confirmation tags: only what is signed must be untouched. */
function hubTakes(run: (corpus: Corpus, input: Uint8Array) => unknown): Consumer {
  return async (corpus, sample, input) => {
    const accepted = await taken('the hub', () => run(corpus, input));
    if (accepted && signedPart(input) !== signedPart(sample.octets)) throw new Finding('the hub took forged content');
    return accepted;
  };
}

const memberTakes: Consumer = async (corpus, _sample, input) => {
  const accepted = await taken('the member', () => receive(corpus.member, input, { rules, psks }));
  if (accepted) throw new Finding('a member took a forged message');
  return accepted;
};

const canonicalMessage = async (input: Uint8Array): Promise<boolean> =>
  taken('the decoder', () => {
    const again = reencode(input);
    if (!same(again, input)) throw new Finding(`not canonical: encodes to ${hex(again)}`);
    readFrame(input);
  });

const consumers: Readonly<Record<Kind, readonly Consumer[]>> = {
  'public-commit': [hubTakes(({ hub }, input) => receivePublicCommit(hub, input, rules)), memberTakes],
  'public-proposal': [hubTakes(({ hub }, input) => receivePublicProposal(hub, input, rules)), memberTakes],
  private: [memberTakes],
  'key-package': [
    async (_corpus, _sample, input) => {
      const accepted = await taken('openKeyPackage', () => openKeyPackage(input.subarray(4), rules));
      if (accepted) throw new Finding('a forged key package was taken');
      return accepted;
    },
  ],
  'group-info': [
    async ({ tree }, _sample, input) => {
      const accepted = await taken('openPublicGroup', () => openPublicGroup(input, tree, rules));
      if (accepted) throw new Finding('a forged GroupInfo was taken');
      return accepted;
    },
  ],
  'present-group-info': [
    async ({ hub, presentTree }, _sample, input) => {
      const accepted = await taken('checkGroupInfo', () => checkGroupInfo(hub, input, presentTree));
      if (accepted) throw new Finding('a forged GroupInfo of the present epoch was taken');
      return accepted;
    },
  ],
  tree: [
    async ({ groupInfo }, _sample, input) => {
      const accepted = await taken('openPublicGroup', () => openPublicGroup(groupInfo, input, rules));
      if (accepted) throw new Finding('a forged tree was taken');
      return accepted;
    },
  ],
  // Group secrets of other newcomers say nothing to this one; the epoch that it comes to must be the right one.
  welcome: [
    async ({ tree, joiner, joined }, _sample, input) =>
      taken('joinByWelcome', async () => {
        const group = await joinByWelcome(input, tree, [joiner], rules);
        if (!same(group.epochAuthenticator, joined.epochAuthenticator)) throw new Finding('a forged Welcome was taken');
      }),
  ],
  'public-state': [],
  'hosted-state': [],
};

/**
 * A message of a member that means harm may be taken, but by all or by none: what the hub takes a member refuses only by
 * rules that the hub cannot see, or the room would be wedged.
 */
export async function examineResigned(corpus: Corpus, kind: Kind, input: Uint8Array): Promise<Outcome> {
  const receiveAtHub = kind === 'public-commit' ? receivePublicCommit : receivePublicProposal;
  if (!(await canonicalMessage(input))) return { decoded: false, accepted: false };
  const hub = await refusal('the hub', () => receiveAtHub(corpus.hub, input, rules));
  const member = await refusal('the member', () => receive(corpus.member, input, { rules, psks }));
  if (hub === null && member !== null && !(member in unseenByHub)) {
    throw new Finding(`the hub took what a member refuses by ${member}`);
  }
  if (hub !== null && member === null) throw new Finding(`a member took what the hub refuses by ${hub}`);
  return { decoded: true, accepted: hub === null };
}

/** Gives an input that differs from every sample to whoever would receive it. */
export async function examine(corpus: Corpus, sample: Sample, input: Uint8Array): Promise<Outcome> {
  let decoded: boolean;
  switch (sample.kind) {
    case 'tree':
      decoded = await taken('the decoder', () => {
        if (!same(encodeRatchetTree(decodeRatchetTree(input)), input)) throw new Finding('a tree is not canonical');
      });
      break;
    // Stored forms of our own, which may name a key or a proposal twice: what is read must stay the same.
    case 'public-state':
      decoded = await taken('decodePublicGroup', () => {
        const once = encodePublicGroup(decodePublicGroup(input));
        if (!same(encodePublicGroup(decodePublicGroup(once)), once)) throw new Finding('a state changes in storage');
      });
      break;
    case 'hosted-state':
      decoded = await taken('decodeHostedGroup', () => {
        const once = encodeHostedGroup(decodeHostedGroup(input));
        if (!same(encodeHostedGroup(decodeHostedGroup(once)), once)) throw new Finding('a state changes in storage');
      });
      break;
    default:
      decoded = await canonicalMessage(input);
  }
  if (!decoded) return { decoded, accepted: false };
  let accepted = false;
  for (const consume of consumers[sample.kind]) accepted = (await consume(corpus, sample, input)) || accepted;
  return { decoded, accepted };
}
