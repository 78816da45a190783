import { describe, expect, it } from 'vitest';
import { CannotShow, type Gateway } from '../../../src/bridge/index.ts';
import type { MessageId } from '../../../src/identifiers/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import type { Database } from '../../../src/store/index.ts';
import { balcony, BridgeStage, tomb } from './bridge-stage.ts';
import { textOf } from './scripted-network.ts';

/** How rooms are shown in an attached network, and how it starts and stops, on either engine. */
export function describeOutbound(engine: string, open: () => Promise<Database>): void {
  describe(`deliveries on ${engine}`, () => {
    const stage = new BridgeStage(open);

    describe('what is shown', () => {
      const linked = async (room = balcony, fromSeq = 0): Promise<Gateway> => {
        const gateway = await stage.attach();
        await gateway.links.link(room, `native of ${room}`, { fromSeq });
        return gateway;
      };

      it('OD-01: comes in the order of the room, from the position of the link on', async () => {
        stage.rooms.says(balcony, 'before', '1', '2');
        await linked(balcony, 1);
        stage.rooms.says(balcony, '3');
        await stage.network.until(() => stage.network.shown.length === 3);
        expect(stage.network.shown).toEqual(['1', '2', '3']);
      });

      it('OD-02: catches up with everything that became true while nothing was shown, without waiting for news', async () => {
        await linked();
        await stage.detach();
        const missed = Array.from({ length: 120 }, (_, index) => String(index));
        stage.rooms.says(balcony, ...missed);
        await stage.reattach();
        await stage.network.until(() => stage.network.shown.length === missed.length);
        expect(stage.network.shown).toEqual(missed);
      });

      it('OD-02: goes on after a restart behind what was confirmed', async () => {
        await linked();
        stage.rooms.says(balcony, '1', '2', '3');
        stage.network.onShow = async (_, events, confirm) => {
          stage.network.shown.push(...events.map(textOf));
          await confirm(2);
          throw new RetryLater('the connection broke');
        };
        await stage.network.until(() => stage.network.shown.length > 0);
        const gateway = await stage.reattach();
        await stage.network.until(() => stage.network.shown.length === 1);
        expect(stage.network.shown).toEqual(['3']);
        expect(await gateway.deliveredUpTo(balcony)).toBe(3);
      });

      it('repeats what an away network did not take, and nothing that it confirmed', async () => {
        await linked();
        let tries = 0;
        const calls: string[][] = [];
        stage.network.onShow = async (_, events, confirm) => {
          calls.push(events.map(textOf));
          if (++tries < 3) {
            await confirm(tries);
            throw new RetryLater('away', { after: 1 });
          }
          await confirm(events.at(-1)?.seq ?? 0);
        };
        stage.rooms.says(balcony, '1', '2', '3', '4');
        await stage.network.until(() => tries === 3);
        expect(calls).toEqual([
          ['1', '2', '3', '4'],
          ['2', '3', '4'],
          ['3', '4'],
        ]);
      });

      it('shows one room while another has to wait', async () => {
        const gateway = await linked(balcony);
        stage.network.onShow = async (room, events, confirm) => {
          if (room.room === balcony) throw new RetryLater('rate limited', { after: 60_000 });
          stage.network.shown.push(...events.map(textOf));
          await confirm(events.at(-1)?.seq ?? 0);
        };
        await gateway.links.link(tomb, 'native tomb', { fromSeq: 0 });
        stage.rooms.says(balcony, 'waits');
        stage.rooms.says(tomb, 'goes on');
        await stage.network.until(() => stage.network.shown.length === 1);
        expect(stage.network.shown).toEqual(['goes on']);
      });

      it('lets confirmations come later, and shows the unconfirmed again on a new connection', async () => {
        const gateway = await linked();
        const confirmations: (() => Promise<void>)[] = [];
        stage.network.onShow = (_, events, confirm) => {
          stage.network.shown.push(...events.map(textOf));
          confirmations.push(() => confirm(events.at(-1)?.seq ?? 0));
          return Promise.resolve();
        };
        stage.rooms.says(balcony, '1');
        await stage.network.until(() => stage.network.shown.length === 1);
        stage.rooms.says(balcony, '2');
        await stage.network.until(() => stage.network.shown.length === 2);
        await confirmations[0]?.();
        expect(await gateway.deliveredUpTo(balcony)).toBe(1);
        gateway.resumeDeliveries();
        await stage.network.until(() => stage.network.shown.length === 3);
        expect(stage.network.shown).toEqual(['1', '2', '2']);
      });

      it('GW-10: shows no more than a bounded number of unconfirmed events', async () => {
        await linked();
        const confirmations: (() => Promise<void>)[] = [];
        stage.network.onShow = (_, events, confirm) => {
          stage.network.shown.push(...events.map(textOf));
          confirmations.push(() => confirm(events.at(-1)?.seq ?? 0));
          return Promise.resolve();
        };
        stage.rooms.says(balcony, ...Array.from({ length: 700 }, (_, index) => String(index)));
        await stage.network.until(() => stage.network.shown.length === 500);
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(stage.network.shown).toHaveLength(500);
        await confirmations.at(-1)?.();
        await stage.network.until(() => stage.network.shown.length === 700);
        expect(new Set(stage.network.shown).size).toBe(700);
      });

      it('skips an event that can not be shown instead of silencing the room, and reconciles the room then', async () => {
        const gateway = await linked();
        stage.network.onShow = async (_, events, confirm) => {
          for (const event of events) {
            if (textOf(event) === 'odd') throw new CannotShow('no such thing here');
            if (textOf(event) === 'bug') throw new TypeError('a bug');
            stage.network.shown.push(textOf(event));
            await confirm(event.seq);
          }
        };
        stage.rooms.says(balcony, '1', 'odd', '2', 'bug', '3');
        await stage.network.until(() => stage.network.shown.length === 3 && stage.network.reconciled.length > 0);
        expect(stage.network.shown).toEqual(['1', '2', '3']);
        expect(await gateway.deliveredUpTo(balcony)).toBe(5);
        expect(await stage.metric('mimi_delivery_skipped_total')).toMatch(/ 2$/);
      });

      it('GW-08: is reconciled after a start and after each new connection, when what came in before was handled', async () => {
        const hold = Promise.withResolvers<undefined>();
        await linked();
        const gateway = await stage.reattach();
        await stage.network.until(() => stage.network.reconciled.length === 1);
        stage.network.onHandle = () => hold.promise;
        await gateway.inbox.accept([{ identity: 'x', lane: 'a', payload: { text: 'a ban of before' } }]);
        gateway.resumeDeliveries();
        stage.rooms.says(balcony, '1');
        await stage.network.until(() => stage.network.shown.length === 1);
        expect(stage.network.reconciled).toHaveLength(1);
        hold.resolve(undefined);
        await stage.network.until(() => stage.network.reconciled.length === 2);
        expect(stage.handledTexts()).toEqual(['a ban of before']);
      });

      it('GW-08: is reconciled again when that could not be done yet, without a new connection', async () => {
        const gateway = await linked();
        let tries = 0;
        stage.network.onReconcile = () =>
          ++tries < 3 ? Promise.reject(new RetryLater('the database is away', { after: 1 })) : Promise.resolve();
        gateway.resumeDeliveries();
        await stage.network.until(() => tries === 3);
        expect(tries).toBe(3);
      });

      it('ends when the room is unlinked', async () => {
        const gateway = await linked();
        await gateway.links.unlink(balcony);
        stage.rooms.says(balcony, '1');
        await gateway.links.link(tomb, 'native tomb', { fromSeq: 0 });
        stage.rooms.says(tomb, '2');
        await stage.network.until(() => stage.network.shown.length === 1);
        expect(stage.network.shown).toEqual(['2']);
        expect(await gateway.links.all()).toEqual([{ room: tomb, nativeRoom: 'native tomb' }]);
      });

      it('is read again when the archive could not be read', async () => {
        await linked();
        stage.rooms.failNextReading = new RetryLater('the database is away');
        stage.rooms.says(balcony, '1');
        await stage.network.until(() => stage.network.shown.length === 1);
        expect(stage.network.shown).toEqual(['1']);
      });
    });

    describe('links and native ids', () => {
      it('GW-07: are unique both ways and survive a restart', async () => {
        const gateway = await stage.attach();
        await gateway.links.link(balcony, 'balcony@muc', { fromSeq: 4 });
        await expect(gateway.links.link(tomb, 'balcony@muc', { fromSeq: 0 })).rejects.toThrow('linked to another room');
        const again = await stage.reattach();
        expect(await again.links.byNative('balcony@muc')).toEqual({ room: balcony, nativeRoom: 'balcony@muc' });
        expect(await again.links.byRoom(balcony)).toEqual({ room: balcony, nativeRoom: 'balcony@muc' });
        expect(await again.links.byRoom(tomb)).toBeNull();
        expect(await again.deliveredUpTo(balcony)).toBe(4);
      });

      it('GW-07: tell which native event shows which message, and never change their mind', async () => {
        const { nativeIds } = await stage.attach();
        const [m1, m2] = ['m1' as MessageId, 'm2' as MessageId];
        await nativeIds.record(balcony, [
          { nativeId: '$a', messageId: m1, seq: null },
          { nativeId: '$b', messageId: m1, seq: 1 },
          { nativeId: '$c', messageId: null, seq: 2 },
        ]);
        await nativeIds.record(balcony, [
          { nativeId: '$a', messageId: m2, seq: 7 },
          { nativeId: '$c', messageId: m2, seq: null },
        ]);
        expect(await nativeIds.ofMessage(balcony, m1)).toBe('$a');
        expect(await nativeIds.ofMessage(balcony, m2)).toBe('$c');
        expect(await nativeIds.allOfMessage(balcony, m1)).toEqual(['$a', '$b']);
        expect(await nativeIds.messageOf(balcony, '$a')).toBe(m1);
        expect(await nativeIds.messageOf(balcony, '$z')).toBeNull();
        expect(await nativeIds.messageOf(tomb, '$a')).toBeNull();
      });
    });

    describe('starting and stopping', () => {
      it('is started again while the network is away', async () => {
        let starts = 0;
        stage.network.onStart = () => (++starts < 3 ? Promise.reject(new RetryLater('away')) : Promise.resolve());
        await stage.attach();
        expect(starts).toBe(3);
      });

      it('reports a start that can not succeed', async () => {
        stage.network.onStart = () => Promise.reject(new Error('the secret is wrong'));
        stage.attached = stage.begin();
        await expect(stage.attached.ready).rejects.toThrow('the secret is wrong');
      });

      it('stops what it started, and gives the network to the next', async () => {
        await stage.attach();
        const first = stage.network;
        const standby = stage.begin();
        expect(standby.health()).toEqual(['xmpp: waiting until no other process has this network']);
        await standby.stop();
        await stage.reattach();
        expect(first.stopped).toBe(true);
      });

      it('can be stopped while it waits for its network', async () => {
        stage.network.onStart = () => new Promise(() => undefined);
        stage.attached = stage.begin();
        expect(stage.attached.health()).not.toEqual([]);
        while (stage.network.gateway === null) await new Promise((resolve) => setTimeout(resolve, 1));
        await stage.attached.stop();
        stage.attached = null;
        expect(stage.network.stopped).toBe(true);
      });
    });
  });
}
