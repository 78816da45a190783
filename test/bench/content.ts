/**
 * Messages: how many are encoded, decoded and shown in a second, beside what a CBOR library takes to do the bare encoding
 * and decoding, without a look at what the values mean.
 */
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import type { MessageDraft, Part, StoredMessage } from '../../src/content/index.ts';
import {
  composeMessage,
  decodeContent,
  draftOf,
  encodeContent,
  matrixEventsOf,
  receiveMessage,
  stanzasOf,
} from '../../src/content/index.ts';
import { alice, everything, MatrixRoom, room } from '../unit/content/support/matrix-room.ts';
import { XmppRoom } from '../unit/content/support/xmpp-room.ts';

const rounds = 5;
const salt = new Uint8Array(16).fill(7);

const single = (contentType: string, content: string): Part => ({
  disposition: 1,
  language: '',
  type: 'single',
  contentType,
  content: new Uint8Array(Buffer.from(content)),
});
const sentence =
  'Right on! Congratulations to all of you: the release went out on Friday, and nobody had to stay late. ';
const paragraph = `## Release\n\n${sentence}**Well done**, _really_: [notes](https://example.com/notes), \`npm i\`.\n\n- one\n- two\n\n> ${sentence}\n\n`;

/** What is written, shown and carried in rooms every day, and what seldom is. */
const messages: Readonly<Record<string, MessageDraft>> = {
  text200: draftOf(single('text/plain;charset=utf-8', sentence.repeat(2).slice(0, 200))),
  formatted4k: draftOf(single('text/markdown;variant=GFM-MIMI', paragraph.repeat(20).slice(0, 4096))),
  parts64: draftOf({
    disposition: 1,
    language: '',
    type: 'multi',
    semantics: 'process-all',
    parts: Array.from({ length: 63 }, (_, at) => single('text/plain;charset=utf-8', `part ${at} ${sentence}`)),
  }),
};

/** Calls in a second of processor time: the best of some rounds, for others use the machine too. */
function perSecond(run: () => unknown, roundMs: number): number {
  const rates = Array.from({ length: rounds }, () => {
    const before = process.threadCpuUsage();
    let used = 0;
    let calls = 0;
    while (used < roundMs * 1000) {
      for (let call = 0; call < 20; call += 1) run();
      calls += 20;
      const { user, system } = process.threadCpuUsage(before);
      used = user + system;
    }
    return (calls * 1e6) / used;
  });
  return Math.round(Math.max(...rates));
}

function ratesOf(draft: MessageDraft, roundMs: number) {
  const { id, bytes } = composeMessage({ sender: alice, room }, salt, draft);
  const content = decodeContent(bytes);
  const message: StoredMessage = { id, sender: alice, room, acceptedAt: 0, content };
  const bare: unknown = decode(bytes, { useMaps: true });
  const [matrix, xmpp] = [new MatrixRoom(), new XmppRoom()];
  return {
    octets: bytes.length,
    encode: perSecond(() => encodeContent(content), roundMs),
    bareEncode: perSecond(() => encode(bare, rfc8949EncodeOptions), roundMs),
    decode: perSecond(() => decodeContent(bytes), roundMs),
    bareDecode: perSecond(() => decode(bytes, { useMaps: true }) as unknown, roundMs),
    compose: perSecond(() => composeMessage({ sender: alice, room }, salt, draft), roundMs),
    receive: perSecond(() => receiveMessage(bytes, { sender: alice, room }), roundMs),
    showInMatrix: perSecond(() => matrixEventsOf(message, everything, matrix), roundMs),
    showInXmpp: perSecond(() => stanzasOf(message, everything, xmpp), roundMs),
  };
}

/** @param args `--round-ms N`: processor time of each of the rounds, 300 when it is not said */
export function run(args: readonly string[]): Promise<unknown> {
  const at = args.indexOf('--round-ms');
  const roundMs = at < 0 ? 300 : Number(args[at + 1]);
  const figures = Object.entries(messages).map(([name, draft]) => [name, ratesOf(draft, roundMs)] as const);
  return Promise.resolve({ unit: 'per second of processor time', ...Object.fromEntries(figures) });
}
