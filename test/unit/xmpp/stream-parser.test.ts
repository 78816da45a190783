import { describe, expect, it } from 'vitest';
import type { Element } from '../../../bridges/xmpp/xml/element.ts';
import { ns } from '../../../bridges/xmpp/xml/namespaces.ts';
import { InvalidStream, StreamParser } from '../../../bridges/xmpp/xml/stream-parser.ts';

const header = `<?xml version='1.0'?><stream:stream xmlns='${ns.component}' xmlns:stream='${ns.streams}'>`;

function reading(limits: { stanza: number; depth: number }) {
  const elements: Element[] = [];
  const parser = new StreamParser(
    { opened: () => undefined, closed: () => undefined, element: (element) => elements.push(element) },
    limits,
  );
  parser.write(header);
  return { parser, elements };
}

describe('the limits of a stream', () => {
  it('a busy stream that is never cut between two stanzas goes on for ever', () => {
    const { parser, elements } = reading({ stanza: 500, depth: 10 });
    const stanza = `<message from='a@b/c' to='d@e'><body>${'x'.repeat(60)}</body></message>`;
    const text = stanza.repeat(200);
    const piece = stanza.length;
    parser.write(text.slice(0, 10));
    for (let at = 10; at < text.length; at += piece) parser.write(text.slice(at, at + piece));
    expect(elements).toHaveLength(200);
  });

  it('a stanza that is too long, or too deep, ends the stream', () => {
    const long = reading({ stanza: 500, depth: 10 });
    const endless = (): void => {
      long.parser.write('<message><body>');
      for (let at = 0; at < 10; at++) long.parser.write('x'.repeat(100));
    };
    expect(endless).toThrow(InvalidStream);
    const deep = reading({ stanza: 5000, depth: 10 });
    expect(() => deep.parser.write('<a>'.repeat(11))).toThrow(/policy-violation/);
  });

  it('a document type and with it every entity is refused', () => {
    const { parser } = reading({ stanza: 5000, depth: 10 });
    expect(() => parser.write("<!DOCTYPE x [<!ENTITY a 'b'>]><message/>")).toThrow(InvalidStream);
    const other = reading({ stanza: 5000, depth: 10 });
    expect(() => other.parser.write('<message>&a;</message>')).toThrow(InvalidStream);
  });
});
