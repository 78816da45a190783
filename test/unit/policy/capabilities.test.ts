import { describe, expect, it } from 'vitest';
import {
  capabilities,
  type CapabilityName,
  decide,
  componentDefaults,
  rolesList,
  visibleTo,
  presetRoles,
} from '../../../src/policy/index.ts';
import { onlyActor, actor, stranger, sending, reading, demands, names, demanded } from './demands.ts';
import { answer, as, roomWith, theHub, user, withRole } from './rooms.ts';

const { member, owner } = presetRoles;

describe('every capability of the registry', () => {
  it.each(demanded)('AC-05 RC-18 RC-24: %s is what its action asks for, and nothing else will do', (name, demand) => {
    const { action, by = actor, at = member, beside = [], state: change = {} } = demand;
    const held = { ...onlyActor([...beside, name], at), ...change };
    expect(answer(held, by, action)).toBe('allowed');
    const others = names.filter(
      (other) => other !== name && other !== 'canOpenJoin' && other !== 'canJoinIfPreauthorized',
    );
    const allBut = { ...onlyActor(others, at), ...change };
    // Codes of MLS operations bind only in a room where somebody has them (RC-24).
    const bound = withRole(allBut, owner, { capabilities: [capabilities[name]] });
    const decision = decide(name.startsWith('canSendMLS') ? bound : allBut, by, action);
    expect(decision.allowed).toBe(false);
    if (decision.allowed) return;
    expect(['lacks-capability', 'no-voice', 'no-open-join']).toContain(decision.rule);
    expect(decision.section).toMatch(/^room-policy §8\.[1-7]/);
    expect(decision.text).toMatch(/^[A-Z].*\.$/);
  });

  it('AC-05: one capability is no right within a room', () => {
    expect(names.filter((name) => demands[name] === 'the envelope of the hub')).toEqual(['canCreateRoom']);
    expect(demanded).toHaveLength(76);
  });

  it('RC-24: codes that are reserved for MLS bind nobody where no role has them, and those who have not where one has', () => {
    const free = roomWith();
    for (const action of [
      { type: 'send-proposal', proposal: 'update' },
      { type: 'send-proposal', proposal: 'psk' },
      { type: 'external-proposal' },
      { type: 'external-commit' },
    ] as const) {
      expect([action.type, answer(free, actor, action)]).toEqual([action.type, 'allowed']);
      expect(answer(free, as('outcast'), action)).toBe('banned');
    }
    const bound = withRole(free, 0, { capabilities: [capabilities.canSendMLSExternalCommit] });
    expect(answer(bound, stranger, { type: 'external-commit' })).toBe('allowed');
    expect(answer(bound, actor, { type: 'external-commit' })).toBe('lacks-capability');
    const closed = {
      ...free,
      components: {
        operational: { ...componentDefaults.operational, externalCommitAllowed: false, externalProposalAllowed: false },
      },
    };
    expect(answer(closed, actor, { type: 'external-commit' })).toBe('operational-policy');
    expect(answer(closed, theHub, { type: 'external-proposal' })).toBe('operational-policy');
  });

  it('RC-04: codes that nobody knows grant nothing and stay', () => {
    const strange = withRole(onlyActor([]), member, { capabilities: [0xf123, 0x0999] });
    for (const [name, { action, by = actor, state: change = {} }] of demanded) {
      if (name.startsWith('canSendMLS') && name !== 'canSendMLSReinitProposal') continue;
      expect([name, answer({ ...strange, ...change }, by, action)]).not.toEqual([name, 'allowed']);
    }
    const octets = rolesList.encode(strange.roles);
    expect(rolesList.decode(octets)).toEqual(strange.roles);
  });
});

describe('messages', () => {
  it('RC-18: every use of a message is asked for beside voice, and all of them', () => {
    const state = onlyActor(['canSendMessage', 'canReplyToMessage', 'canSendLink']);
    expect(answer(state, actor, sending('reply', 'send-link'))).toBe('allowed');
    expect(answer(state, actor, sending('reply', 'send-link', 'upload-image'))).toBe('lacks-capability');
    expect(answer(onlyActor(['canReactToMessage']), actor, sending('react'))).toBe('no-voice');
    expect(answer(onlyActor(names), actor, sending('edit-other-message'))).toBe('lacks-capability');
    expect(answer({ ...state, clients: new Map() }, actor, sending())).toBe('not-a-participant');
    expect(answer(state, as('outcast'), sending())).toBe('banned');
  });

  it('RC-24: one message to one person goes to somebody who is there', () => {
    const state = onlyActor(['canSendDirectMessage', 'canTargetMessage']);
    for (const type of ['send-direct-message', 'target-message'] as const) {
      expect(answer(state, actor, { type, user: user('member') })).toBe('target-is-self');
      expect(answer(state, actor, { type, user: user('stranger') })).toBe('target-not-a-participant');
      expect(answer(state, actor, { type, user: user('outcast') })).toBe('target-not-a-participant');
    }
  });

  it('RC-32: the hub sees who sends, and clients alone what', () => {
    expect(visibleTo({ type: 'send-message' })).toEqual(['hub', 'follower', 'client']);
    expect(visibleTo(sending('react'))).toEqual(['client']);
    expect(visibleTo(reading('report-abuse'))).toEqual(['hub', 'client']);
    const places = new Map(demanded.map(([name, { action }]) => [name, visibleTo(action).join(' ')] as const));
    const hidden = names.filter((name) => places.get(name) === 'client');
    // §8.3: all but sending, receiving and reporting can only be enforced by clients.
    expect(hidden.every((name) => capabilities[name] >= 0x0100 && capabilities[name] <= 0x0407)).toBe(true);
    expect(
      ['canSendMessage', 'canReceiveMessage', 'canReportAbuse'].filter((name) =>
        hidden.includes(name as CapabilityName),
      ),
    ).toEqual([]);
  });
});
