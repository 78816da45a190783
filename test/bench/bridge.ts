/**
 * `npm run bench -- bridge [--messages 500] [--xmpp prosody|ejabberd] [--database pglite|postgres] [--pause 50]`: what
 * the gateway adds.
 *
 * Single messages each way, interleaved with those of a bare application service that only records, in a room of the
 * same people on the same homeserver in the same run; then a burst each way, counted at an ordinary client of the other side.
 * @module
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { RoomReport } from '../../src/admin/index.ts';
import type { Stage } from '../scenarios/support/stage.ts';
import { freePorts } from '../servers/support/free-port.ts';
import { burst, burstText, latency } from './bridge/figures.ts';
import { MatrixListener, XmppListener } from './bridge/listeners.ts';
import { arrival, asGhost, type RecordingService, startRecordingService } from './bridge/recording-service.ts';
import { partsFrom, say, withStage } from './bridge/with-stage.ts';

const sendersPerSide = 5;
const warmUp = 20;

interface Bed {
  readonly stage: Stage;
  readonly floor: RecordingService;
  readonly floorRoom: string;
  readonly matrix: readonly MatrixListener[];
  readonly xmpp: readonly XmppListener[];
  readonly portal: string;
}

export async function run(args: readonly string[]): Promise<unknown> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      messages: { type: 'string', default: '500' },
      xmpp: { type: 'string', default: 'prosody' },
      database: { type: 'string', default: 'pglite' },
      pause: { type: 'string', default: '50' },
    },
  });
  const parts = partsFrom(values);
  const [floorPort] = await freePorts(1);
  let homeserver = '';
  const floor = await startRecordingService(Number(floorPort), () => homeserver);
  try {
    return await withStage(parts, [floor.registration], async (stage) => {
      homeserver = stage.synapse.url;
      return {
        ...parts,
        ...(await measure(await prepare(stage, floor), Number(values.messages), Number(values.pause))),
      };
    });
  } finally {
    await floor.stop();
  }
}

async function measure(bed: Bed, count: number, pause: number): Promise<object> {
  say(`${count} single messages each way, ${pause} ms apart`);
  const single = await singles(bed, count, pause);
  say(`a burst of ${count} each way`);
  const bursts = await both(bed, count);
  for (const listener of bed.matrix) listener.ends();
  await Promise.all(bed.xmpp.map((listener) => listener.ends()));
  return { single, burst: bursts };
}

async function prepare(stage: Stage, floor: RecordingService): Promise<Bed> {
  const matrix: MatrixListener[] = [];
  const xmpp: XmppListener[] = [];
  for (let number = 1; number <= sendersPerSide; number++) {
    matrix.push(new MatrixListener(await stage.matrixAccount(`m${number}`)));
    const listener = new XmppListener(await stage.xmppAccount(`x${number}`));
    await listener.connects();
    xmpp.push(listener);
  }
  const owner = matrix[0]!;
  const created = await stage.gateway.cli(
    ...['rooms', 'create', '--json', '--id', 'bench', '--name', 'Bench', '--owner', owner.userId],
  );
  const { addresses } = JSON.parse(created) as RoomReport;
  let portal = '';
  for (const listener of matrix) portal = await listener.joins(addresses['matrixAlias']!);
  for (const listener of xmpp) await listener.joins(addresses['muc']!);
  const floorRoom = await roomAsLarge(matrix, floor);
  await owner.begins();
  await delay(2_000);
  return { stage, floor, floorRoom, matrix, xmpp, portal };
}

/** The same people and as many ghosts as in the portal: a homeserver's work grows with those whom it has to tell. */
async function roomAsLarge(people: readonly MatrixListener[], floor: RecordingService): Promise<string> {
  const [owner, ...others] = people;
  const made = await owner!.api.post('/v3/createRoom', { preset: 'public_chat', room_version: '12' });
  const room = String(made['room_id']);
  for (const listener of others) await listener.joins(room);
  await floor.enroll(room, sendersPerSide);
  return room;
}

async function singles(bed: Bed, count: number, pause: number): Promise<object> {
  const { floor, floorRoom, matrix, xmpp, portal } = bed;
  const alice = matrix[0]!;
  const bob = xmpp[0]!;
  const took = { floorToService: [], toXmpp: [], floorToClient: [], toMatrix: [] } as Record<string, number[]>;
  const one = async (kind: string, text: string, send: () => Promise<unknown>, heard: ReadonlyMap<string, number>) => {
    // A homeserver still works for the last message when it has arrived (the sender's own /sync, a transaction's end):
    // without a rest, the message after a cheap one would pay for it, and that is always one of the gateway's.
    await delay(pause);
    const began = performance.now();
    await Promise.all([send(), arrival(heard, text)]);
    const ms = (heard.get(text) ?? Number.NaN) - began;
    if (Number(text.split('-').at(-1)) >= warmUp) took[kind]?.push(ms);
  };
  const path = `/v3/rooms/${encodeURIComponent(floorRoom)}/send/m.room.message`;
  for (let number = 0; number < count + warmUp; number++) {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((kind) => `single-${kind}-${number}`) as [
      string,
      string,
      string,
      string,
    ];
    await one('floorToService', a, () => alice.says(floorRoom, a), floor.heard);
    await one('toXmpp', b, () => alice.says(portal, b), bob.heard);
    const content = { msgtype: 'm.text', body: c };
    await one('floorToClient', c, () => floor.ghost.put(`${path}/${c}?${asGhost}`, content), alice.heard);
    await one('toMatrix', d, () => bob.says(d), alice.heard);
  }
  const [floorToService, toXmpp, floorToClient, toMatrix] = [
    took['floorToService'],
    took['toXmpp'],
    took['floorToClient'],
    took['toMatrix'],
  ].map((values) => latency(values ?? []));
  return {
    matrixToXmpp: { floor: floorToService, gateway: toXmpp, added: added(toXmpp!.p50, floorToService!.p50) },
    xmppToMatrix: { floor: floorToClient, gateway: toMatrix, added: added(toMatrix!.p50, floorToClient!.p50) },
  };
}

/** Milliseconds at the median; the goal is at most 10. */
const added = (gateway: number, floor: number): number => Math.round((gateway - floor) * 10) / 10;

async function both(bed: Bed, count: number): Promise<object> {
  const { matrix, xmpp, portal } = bed;
  const share = Math.ceil(count / sendersPerSide);
  const fromMatrix = matrix.map(
    (sender, index) => async (number: number) => sender.says(portal, burstText(`matrix${index}`, number)),
  );
  const fromXmpp = xmpp.map(
    (sender, index) => async (number: number) => sender.says(burstText(`xmpp${index}`, number)),
  );
  return {
    matrixToXmpp: await oneWay('matrix', fromMatrix, share, xmpp[0]!),
    xmppToMatrix: await oneWay('xmpp', fromXmpp, share, matrix[0]!),
  };
}

async function oneWay(
  side: string,
  senders: readonly ((number: number) => Promise<void>)[],
  share: number,
  listener: MatrixListener | XmppListener,
): Promise<object> {
  const sent = senders.flatMap((_, index) =>
    Array.from({ length: share }, (__, number) => burstText(`${side}${index}`, number + 1)),
  );
  const began = performance.now();
  await Promise.all(
    senders.map(async (send) => {
      for (let number = 1; number <= share; number++) await send(number);
    }),
  );
  const deadline = performance.now() + 180_000;
  while (sent.some((text) => !listener.heard.has(text)) && performance.now() < deadline) await delay(50);
  // Whatever still comes now would be a double.
  await delay(2_000);
  return burst(sent, listener.arrived, began);
}
