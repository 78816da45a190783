/**
 * `npm run bench -- crowd [--members 300] [--messages 10000] [--xmpp ejabberd|prosody] [--database pglite|postgres]`:
 * the gateway's memory with that many members on each side who all talk, after a fifth of the messages and after all.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { RoomReport } from '../../src/admin/index.ts';
import type { Stage } from '../scenarios/support/stage.ts';
import { MatrixListener, XmppListener } from './bridge/listeners.ts';
import { partsFrom, say, withStage } from './bridge/with-stage.ts';

/** Matrix users who send at the same time, as many as keep a homeserver busy. */
const atOnce = 8;
/** XMPP messages that the homeserver may be behind. */
const ahead = 100;
const patienceMs = 300_000;

interface Crowd {
  readonly matrix: readonly MatrixListener[];
  readonly xmpp: readonly XmppListener[];
  readonly portal: string;
}

export async function run(args: readonly string[]): Promise<unknown> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      members: { type: 'string', default: '300' },
      messages: { type: 'string', default: '10000' },
      xmpp: { type: 'string', default: 'ejabberd' },
      database: { type: 'string', default: 'pglite' },
    },
  });
  const parts = partsFrom(values);
  return withStage(parts, [], async (stage) => {
    const started = await memory(stage);
    const crowd = await gather(stage, Number(values.members));
    const joined = await memory(stage);
    const messages = Number(values.messages);
    const early = Math.floor(messages / 5);
    await talk(crowd, 0, early);
    const afterEarly = await memory(stage);
    await talk(crowd, early, messages);
    const afterAll = await memory(stage);
    const arrivals = arrivalsOf(crowd, messages);
    await disperse(crowd);
    return {
      members: { matrix: crowd.matrix.length, xmpp: crowd.xmpp.length },
      ...parts,
      megabytes: {
        afterStarting: started,
        afterJoining: joined,
        [`after${early}`]: afterEarly,
        [`after${messages}`]: afterAll,
      },
      ratio: Math.round((afterAll.resident / afterEarly.resident) * 1000) / 1000,
      ...arrivals,
    };
  });
}

async function gather(stage: Stage, members: number): Promise<Crowd> {
  const matrix: MatrixListener[] = [];
  const xmpp: XmppListener[] = [];
  for (let number = 1; number <= members; number++) {
    matrix.push(new MatrixListener(await stage.matrixAccount(`m${number}`)));
    xmpp.push(new XmppListener(await stage.xmppAccount(`x${number}`)));
    if (number % 50 === 0) say(`${number} accounts on each side`);
  }
  const created = await stage.gateway.cli(
    ...['rooms', 'create', '--json', '--id', 'crowd', '--name', 'Crowd', '--owner', matrix[0]!.userId],
  );
  const { addresses } = JSON.parse(created) as RoomReport;
  let portal = '';
  for (let from = 0; from < members; from += atOnce) {
    const together = matrix.slice(from, from + atOnce);
    const rooms = await Promise.all(together.map((listener) => listener.joins(addresses['matrixAlias']!)));
    portal = rooms[0] ?? portal;
    for (const listener of xmpp.slice(from, from + atOnce)) {
      await listener.connects();
      await listener.joins(addresses['muc']!);
      // One XMPP client goes on reading, to see that everything comes.
      if (listener !== xmpp[0]) listener.stopsReading();
    }
    if ((from / atOnce) % 8 === 0) say(`${from + together.length} joined on each side`);
  }
  await matrix[0]!.begins();
  return { matrix, xmpp, portal };
}

/** Half of the messages from each side, everybody in turn; resolves when an ordinary client of the other side has all. */
async function talk({ matrix, xmpp, portal }: Crowd, from: number, to: number): Promise<void> {
  say(`messages ${from + 1} to ${to}`);
  const { even, odd } = parted(from, to);
  const next = even.values();
  const fromMatrix = Array.from({ length: atOnce }, async () => {
    for (const number of next) await matrix[(number / 2) % matrix.length]!.says(portal, textOf(number));
  });
  const fromXmpp = (async () => {
    for (const [index, number] of odd.entries()) {
      await xmpp[((number - 1) / 2) % xmpp.length]!.says(textOf(number));
      // No faster than the homeserver takes them, or this would measure its queue.
      if (index % 10 === 9 && index > ahead) await arrived(matrix[0]!, [odd[index - ahead]!]);
      if (index % 500 === 499) say(`${index + 1} of ${odd.length} from XMPP`);
    }
  })();
  await Promise.all([...fromMatrix, fromXmpp]);
  await arrived(matrix[0]!, odd);
  await arrived(xmpp[0]!, even);
}

const textOf = (number: number): string => `crowd ${number}`;

/** Matrix says the even ones, XMPP the odd ones. */
function parted(from: number, to: number): { readonly even: readonly number[]; readonly odd: readonly number[] } {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  return { even: numbers.filter((number) => number % 2 === 0), odd: numbers.filter((number) => number % 2 === 1) };
}

async function arrived(listener: MatrixListener | XmppListener, numbers: readonly number[]): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const missing = numbers.filter((number) => !listener.heard.has(textOf(number))).length;
    if (missing === 0) return;
    // What is lost is counted at the end.
    if (performance.now() > deadline) return;
    await delay(100);
  }
}

/** What one client of each side received of what the other said. */
function arrivalsOf({ matrix, xmpp }: Crowd, messages: number): object {
  const { even, odd } = parted(0, messages);
  return { matrixToXmpp: counted(xmpp[0]!, even), xmppToMatrix: counted(matrix[0]!, odd) };
}

function counted({ heard, arrived: all }: MatrixListener | XmppListener, numbers: readonly number[]): object {
  const wanted = new Set(numbers.map(textOf));
  const came = all.filter(({ text }) => wanted.has(text)).length;
  const distinct = [...wanted].filter((text) => heard.has(text)).length;
  return { sent: wanted.size, lost: wanted.size - distinct, doubled: came - distinct };
}

async function disperse({ matrix, xmpp }: Crowd): Promise<void> {
  matrix[0]!.ends();
  await xmpp[0]!.ends();
  for (const listener of xmpp.slice(1)) listener.vanishes();
}

interface Megabytes {
  readonly resident: number;
  /** The most since it started: PGlite's own start, which optimises one huge function, is the greatest part. */
  readonly peak: number;
}

/** The gateway's memory, once it has come to rest. */
async function memory({ gateway }: Stage): Promise<Megabytes> {
  await delay(5_000);
  const status = await readFile(`/proc/${gateway.pid() ?? 0}/status`, 'utf8');
  const megabytes = (field: string): number =>
    Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024);
  const now = { resident: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  say(`the gateway has ${now.resident} MB`);
  return now;
}
