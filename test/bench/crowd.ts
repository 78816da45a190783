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
const patienceMs = 1_200_000;

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
    const crowd = await gather(stage, Number(values.members));
    const joined = await megabytes(stage);
    const messages = Number(values.messages);
    const [early, late] = [Math.floor(messages / 5), messages];
    await talk(crowd, 0, early);
    const afterEarly = await megabytes(stage);
    await talk(crowd, early, late);
    const afterLate = await megabytes(stage);
    return {
      members: { matrix: crowd.matrix.length, xmpp: crowd.xmpp.length },
      ...parts,
      megabytes: { afterJoining: joined, [`after${early}`]: afterEarly, [`after${late}`]: afterLate },
      ratio: Math.round((afterLate / afterEarly) * 1000) / 1000,
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
    }
    if ((from / atOnce) % 8 === 0) say(`${from + together.length} joined on each side`);
  }
  await matrix[0]!.begins();
  // One XMPP client goes on reading, to see that everything comes.
  for (const listener of xmpp.slice(1)) listener.stopsReading();
  return { matrix, xmpp, portal };
}

/** Half of the messages from each side, everybody in turn; resolves when an ordinary client of the other side has all. */
async function talk({ matrix, xmpp, portal }: Crowd, from: number, to: number): Promise<void> {
  say(`messages ${from + 1} to ${to}`);
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const even = numbers.filter((number) => number % 2 === 0);
  const odd = numbers.filter((number) => number % 2 === 1);
  const next = even.values();
  const fromMatrix = Array.from({ length: atOnce }, async () => {
    for (const number of next) await matrix[(number / 2) % matrix.length]!.says(portal, `crowd ${number}`);
  });
  const fromXmpp = (async () => {
    for (const [index, number] of odd.entries()) {
      await xmpp[((number - 1) / 2) % xmpp.length]!.says(`crowd ${number}`);
      // No faster than the homeserver takes them, or this would measure its queue.
      if (index % 10 === 9) await behind(matrix[0]!, odd[Math.max(0, index - 100)]);
    }
  })();
  await Promise.all([...fromMatrix, fromXmpp]);
  await arrived(matrix[0]!, odd);
  await arrived(xmpp[0]!, even);
}

async function behind(listener: MatrixListener, number: number | undefined): Promise<void> {
  if (number !== undefined) await arrived(listener, [number]);
}

async function arrived(listener: MatrixListener | XmppListener, numbers: readonly number[]): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const missing = numbers.filter((number) => !listener.heard.has(`crowd ${number}`)).length;
    if (missing === 0) return;
    if (performance.now() > deadline) throw new Error(`${missing} messages did not arrive`);
    await delay(100);
  }
}

/** Resident memory of the gateway, once it has come to rest. */
async function megabytes({ gateway }: Stage): Promise<number> {
  await delay(5_000);
  const status = await readFile(`/proc/${gateway.pid() ?? 0}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  const value = Math.round(Number(kilobytes) / 1024);
  say(`the gateway has ${value} MB`);
  return value;
}
