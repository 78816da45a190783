/**
 * Messages of a member that means harm: a field is changed and the content is signed again with the member's own key,
 * so that what lies behind signature and membership tag is reached. Such a message may be accepted; it must never crash anybody.
 */
import { cipherSuite } from '../../src/mls/suites/index.ts';
import { membershipTagOf, signContent } from '../../src/mls/framing/authenticated-content.ts';
import { hostedStateOf, presentOf } from '../../src/mls/hosted/hosted-state.ts';
import type { LeafIndex, Proposal } from '../../src/mls/index.ts';
import type { ProposalOrRef } from '../../src/mls/structs/commit.ts';
import { type ContentBody, decodeMessage, encodeMessage, framedContent } from '../../src/mls/structs/message.ts';
import { type ParsedProposal, parseProposal } from '../../src/mls/structs/proposal.ts';
import type { Seeded } from '../interop/seeded.ts';
import type { Corpus, Sample } from './corpus.ts';

function anIndex(random: Seeded): number {
  return random.pick([0, 1, 2, 3, 4, 8, 9, 15, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]);
}

function aProposal(corpus: Corpus, random: Seeded): ParsedProposal {
  const made: Proposal[] = [
    { type: 'remove', removed: anIndex(random) },
    { type: 'add', keyPackage: corpus.joiner.keyPackage },
    { type: 'external-init', kemOutput: random.bytes(random.pick([0, 31, 32, 65])) },
    { type: 'psk', id: { type: 'external', id: random.bytes(4), nonce: random.bytes(random.pick([0, 32])) } },
    {
      type: 'psk',
      id: {
        type: 'resumption',
        usage: random.pick(['application', 'reinit', 'branch'] as const),
        groupId: corpus.hub.context.groupId,
        epoch: random.pick([0n, 1n, 0xffff_ffff_ffff_ffffn]),
        nonce: random.bytes(32),
      },
    },
    { type: 'self-remove' },
    {
      type: 'app-data-update',
      componentId: random.pick([0, 4, 0xf001, 0xffff]),
      update: random.pick([null, random.bytes(3)]),
    },
    { type: 'app-ephemeral', componentId: anIndex(random) & 0xffff, data: random.bytes(3) },
    {
      type: 'group-context-extensions',
      extensions: [{ type: random.pick([1, 2, 3, 4, 5, 6, 0x0a0a]), data: random.bytes(random.below(6)) }],
    },
    {
      type: 'reinit',
      groupId: random.bytes(4),
      version: random.below(3),
      cipherSuite: anIndex(random) & 0xffff,
      extensions: [],
    },
    { type: 'unknown', proposalType: random.pick([0, 11, 0x0a0a, 0xffff]), body: random.bytes(5) },
  ];
  return parseProposal(random.pick(made));
}

function changedBody(corpus: Corpus, body: ContentBody, random: Seeded): ContentBody {
  if (body.type === 'application') return body;
  if (body.type === 'proposal') return { type: 'proposal', proposal: aProposal(corpus, random) };
  const proposals: ProposalOrRef[] = [...body.commit.proposals];
  const at = random.below(proposals.length + 1);
  const entry: ProposalOrRef = random.chance(0.8)
    ? { proposal: aProposal(corpus, random) }
    : { reference: random.bytes(random.pick([0, 31, 32, 33])) };
  let { path } = body.commit;
  switch (random.below(7)) {
    case 0:
      proposals.splice(at, 1);
      break;
    case 1:
      path = undefined;
      break;
    case 2:
      if (path !== undefined) path = { ...path, nodes: path.nodes.slice(0, random.below(path.nodes.length + 1)) };
      break;
    case 3:
      if (path !== undefined) path = { ...path, nodes: random.shuffled([...path.nodes, ...path.nodes.slice(0, 1)]) };
      break;
    case 4:
      if (path !== undefined) {
        const nodes = path.nodes.map((node) =>
          random.chance(0.5) ? { ...node, encryptedPathSecrets: node.encryptedPathSecrets.slice(1) } : node,
        );
        path = { ...path, nodes };
      }
      break;
    default:
      proposals.splice(at, random.below(2), entry);
  }
  return { type: 'commit', commit: { proposals, path } };
}

/** Null for what no member signs. */
export function resigned(corpus: Corpus, sample: Sample, random: Seeded): { name: string; octets: Uint8Array } | null {
  if (sample.kind !== 'public-commit' && sample.kind !== 'public-proposal') return null;
  const decoded = decodeMessage(sample.octets);
  if (decoded.wireFormat !== 'public-message') return null;
  const { message } = decoded;
  const leafIndex: LeafIndex = random.pick([...corpus.authorsKeys.keys()]);
  const signer = corpus.authorsKeys.get(leafIndex);
  if (signer === undefined) return null;
  const { encoded: _old, ...fields } = message.content;
  const content = framedContent({
    ...fields,
    sender: random.chance(0.9) ? { type: 'member', leafIndex } : { type: 'member', leafIndex: anIndex(random) },
    epoch: random.chance(0.95) ? fields.epoch : fields.epoch + BigInt(random.below(5)) - 2n,
    body: changedBody(corpus, fields.body, random),
  });
  const { context } = corpus.hub;
  const suite = cipherSuite(corpus.suite);
  const framed = { wireFormat: 'public-message', content } as const;
  const tag = message.auth.confirmationTag ?? random.bytes(suite.hashLength);
  const auth = {
    signature: signContent(suite, signer, framed, context),
    confirmationTag: content.body.type === 'commit' ? tag : undefined,
  };
  // Members are to look behind the membership tag, too.
  const key = presentOf(hostedStateOf(corpus.member)).secrets.membershipKey;
  const membershipTag = membershipTagOf(suite, key, { ...framed, auth }, context);
  const octets = encodeMessage({ wireFormat: 'public-message', message: { content, auth, membershipTag } });
  return { name: 'resigned', octets: new Uint8Array(octets) };
}
