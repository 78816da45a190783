import type { Extension, PreSharedKeyId, Proposal } from '../../../../src/mls/index.ts';
import type { ProposalOrRef } from '../../../../src/mls/structs/commit.ts';
import { parseProposal } from '../../../../src/mls/structs/proposal.ts';
import { prepare, rewritten, utf8, type World } from './world.ts';

export const remove = (removed: number): Proposal => ({ type: 'remove', removed });
const nonce = new Uint8Array(32).fill(7);
export const psk = (id: Partial<PreSharedKeyId> = {}): Proposal => ({
  type: 'psk',
  id: { type: 'external', id: utf8('psk'), nonce, ...id } as PreSharedKeyId,
});
export const update = (componentId: number, value: string | null): Proposal => ({
  type: 'app-data-update',
  componentId,
  update: value === null ? null : utf8(value),
});
export const context = (...extensions: Extension[]): Proposal => ({ type: 'group-context-extensions', extensions });
export const reinit = (version: number): Proposal => ({
  type: 'reinit',
  groupId: utf8('next'),
  version,
  cipherSuite: 1,
  extensions: [],
});

/** A commit of alice's with exactly these proposals, correctly signed; the path is that of an empty commit. */
export async function commitOf(
  world: World,
  entries: readonly (Proposal | Uint8Array)[],
  pathless = false,
): Promise<Uint8Array> {
  const { commit: message } = await prepare(world, 0, { references: [], forcePath: true });
  return rewritten(world, message, (content) => {
    if (content.body.type !== 'commit') throw new Error('not a commit');
    const proposals = entries.map(
      (entry): ProposalOrRef =>
        entry instanceof Uint8Array ? { reference: entry } : { proposal: parseProposal(entry) },
    );
    return {
      ...content,
      body: { type: 'commit', commit: { proposals, path: pathless ? undefined : content.body.commit.path } },
    };
  });
}
