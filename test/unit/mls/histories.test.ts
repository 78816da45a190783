import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGroupContext } from '../../../src/mls/structs/group-info.ts';
import {
  capabilitiesOf,
  type CipherSuiteId,
  commit,
  createGroup,
  createKeyPackage,
  decodeHostedGroup,
  decodePublicGroup,
  encodeHostedGroup,
  encodePublicGroup,
  encrypt,
  generateSignatureKeyPair,
  type HostedGroup,
  joinByExternalCommit,
  joinByWelcome,
  mergeGroups,
  openPublicGroup,
  type OwnKeyPackage,
  type PreparedCommit,
  type Proposal,
  propose,
  type PublicGroup,
  ratchetTreeOf,
  receive,
  receivePublicCommit,
  receivePublicProposal,
} from '../../../src/mls/index.ts';
import { add, basic, rules, utf8 } from './rules/world.ts';

/** What can happen; numbers choose among whatever is there at the moment. */
const step = fc.oneof(
  fc.record({
    type: fc.constant('add' as const),
    actor: fc.nat(),
    count: fc.integer({ min: 1, max: 3 }),
    into: fc.nat(),
  }),
  fc.record({ type: fc.constant('remove' as const), actor: fc.nat(), target: fc.nat() }),
  fc.record({ type: fc.constant('update' as const), actor: fc.nat(), other: fc.nat() }),
  fc.record({ type: fc.constant('component' as const), actor: fc.nat(), value: fc.uint8Array({ maxLength: 9 }) }),
  fc.record({ type: fc.constant('path' as const), actor: fc.nat() }),
  fc.record({ type: fc.constant('external' as const), into: fc.nat() }),
  fc.record({ type: fc.constant('talk' as const), actor: fc.nat(), generation: fc.nat({ max: 40 }) }),
  fc.constant({ type: 'restart' as const }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Three processes that host leaves of one group, and the hub. */
class Group {
  readonly suite: CipherSuiteId;
  parties: (HostedGroup | null)[] = [null, null, null];
  hub: PublicGroup;
  groupInfo: Uint8Array;
  #names = 0;

  static async of(suite: CipherSuiteId): Promise<Group> {
    const leaf = newClient(suite, 'first');
    const created = createGroup({ suite, groupId: utf8('history'), leaf, extensions: [], rules });
    const hub = await openPublicGroup(created.groupInfo, created.ratchetTree, rules);
    return new Group(suite, hub, created.group, created.groupInfo);
  }

  constructor(suite: CipherSuiteId, hub: PublicGroup, first: HostedGroup, groupInfo: Uint8Array) {
    this.suite = suite;
    this.hub = hub;
    this.parties[0] = first;
    this.groupInfo = groupInfo;
  }

  actors(): { party: number; leaf: number }[] {
    return this.parties.flatMap((group, party) =>
      (group?.local ?? []).map(({ leafIndex }) => ({ party, leaf: leafIndex })),
    );
  }

  pick(number: number): { party: number; leaf: number; group: HostedGroup } {
    const actors = this.actors();
    const chosen = actors[number % actors.length]!;
    return { ...chosen, group: this.parties[chosen.party]! };
  }

  async commitAs(actor: number, proposals: Proposal[], newcomers: OwnKeyPackage[] = [], into = 0): Promise<void> {
    const { party, leaf, group } = this.pick(actor);
    const arriving = into === party ? newcomers : [];
    const prepared = await commit(group, leaf, { proposals, arriving, forcePath: actor % 3 === 0, rules });
    await this.deliver(prepared, party, newcomers, into);
  }

  /** @param author the party that adopts */
  async deliver(prepared: PreparedCommit, author: number, newcomers: OwnKeyPackage[] = [], into = 0): Promise<void> {
    this.hub = (await receivePublicCommit(this.hub, prepared.commit, rules)).group;
    const { welcome } = prepared;
    for (const [index, group] of this.parties.entries()) {
      const arriving = index === into && welcome !== null ? { arriving: newcomers, welcome } : {};
      if (index === author) this.parties[index] = prepared.next;
      else if (group !== null)
        this.parties[index] = (await receive(group, prepared.commit, { rules, ...arriving })).group;
      else if (index === into && welcome !== null && newcomers.length > 0)
        this.parties[index] = await joinByWelcome(welcome, ratchetTreeOf(this.hub), newcomers, rules);
      if (this.parties[index]?.local.length === 0) this.parties[index] = null;
    }
    this.groupInfo = prepared.groupInfo;
  }

  newClients(count: number): OwnKeyPackage[] {
    return Array.from({ length: count }, () => newClient(this.suite, `client ${this.#names++}`));
  }

  async take(s: Step): Promise<void> {
    switch (s.type) {
      case 'add': {
        const clients = this.newClients(s.count);
        return this.commitAs(s.actor, clients.map(add), clients, s.into % 3);
      }
      case 'remove': {
        const [actor, target] = [this.pick(s.actor), this.pick(s.target)];
        const proposals: Proposal[] = actor.leaf === target.leaf ? [] : [{ type: 'remove', removed: target.leaf }];
        return this.commitAs(s.actor, proposals);
      }
      case 'update': {
        const { party, leaf, group } = this.pick(s.actor);
        const made = await propose(group, leaf, { type: 'update' });
        this.hub = (await receivePublicProposal(this.hub, made.message, rules)).group;
        for (const [index, other] of this.parties.entries())
          if (other !== null)
            this.parties[index] = index === party ? made.group : (await receive(other, made.message, { rules })).group;
        return this.commitAs(s.other, []);
      }
      case 'component':
        return this.commitAs(s.actor, [{ type: 'app-data-update', componentId: 0x8001, update: s.value }]);
      case 'path':
        return this.commitAs(3 * s.actor, []);
      case 'external':
        return this.joinExternally(s.into % 3);
      case 'talk':
        return this.talk(s.actor, s.generation);
      case 'restart':
        this.parties = this.parties.map((group) => group && decodeHostedGroup(encodeHostedGroup(group)));
        this.hub = decodePublicGroup(encodePublicGroup(this.hub));
    }
  }

  async joinExternally(into: number): Promise<void> {
    const [leaf] = this.newClients(1);
    const ratchetTree = ratchetTreeOf(this.hub);
    const prepared = await joinByExternalCommit({ groupInfo: this.groupInfo, ratchetTree, leaf: leaf!, rules });
    const beside = this.parties[into];
    await this.deliver(prepared, beside ? -1 : into);
    if (beside) this.parties[into] = mergeGroups(this.parties[into]!, prepared.next);
  }

  async talk(actor: number, generation: number): Promise<void> {
    const { leaf, group, party } = this.pick(actor);
    const message = encrypt(group, leaf, { generation, plaintext: utf8('hello') });
    for (const [index, other] of this.parties.entries()) {
      if (other === null || index === party) continue;
      const read = await receive(other, message, { rules });
      expect(read).toMatchObject({ sender: { leafIndex: leaf }, plaintext: utf8('hello') });
    }
  }

  expectAgreement(): void {
    const present = this.parties.filter((group) => group !== null);
    for (const group of present) {
      expect(encodeGroupContext(group.public.context)).toEqual(encodeGroupContext(this.hub.context));
      expect(group.epochAuthenticator).toEqual(present[0]!.epochAuthenticator);
    }
  }
}

function newClient(suite: CipherSuiteId, name: string): OwnKeyPackage {
  return createKeyPackage({
    suite,
    credential: basic(name),
    signature: generateSignatureKeyPair(suite),
    capabilities: capabilitiesOf({ suites: [suite], extensions: [6], proposals: [8, 9, 10], credentials: [1] }),
    lifetime: { notBefore: 0n, notAfter: 2000n },
  });
}

describe('whatever happens, hub and all members agree', () => {
  it.each([1, 2, 3, 4, 5, 6, 7] as const)('suite %i', async (suite) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const group = await Group.of(suite);
        for (const s of steps) {
          await group.take(s);
          group.expectAgreement();
        }
      }),
      { numRuns: suite < 4 ? 12 : 4, endOnFailure: true },
    );
  });
});
