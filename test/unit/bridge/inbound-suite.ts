import { describe, expect, it } from 'vitest';
import { forgetInboundBefore, forgetNativeIdsBefore, type InboundItem } from '../../../src/bridge/index.ts';
import { RetryLater } from '../../../src/rooms/index.ts';
import type { Database } from '../../../src/store/index.ts';
import { balcony, BridgeStage } from './bridge-stage.ts';

const item = (lane: string, text: string, more: Partial<InboundItem> = {}): InboundItem => ({
  identity: `${lane}/${text}`,
  lane,
  payload: { text },
  ...more,
});

/** How an attached network's inbox behaves, on either engine. */
export function describeInbound(engine: string, open: () => Promise<Database>): void {
  describe(`the inbox on ${engine}`, () => {
    const stage = new BridgeStage(open);

    describe('what comes in', () => {
      it('OD-16: is handled once, however often it comes', async () => {
        const { inbox } = await stage.attach();
        const first = await inbox.accept([item('a', '1'), item('a', '2'), item('a', '1')]);
        const second = await inbox.accept([item('a', '2'), item('a', '3')]);
        await stage.network.until(() => stage.network.handled.length === 3);
        expect([first.length, second.length]).toEqual([2, 1]);
        expect(stage.handledTexts()).toEqual(['1', '2', '3']);
        expect(await stage.metric('mimi_inbox_repeated_total')).toMatch(/ 2$/);
      });

      it('counts as new again when the time of its identity has passed', async () => {
        const { inbox } = await stage.attach();
        const stanza = item('a', 'again', { windowMs: 600 });
        expect(await inbox.accept([stanza])).toHaveLength(1);
        stage.now += 599;
        expect(await inbox.accept([stanza])).toHaveLength(0);
        stage.now += 1;
        expect(await inbox.accept([stanza])).toHaveLength(1);
        await stage.network.until(() => stage.network.handled.length === 2);
        expect(stage.handledTexts()).toEqual(['again', 'again']);
      });

      it('counts as new again when it was refused and forgotten', async () => {
        const { inbox } = await stage.attach();
        await inbox.accept([item('a', 'again')]);
        await inbox.forget(item('a', 'again').identity);
        expect(await inbox.accept([item('a', 'again')])).toHaveLength(1);
        expect(await inbox.accept([item('a', 'again')])).toHaveLength(0);
      });

      it('keeps the order of a lane while other lanes go on', async () => {
        const { inbox } = await stage.attach();
        const hold = Promise.withResolvers<undefined>();
        stage.network.onHandle = (handling) =>
          handling.lane === 'slow' && handling.tries === 1 ? hold.promise : Promise.resolve();
        await inbox.accept([item('slow', 's1'), item('slow', 's2'), item('fast', 'f1'), item('fast', 'f2')]);
        await stage.network.until(() => stage.network.handled.length === 2);
        expect(stage.handledTexts()).toEqual(['f1', 'f2']);
        hold.resolve(undefined);
        await stage.network.until(() => stage.network.handled.length === 4);
        expect(stage.handledTexts()).toEqual(['f1', 'f2', 's1', 's2']);
      });

      it('repeats what has to wait, before anything behind it in its lane', async () => {
        const { inbox } = await stage.attach();
        stage.network.onHandle = (handling) =>
          (handling.payload as { text: string }).text === '1' && handling.tries < 3
            ? Promise.reject(new RetryLater('the hub is away'))
            : Promise.resolve();
        await inbox.accept([item('a', '1'), item('a', '2'), item('b', '3')]);
        await stage.network.until(() => stage.network.handled.length === 3);
        expect(stage.handledTexts()).toEqual(['3', '1', '2']);
        expect(stage.network.handled.map(({ tries }) => tries)).toEqual([1, 3, 1]);
      });

      it('sets aside what can not be handled, with the reason, and goes on', async () => {
        const { inbox } = await stage.attach();
        stage.network.onHandle = (handling) =>
          (handling.payload as { text: string }).text === 'bad'
            ? Promise.reject(new TypeError('a bug\0'))
            : Promise.resolve();
        await inbox.accept([item('a', 'bad'), item('a', 'good')]);
        await stage.network.until(() => stage.network.handled.length === 1);
        await stage.detach();
        expect(stage.handledTexts()).toEqual(['good']);
        expect(await stage.database.read('SELECT lane, error FROM bridge_inbox')).toEqual([
          { lane: 'a', error: 'TypeError: a bug' },
        ]);
        expect(await stage.metric('mimi_inbox_failed_total')).toMatch(/ 1$/);
      });

      it('OD-02: is handled after a restart, in order, and what was handled is not', async () => {
        const { inbox } = await stage.attach();
        const hold = Promise.withResolvers<undefined>();
        stage.network.onHandle = ({ payload }) =>
          (payload as { text: string }).text === '2' ? hold.promise : Promise.resolve();
        await inbox.accept([item('a', '1'), item('a', '2'), item('a', '3'), item('b', '4')]);
        await stage.network.until(() => stage.network.handled.length === 2);
        hold.reject(new RetryLater('the process ends'));
        await stage.reattach();
        await stage.network.until(() => stage.network.handled.length === 2);
        expect(stage.handledTexts()).toEqual(['2', '3']);
        expect(stage.network.handled[0]?.tries).toBe(2);
      });

      it('waits in the database when more comes than memory should hold, and keeps its order', async () => {
        const hold = Promise.withResolvers<undefined>();
        stage.network.onHandle = () => hold.promise;
        const { inbox } = await stage.attach();
        const texts = Array.from({ length: 5_000 }, (_, index) => String(index));
        for (let at = 0; at < texts.length; at += 250)
          await inbox.accept(texts.slice(at, at + 250).map((text) => item(`lane ${Number(text) % 5}`, text)));
        expect(inbox.waiting()).toBe(5_000);
        hold.resolve(undefined);
        await stage.network.until(() => stage.network.handled.length === 5_000);
        for (let lane = 0; lane < 5; lane++)
          expect(stage.handledTexts().filter((text) => Number(text) % 5 === lane)).toEqual(
            texts.filter((text) => Number(text) % 5 === lane),
          );
        await stage.detach();
        expect(await stage.inboxRows()).toBe(0);
      });

      it('is stored sealed', async () => {
        stage.network.onHandle = () => Promise.reject(new Error('kept'));
        const { inbox } = await stage.attach();
        await inbox.accept([item('a', 'wherefore art thou')]);
        const [row] = await stage.database.read<{ payload: Uint8Array }>('SELECT payload FROM bridge_inbox');
        expect(Buffer.from(row?.payload ?? []).toString('latin1')).not.toContain('wherefore');
      });
    });

    describe('retention', () => {
      it('forgets identities, failed items and native ids after their time, and keeps what waits', async () => {
        stage.network.onHandle = ({ lane }) =>
          Promise.reject(lane === 'bad' ? new Error('a bug') : new RetryLater('later', { after: 60_000 }));
        const { inbox, nativeIds } = await stage.attach();
        await inbox.accept([item('bad', '1'), item('waiting', '2'), item('bad', '3', { windowMs: 10 })]);
        await nativeIds.record(balcony, [{ nativeId: '$a', messageId: null, seq: 1 }]);
        await stage.detach();
        expect(await forgetInboundBefore(stage.database, 1_000, 1_005)).toBe(0);
        expect(await forgetInboundBefore(stage.database, 1_000, 1_010)).toBe(1);
        expect(await forgetInboundBefore(stage.database, 1_001, 1_010)).toBe(4);
        expect(await forgetNativeIdsBefore(stage.database, 1_001)).toBe(1);
        expect(await stage.inboxRows()).toBe(1);
      });

      it('forgets what was answered to attempts together with the identities that they came from', async () => {
        const { database } = stage;
        await database.transaction((tx) =>
          tx.query(
            "INSERT INTO attempt_outcome (cause, outcome, at) VALUES ('old', '{}', 999), ('new', '{}', 1000)",
            [],
          ),
        );
        expect(await forgetInboundBefore(database, 1_000, 1_000)).toBe(1);
        expect(await database.read('SELECT cause FROM attempt_outcome')).toEqual([{ cause: 'new' }]);
        expect(await forgetInboundBefore(database, 1_001, 1_001)).toBe(1);
        expect(await database.read('SELECT cause FROM attempt_outcome')).toEqual([]);
      });
    });
  });
}
