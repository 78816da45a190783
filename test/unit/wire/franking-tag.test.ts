import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafeAad, dictionaryExtension, type GroupContext } from '../../../src/mls/index.ts';
import { frameApplicationData } from '../../../src/policy/index.ts';
import { codePointsWith, frankingTag, frankingTagIn, withFrankingTag } from '../../../src/wire/index.ts';
import { smallGroup } from './small-group.ts';
import { ruleOf } from './strictness.ts';

const utf8 = new TextEncoder();
const salt = new Uint8Array(16).fill(1);
const applicationData = utf8.encode('something that was said');
const tag = frankingTag(salt, applicationData);

/** A group that frames its authenticated data, here with a list of no required components, and one that does not. */
const plain = smallGroup().group.public.context;
const framing: GroupContext = { ...plain, extensions: [dictionaryExtension(new Map([[0x0002, Uint8Array.of(0)]]))] };

describe('the tag of a sender', () => {
  it('AF-02: HMAC-SHA-256 over the application data as the group frames it', () => {
    expect(tag).toEqual(Uint8Array.from(createHmac('sha256', salt).update(applicationData).digest()));
    const required = [{ type: 'application/mimi-content', parameters: [] }];
    const html = { type: 'text/html', parameters: [] };
    const framed = frameApplicationData(required, html, utf8.encode('hi'));
    expect(framed).toEqual(Uint8Array.of(9, ...utf8.encode('text/html'), 0, 2, 0x68, 0x69));
    expect(frankingTag(salt, framed)).not.toEqual(frankingTag(salt, utf8.encode('hi')));
  });

  it('AF-02 AF-03: goes as component 0x0020 into authenticated data that stay sorted', () => {
    const items = new Map([
      [0x0040, Uint8Array.of(1)],
      [0x0002, Uint8Array.of(2)],
    ]);
    const data = withFrankingTag(items, tag);
    expect([...decodeSafeAad(data).keys()]).toEqual([2, 0x20, 0x40]);
    expect(frankingTagIn(framing, data)).toEqual(tag);
    expect(frankingTagIn(framing, Uint8Array.of(0))).toBeNull();
  });

  it('AF-03: unsorted items, data that are not framed and tags of another length are refused', () => {
    const unsorted = Uint8Array.of(6, 0, 0x20, 0, 0, 0x02, 0);
    expect(ruleOf(() => frankingTagIn(framing, unsorted))).toBe('malformed');
    expect(ruleOf(() => frankingTagIn(framing, Uint8Array.of(9, 9)))).toBe('malformed');
    expect(ruleOf(() => frankingTagIn(framing, Uint8Array.of(4, 0, 0x20, 1, 5)))).toBe('frank');
    expect(ruleOf(() => withFrankingTag(new Map(), tag.subarray(1)))).toBe('frank');
  });

  it('WF-01: the tag is in the item that a deployment has for it', () => {
    const numbers = codePointsWith({ components: { frankAad: 0x8020 } });
    const data = withFrankingTag(new Map(), tag, numbers);
    expect([...decodeSafeAad(data).keys()]).toEqual([0x8020]);
    expect(frankingTagIn(framing, data, numbers)).toEqual(tag);
    expect(frankingTagIn(framing, data)).toBeNull();
  });

  it('AF-02 AF-03: whatever the data are, there is a tag, none, or a refusal; and none where the group frames nothing', () => {
    const tagged = withFrankingTag(new Map([[0x0040, Uint8Array.of(1)]]), tag);
    const likely = fc.tuple(fc.nat(tagged.length - 1), fc.nat(255)).map(([at, octet]) => tagged.with(at, octet));
    fc.assert(
      fc.property(fc.oneof(fc.constant(tagged), likely, fc.uint8Array()), (data) => {
        expect(frankingTagIn(plain, data)).toBeNull();
        expect(['accepted', 'malformed', 'frank']).toContain(ruleOf(() => frankingTagIn(framing, data)));
      }),
    );
    const broken = { ...plain, extensions: [{ ...framing.extensions[0]!, data: Uint8Array.of(9) }] };
    expect(ruleOf(() => frankingTagIn(broken, tagged))).toBe('malformed');
  });
});
