import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveSalt, encodeContent } from '../../src/content/index.ts';
import { contents } from '../unit/content/support/content-arbitraries.ts';
import { fetchJudge, judge } from './support/cddl-judge.ts';

const folder = new URL('../vectors/mimi-content/', import.meta.url);
const cddl = new URL('mimi-content.cddl', folder);
const examples = readdirSync(folder).filter((file) => file.endsWith('.cbor') && !file.startsWith('implied'));

/** The judge takes some milliseconds for each: many more are for an evening, `MIMI_CDDL_MESSAGES=100000`. */
const messagesInAll = Number(process.env['MIMI_CDDL_MESSAGES'] ?? 10_000);
const messagesInBatch = 2_500;

let python = '';
beforeAll(async () => {
  python = await fetchJudge();
});

// The undamaged message stands first: what is refused below is refused for its damage.
const part = '850160017818746578742f706c61696e3b636861727365743d7574662d38426869';
const head = `8750${'07'.repeat(16)}`;
const damaged = [
  ['nothing', `${head}f640f6f6a0${part}`],
  ['a salt of 15 octets', `874f${'07'.repeat(15)}f640f6f6a0${part}`],
  ['six fields', `8650${'07'.repeat(16)}f640f6f6a0`],
  ['a reference of 31 octets', `${head}581f${'01'.repeat(31)}40f6f6a0${part}`],
  ['an expiry beyond 32 bits', `${head}f64082f41b0000000100000000f6a0${part}`],
  ['an extension with a byte string as key', `${head}f640f6f6a1416160${part}`],
  ['a MultiPart of one part', `${head}f640f6f6a08501600300 81${part}`],
  ['unknown part semantics', `${head}f640f6f6a0850160030382${part}${part}`],
  ['a disposition above 255', `${head}f640f6f6a0831901006000`],
] as const;

describe('the CDDL of draft-ietf-mimi-content, judged by zcbor', () => {
  it('CF-01: allows the fourteen examples of the draft', async () => {
    const messages = examples.map((file) => new Uint8Array(readFileSync(new URL(file, folder))));
    expect(await judge(python, cddl, 'mimiContent', messages)).toEqual({ count: 14, refused: [] });
  });

  it('CF-01: allows nothing that is damaged', async () => {
    const messages = damaged.map(([, digits]) => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex')));
    const { refused } = await judge(python, cddl, 'mimiContent', messages);
    expect(refused.map(({ at }) => damaged[at]?.[0])).toEqual(damaged.slice(1).map(([what]) => what));
  });

  it('CF-01 CF-13: allows thousands of messages of ours', { timeout: 1_800_000 }, async () => {
    const batches = Math.ceil(messagesInAll / messagesInBatch);
    let judged = 0;
    // Two at a time: the judge is slower than what it judges, and machines have two processors at least.
    const judgeFrom = async (first: number): Promise<void> => {
      for (let seed = first; seed < batches; seed += 2) {
        const sample = fc.sample(contents, { numRuns: messagesInBatch, seed });
        const { count, refused } = await judge(python, cddl, 'mimiContent', sample.map(encodeContent));
        expect({ seed, refused }).toEqual({ seed, refused: [] });
        judged += count;
      }
    };
    await Promise.all([judgeFrom(0), judgeFrom(1)]);
    expect(judged).toBe(batches * messagesInBatch);
    expect(judged).toBeGreaterThanOrEqual(messagesInAll);
  });
});

describe('salts', () => {
  it('CF-05: a million nonces give a million salts', () => {
    const salts = new Set<string>();
    const secret = Buffer.alloc(32, 1);
    const nonce = Buffer.alloc(4);
    for (let count = 0; count < 1_000_000; count += 1) {
      nonce.writeUInt32BE(count);
      salts.add(Buffer.from(deriveSalt(secret, nonce)).toString('latin1'));
    }
    expect(salts.size).toBe(1_000_000);
  });
});
