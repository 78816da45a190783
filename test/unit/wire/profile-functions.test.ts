import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainOf, parseDomain, parseUserUri, type UserUri, userUri } from '../../../src/identifiers/index.ts';
import { cipherSuite, members } from '../../../src/mls/index.ts';
import {
  dueInExternalCommit,
  externalSendersWithout,
  fixedMembershipConsent,
  fixedMembershipName,
  fixedMembershipNameOf,
  fixedMembershipRoom,
  isStatusPresent,
  ownLeave,
  statusForm,
  statusLifetime,
  survivingRoom,
} from '../../../src/wire/index.ts';
import { certificateOf } from './certificates.ts';
import { refusal } from './refusal.ts';
import { smallGroup } from './small-group.ts';

const domains = ['a.example', 'b.example', 'c.example'].map(parseDomain);
const person: fc.Arbitrary<UserUri> = fc
  .tuple(fc.constantFrom(...domains), fc.stringMatching(/^[a-z]{1,8}$/))
  .map(([domain, name]) => userUri(domain, name));
const people = fc.uniqueArray(person, { minLength: 2, maxLength: 6 });

describe('rooms of fixed members', () => {
  it('CT-05 WF-18: the same people have the same name in any order, and others another', () => {
    fc.assert(
      fc.property(people, person, (users, other) => {
        const name = fixedMembershipName(users);
        expect(fixedMembershipName([...users].reverse())).toBe(name);
        expect(fixedMembershipName([...users, ...users])).toBe(name);
        if (!users.includes(other)) expect(fixedMembershipName([...users, other])).not.toBe(name);
        expect(name).toMatch(/^dm-[A-Za-z0-9_-]{43}$/);
      }),
    );
  });

  it('CT-05: whoever begins, followers find the room by the name in its URI', () => {
    fc.assert(
      fc.property(people, ([first, ...others]) => {
        const room = fixedMembershipRoom(first!, others);
        expect(domainOf(room)).toBe(domainOf(first!));
        expect(fixedMembershipNameOf(room)).toBe(fixedMembershipName([first!, ...others]));
        const inOrder = fixedMembershipRoom(first!, others, 'first-user');
        expect(fixedMembershipRoom(others[0]!, [first!, ...others.slice(1)], 'first-user')).toBe(inOrder);
      }),
    );
  });

  it('WF-18: of two rooms that are opened at once both sides keep the same one', () => {
    fc.assert(
      fc.property(person, person, (a, b) => {
        fc.pre(domainOf(a) !== domainOf(b));
        const [atA, atB] = [fixedMembershipRoom(a, [b]), fixedMembershipRoom(b, [a])];
        const kept = survivingRoom(atA, atB);
        expect(survivingRoom(atB, atA)).toBe(kept);
        const [lost] = [atA, atB].filter((room) => room !== kept);
        expect(fixedMembershipConsent(kept, { room: lost!, established: false })).toBe('success');
        expect(fixedMembershipConsent(lost!, { room: kept, established: false })).toBe('noConsentForThisRoom');
      }),
    );
  });

  it('WF-18: one user, even twice, is no room', () => {
    const alice = parseUserUri('mimi://a.example/u/alice');
    expect(refusal(() => fixedMembershipName([alice]))).toBe('inconsistent');
    expect(refusal(() => fixedMembershipRoom(alice, [alice]))).toBe('inconsistent');
  });
});

describe('forms', () => {
  it('WF-20: a status that some client would show as garbage is not sent', () => {
    expect(statusForm({ newContentTypes: false, gatewaysOnly: false })).toBe('nothing');
    expect(isStatusPresent(0, statusLifetime - 1)).toBe(true);
    expect(isStatusPresent(0, statusLifetime)).toBe(false);
  });

  it('WF-29: a group that knows SelfRemove is left with it', () => {
    const all = members(smallGroup().group.public);
    expect(ownLeave(all)).toBe('self-remove');
    const old = { ...all[0]!, capabilities: { ...all[0]!.capabilities, proposals: [8] } };
    expect(ownLeave([...all, old])).toBe('remove');
  });

  it('WF-30: of pending proposals SelfRemove is due in an external commit, with the extension all', () => {
    const pending = [
      { proposal: { type: 'remove', removed: 1 } },
      { proposal: { type: 'self-remove' } },
      { proposal: { type: 'app-data-update', componentId: 5, update: null } },
    ] as const;
    expect(dueInExternalCommit(pending, false)).toEqual([pending[1]]);
    expect(dueInExternalCommit(pending, true)).toEqual(pending);
  });

  it('WF-34: the entry of a follower goes with its last user, by whatever credential it has', () => {
    const suite = cipherSuite(1);
    const { certificate, publicKey } = certificateOf(['DNS', 'b.example']);
    const byCertificate = {
      signatureKey: publicKey,
      credential: { type: 'x509' as const, certificates: [certificate] },
    };
    const hub = {
      signatureKey: publicKey,
      credential: { type: 'basic' as const, identity: new TextEncoder().encode('mimi://a.example') },
    };
    const [a, b, c] = domains;
    expect(externalSendersWithout(suite, [hub, byCertificate], a!, [b!])).toEqual([hub]);
    expect(externalSendersWithout(suite, [hub, byCertificate], a!, [c!, a!])).toEqual([hub, byCertificate]);
  });
});
