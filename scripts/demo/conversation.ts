/**
 * What is played: each line is a step that is shown, and that happened only when the other side's own client saw it.
 * @module
 */
import { membership, message, state } from '../../test/scenarios/actors/matrix-events.ts';
import { gone, present, refused } from '../../test/scenarios/actors/xmpp-matchers.ts';
import { untilPowerLevel } from '../../test/scenarios/support/power-level.ts';
import type { Stage } from '../../test/scenarios/support/stage.ts';
import type { Cast } from './cast.ts';
import { step } from './progress.ts';

export async function playConversation(cast: Cast, stage: Stage): Promise<void> {
  await everybodyEnters(cast);
  await bothSidesTalk(cast);
  await moderatorOnXmppKicks(cast, stage);
  await adminOnMatrixBans(cast, stage);
  await unbanLetsReturn(cast);
  await voiceIsObeyedElsewhere(cast);
  await rolesAreObeyedElsewhere(cast);
}

async function everybodyEnters({ alice, carol, dave, bob, erin, frank, room }: Cast): Promise<void> {
  await step('alice joins on Matrix', () => alice.joins(room.alias));
  await step('bob joins on XMPP and is shown to alice', async () => {
    await bob.joins(room.muc, 'bob');
    await alice.sees(membership({ user: 'bob', is: 'join' }));
    await bob.sees(present(room.muc, 'alice'));
  });
  await step('carol, dave, erin and frank join', async () => {
    await Promise.all([carol.joins(room.alias), dave.joins(room.alias)]);
    await Promise.all([erin.joins(room.muc, 'erin'), frank.joins(room.muc, 'frank')]);
    for (const name of ['erin', 'frank']) await alice.sees(membership({ user: name, is: 'join' }));
    for (const name of ['carol', 'dave']) await bob.sees(present(room.muc, name));
  });
}

async function bothSidesTalk({ alice, bob, erin, room }: Cast): Promise<void> {
  await step('alice speaks on Matrix and is heard on XMPP', async () => {
    await alice.says('Hello from Matrix!');
    await bob.hears(room.muc, 'alice', 'Hello from Matrix!');
    await erin.hears(room.muc, 'alice', 'Hello from Matrix!');
  });
  await step('bob speaks on XMPP and is heard on Matrix', async () => {
    await bob.says(room.muc, 'Hello from XMPP!');
    await alice.sees(message({ from: await alice.userIdOf('bob'), text: 'Hello from XMPP!' }));
  });
}

async function moderatorOnXmppKicks({ alice, bob, dave, room }: Cast, stage: Stage): Promise<void> {
  await step('bob, a moderator on XMPP, kicks dave on Matrix', async () => {
    await bob.kicks(room.muc, 'dave', 'spam');
    await bob.sees(gone(room.muc, 'dave', { code: 307, reason: 'spam' }));
    await dave.sees(membership({ user: dave.userId, is: 'leave', reason: 'spam' }));
    await alice.sees(membership({ user: dave.userId, is: 'leave', reason: 'spam' }));
    const { participants } = await stage.gateway.room(room.uri);
    if (participants.some(({ user, active }) => user.endsWith('/dave') && active)) {
      throw new Error('The hub still holds a leaf of dave.');
    }
  });
}

async function adminOnMatrixBans({ carol, bob, erin, room }: Cast, stage: Stage): Promise<void> {
  await step('carol, an admin on Matrix, bans erin on XMPP', async () => {
    await carol.bans('erin', 'trolling');
    await erin.sees(gone(room.muc, 'erin', { code: 301, reason: 'trolling' }));
    await bob.sees(gone(room.muc, 'erin', { code: 301, reason: 'trolling' }));
    const { participants } = await stage.gateway.room(room.uri);
    if (!participants.some(({ user, role }) => user.endsWith('/erin') && role === 'banned')) {
      throw new Error('The hub does not list erin as banned.');
    }
  });
  await step("erin can't come back: not with her nick, not with another, not by speaking", async () => {
    for (const nick of ['erin', 'innocent']) {
      await erin.triesToJoin(room.muc, nick);
      await erin.sees(refused(room.muc, 'forbidden'));
    }
    await erin.says(room.muc, 'let me in');
    await erin.sees({
      words: 'her message refused',
      matches: (seen) => seen.kind === 'refused' && seen.stanza.name === 'message',
    });
  });
}

async function unbanLetsReturn({ alice, carol, erin, room }: Cast): Promise<void> {
  await step('carol lifts the ban and erin returns', async () => {
    await carol.unbans(await carol.userIdOf('erin'));
    await carol.sees(membership({ user: await carol.userIdOf('erin'), is: 'leave' }));
    await untilAdmitted(() => erin.joins(room.muc, 'erin'));
    await erin.says(room.muc, 'Back again, and sorry.');
    await alice.sees(message({ text: 'Back again, and sorry.' }));
  });
}

/** The homeserver shows an unban at once; the hub hears of it with the next transaction. */
async function untilAdmitted(join: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      await join();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

async function voiceIsObeyedElsewhere({ alice, bob, dave, room }: Cast): Promise<void> {
  await step('dave comes back on Matrix, and bob takes his voice on XMPP', async () => {
    await dave.joins(room.alias);
    await bob.sees(present(room.muc, 'dave'));
    await bob.revokesVoice(room.muc, 'dave');
    await bob.sees(present(room.muc, 'dave', { role: 'visitor' }));
    await untilPowerLevel(alice, dave.userId, -1);
  });
  await step('dave can not speak on Matrix', async () => {
    const said = await dave.says('Can you hear me?').then(
      () => true,
      () => false,
    );
    if (said) throw new Error('The homeserver took a message of a user without voice.');
  });
  await step('bob gives the voice back and dave is heard', async () => {
    await bob.grantsVoice(room.muc, 'dave');
    await untilPowerLevel(alice, dave.userId, 0);
    await dave.says('Thank you.');
    await bob.hears(room.muc, 'dave', 'Thank you.');
  });
}

async function rolesAreObeyedElsewhere({ alice, bob, frank, room }: Cast): Promise<void> {
  await step('alice makes frank a moderator on Matrix, and he is one on XMPP', async () => {
    await alice.setsPowerLevel('frank', 50);
    await frank.sees(present(room.muc, 'frank', { role: 'moderator' }));
    await bob.sees(present(room.muc, 'frank', { role: 'moderator' }));
  });
  await step('frank sets the subject on XMPP, and it is the topic on Matrix', async () => {
    await frank.setsSubject(room.muc, 'One room, two networks');
    await alice.sees(state('m.room.topic', { topic: 'One room, two networks' }));
  });
}
