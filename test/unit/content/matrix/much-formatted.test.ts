import { describe, expect, it } from 'vitest';
import type { Part } from '../../../../src/content/index.ts';
import { MatrixTalk, textOf } from '../support/matrix-talk.ts';

function bodyOf(formatted_body: string): Part {
  const content = { msgtype: 'm.text', body: 'x', format: 'org.matrix.custom.html', formatted_body };
  const draft = new MatrixTalk().drafted(content, 'm.room.message');
  if ('reason' in draft) throw new Error(draft.reason);
  return draft.body;
}

const typeOf = (body: Part): string => (body.type === 'single' ? body.contentType : body.type);

describe('text with more formatting than readers of Markdown take', () => {
  it.each([
    ['bold words', '<b>a</b> '.repeat(1999), 'a '.repeat(1999).trim()],
    ['links', '<a href="https://a.example/">x</a>'.repeat(1900), 'x (https://a.example/)'.repeat(1900)],
    ['nests', `${'<blockquote>'.repeat(40)}a<br>`.repeat(1) + 'a<br>'.repeat(2000), null],
  ])('FX-02: %s are said as plain text, not as Markdown that stands there with its signs', (_, html, text) => {
    const body = bodyOf(html);
    expect(typeOf(body)).toBe('text/plain;charset=utf-8');
    expect(textOf(body)).toEqual(text ?? expect.stringContaining('a\n'));
  });

  it('FX-02: a text with as much as people write keeps it', () => {
    expect(typeOf(bodyOf('<b>a</b> '.repeat(100)))).toBe('text/markdown;variant=GFM-MIMI');
  });
});
