import { afterAll, describe, expect, it } from 'vitest';
import type { MucRoom } from '../../../bridges/xmpp/muc/muc-room.ts';
import { isReservedForAnother, nicksOfStrangers } from '../../../bridges/xmpp/muc/registered-nicks.ts';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { presetRoles } from '../../../src/policy/index.ts';
import { openMucBed, uriOf, xmppUser } from './support/muc-bed.ts';
import type { ScriptedClient, Told } from './support/scripted-client.ts';

const bed = await openMucBed();
afterAll(() => bed.close());

const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`;

function form(fields: Readonly<Record<string, string>>): string {
  const given = Object.entries(fields).map(([name, value]) => field(`muc#register_${name}`, value));
  return `<x xmlns='${ns.dataForms}' type='submit'>${field('FORM_TYPE', ns.mucRegister)}${given.join('')}</x>`;
}

const registers = (who: ScriptedClient, room: string, nick: string): Promise<Told> =>
  who.asks('set', room, `<query xmlns='${ns.register}'>${form({ roomnick: nick })}</query>`);

describe('approving membership (XEP-0045 §7.10)', () => {
  const roleOf = async (room: string, name: string) =>
    (await bed.rooms.view(uriOf(room)))?.participants.get(xmppUser(name))?.role;

  async function peopled() {
    const room = bed.newRoom();
    const [bob, erin] = [bed.person('bob'), bed.person('erin')];
    await bob.makes(room, 'bob');
    await erin.enters(room, 'erin');
    const sendsApproval = (name: string, roomnick: string): void => {
      bob.sends(`<message to='${room}'>${form({ jid: `${name}@home.test`, roomnick, allow: '1' })}</message>`);
    };
    const approves = (name: string) => {
      sendsApproval(name, `${name}-nick`);
      const isKept = async () => {
        const node = `<query xmlns='${ns.register}'/>`;
        const answer = await bed.person(name).asks('get', room, node);
        return answer.stanza.child('query', ns.register)?.textOf('username');
      };
      return expect.poll(isKept, { timeout: 10_000 }).toBe(`${name}-nick`);
    };
    return { room, bob, erin, approves, sendsApproval };
  }

  it('makes a guest and somebody who was never here members', async () => {
    const { room, approves } = await peopled();
    await approves('erin');
    await approves('frank');
    expect([await roleOf(room, 'erin'), await roleOf(room, 'frank')]).toEqual([presetRoles.member, presetRoles.member]);
  });

  it('lifts the ban of somebody who is banned', async () => {
    const { room, bob, erin, approves } = await peopled();
    await bob.administers(room, "<item jid='erin@home.test' affiliation='outcast'/>");
    await erin.sees('erin', ({ codes }) => codes.includes(301));
    await approves('erin');
    expect(await roleOf(room, 'erin')).toBe(presetRoles.member);
    expect(await bed.person('erin').enters(room, 'erin-nick')).toMatchObject({ affiliation: 'member' });
  });

  it('refuses what is no nick, and what is somebody else’s, and then makes nobody a member', async () => {
    const { room, bob, sendsApproval } = await peopled();
    expect((await registers(bob, room, 'Bobby')).type).toBe('result');
    for (const [nick, condition] of [
      ['\u0085x', 'not-acceptable'],
      ['b\u043Ebby', 'conflict'],
    ] as const) {
      bob.forget();
      sendsApproval('frank', nick);
      expect((await bob.gets('a refusal', ({ type }) => type === 'error')).condition).toBe(condition);
    }
    expect(await roleOf(room, 'frank')).toBeUndefined();
    const item = "<item jid='frank@home.test' affiliation='member' nick='\u0085x'/>";
    expect((await bob.administers(room, item)).condition).toBe('not-acceptable');
  });

  it('leaves an admin an admin and an owner an owner', async () => {
    const { room, bob, approves } = await peopled();
    await bob.administers(room, "<item jid='erin@home.test' affiliation='admin'/>");
    await bob.administers(room, "<item jid='frank@home.test' affiliation='owner'/>");
    await approves('erin');
    await approves('frank');
    expect([await roleOf(room, 'erin'), await roleOf(room, 'frank')]).toEqual([presetRoles.admin, presetRoles.owner]);
  });

  it('lets a moderator for one visit moderate on, as a member beside it and afterwards', async () => {
    const { room, bob, erin, approves } = await peopled();
    await bob.administers(room, "<item nick='erin' role='moderator'/>");
    await bob.sees('erin', ({ affiliation, role }) => affiliation === 'none' && role === 'moderator');
    bob.forget();
    await approves('erin');
    expect(await bob.sees('erin')).toMatchObject({ affiliation: 'member', role: 'moderator' });
    erin.sends(`<presence to='${room}/erin' type='unavailable'/>`);
    await expect.poll(() => roleOf(room, 'erin'), { timeout: 10_000 }).toBe(presetRoles.member);
  });
});

describe('registering nicks (XEP-0045 §7.10)', () => {
  it('strangers fill up their share and no more; who has one changes it, and members register on', async () => {
    const room = bed.newRoom();
    const bob = bed.person('bob');
    await bob.makes(room, 'bob');
    const names = Array.from({ length: nicksOfStrangers }, (_, at) => `stranger${at}`);
    const answers = await Promise.all(names.map((name) => registers(bed.person(name), room, name)));
    expect(answers.every(({ type }) => type === 'result')).toBe(true);
    expect((await registers(bed.person('erin'), room, 'erin')).condition).toBe('resource-constraint');
    expect((await registers(bed.person('stranger0'), room, 'another')).type).toBe('result');
    await bob.administers(room, "<item jid='erin@home.test' affiliation='member'/>");
    expect((await registers(bed.person('erin'), room, 'erin')).type).toBe('result');
  }, 120_000);

  it('nobody is given a nick that looks like another’s by an affiliation (XEP-0045 §9.3)', async () => {
    const room = bed.newRoom();
    const [bob, erin] = [bed.person('bob'), bed.person('erin')];
    await bob.makes(room, 'owner');
    expect((await registers(erin, room, 'Bob')).type).toBe('result');
    const item = (name: string, nick: string) => `<item jid='${name}@home.test' affiliation='member' nick='${nick}'/>`;
    expect((await bob.administers(room, item('frank', 'bob'))).condition).toBe('conflict');
    expect((await bob.administers(room, item('frank', 'Ann') + item('gina', 'ann'))).condition).toBe('conflict');
    expect((await bed.rooms.view(uriOf(room)))?.participants.has(xmppUser('frank'))).toBe(false);
    expect((await bob.administers(room, item('erin', 'Bob') + item('frank', 'Ann'))).type).toBe('result');
    expect(await erin.enters(room, 'Bob')).toMatchObject({ affiliation: 'member' });
  });

  it('two who have nicks that look alike from earlier each have exactly their own', () => {
    const [one, other, third] = [xmppUser('bob'), xmppUser('erin'), xmppUser('frank')];
    const room = { settings: { registered: { [one]: 'Bob', [other]: 'bob' } } } as unknown as MucRoom;
    expect([isReservedForAnother(room, 'Bob', one), isReservedForAnother(room, 'bob', other)]).toEqual([false, false]);
    expect([isReservedForAnother(room, 'bob', one), isReservedForAnother(room, 'Bob', other)]).toEqual([true, true]);
    expect(isReservedForAnother(room, 'BOB', third)).toBe(true);
  });
});
