import { describe, expect, it } from 'vitest';
import { dispositions, fallbacks, links, mapping, markup, parts } from '../../../src/content/index.ts';
import type { Part } from '../../../src/content/index.ts';

const single = (contentType: string, text: string): Part => ({
  disposition: dispositions.render,
  language: '',
  type: 'single',
  contentType,
  content: Buffer.from(text),
});

describe('a network that is neither Matrix nor XMPP', () => {
  const reader = { vendorTypes: [], languages: [], shows: [], alike: parts.alikeEnough };
  const bob = 'mimi://example.com/u/bob';
  const body: Part = {
    disposition: dispositions.render,
    language: '',
    type: 'multi',
    semantics: 'process-all',
    parts: [
      single('text/markdown;variant=GFM-MIMI', `**Look**, [he](${bob}): [our site](https://evil.example)`),
      single('application/vnd.x', '???'),
    ],
  };

  it('is shown what a message says, with its own names of people, and lines about the rest', () => {
    const reading = parts.readParts(body, reader);
    const formatted = reading.said[0]?.markup ?? null;
    expect(formatted).not.toBeNull();
    const show: markup.MarkupShow = { mention: () => ({ text: 'bob#7', href: null }), image: () => null };
    expect(formatted && markup.toHtml(formatted, show)).toBe(
      '<p><strong>Look</strong>, bob#7: <a href="https://evil.example/">our site (https://evil.example/)</a></p>',
    );
    expect(formatted && markup.usersLinked(formatted)).toEqual([bob]);
    expect(reading.unsupported.map(({ line }) => line)).toEqual(['[application/vnd.x, 3 bytes]']);
  });

  it('says itself what it has, with the same readable texts', () => {
    const said = parts.textParts(markup.fromStyling('so *nice*') ?? markup.fromPlain('so nice'), null);
    expect(said).toMatchObject({ contentType: 'text/markdown;variant=GFM-MIMI' });
    expect(fallbacks.replyFallback({ author: 'Bob', text: 'hello' }, 'hi').text).toBe('> Bob: hello\nhi');
    expect(links.judgeLink({ text: 'a.example', url: 'https://b.example/' }).type).toBe('flagged');
    expect(mapping.reply.mimi).toBe('`inReplyTo`');
  });
});
