import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomain, parseRoomUri, parseUserUri, roomUri } from '../../../src/identifiers/index.ts';
import {
  connectionFor,
  directoryAt,
  directoryPath,
  type Directory,
  type EndpointName,
  endpointUrl,
  fillTemplate,
  InvalidWire,
  ohttpGatewayOf,
  parseDirectory,
  parseTemplate,
  providerOfHost,
  readRequestTarget,
  writeDirectory,
} from '../../../src/wire/index.ts';
import { endpointNames } from '../../../src/wire/directory/endpoints.ts';
import { refusal } from './refusal.ts';

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const room = parseRoomUri('mimi://a.example/r/clubhouse');
const bob = parseUserUri('mimi://b.example/u/bob');
const a = parseDomain('a.example');

/** The example of draft-ietf-mimi-protocol-06 §5.1, with the colon that it lacks. */
const example = {
  keyMaterial: 'https://mimi.example.com/v1/keyMaterial/{targetUser}',
  update: 'https://mimi.example.com/v1/update{roomId}',
  notify: 'https://mimi.example.com/v1/notify/{roomId}',
  submitMessage: 'https://mimi.example.com/v1/submitMessage/{roomId}',
  groupInfo: 'https://mimi.example.com/v1/groupInfo/{roomId}',
  requestConsent: 'https://mimi.example.com/v1/requestConsent/{targetUser}',
  updateConsent: 'https://mimi.example.com/v1/updateConsent/{requesterUser}',
  identifierQuery: 'https://mimi.example.com/v1/identifierQuery/{domain}',
  reportAbuse: 'https://mimi.example.com/v1/reportAbuse/{roomId}',
  proxyDownload: 'https://mimi.example.com/v1/proxyDownload/{downloadUrl}',
};

describe('a directory', () => {
  it('WF-02: the draft’s example is read, and every endpoint expanded to its URL', () => {
    const directory = parseDirectory(json(example));
    const encodedRoom = 'mimi%3A%2F%2Fa.example%2Fr%2Fclubhouse';
    const encodedBob = 'mimi%3A%2F%2Fb.example%2Fu%2Fbob';
    const base = 'https://mimi.example.com/v1';
    expect(endpointUrl(directory, 'keyMaterial', bob)).toBe(`${base}/keyMaterial/${encodedBob}`);
    expect(endpointUrl(directory, 'update', room)).toBe(`${base}/update${encodedRoom}`);
    expect(endpointUrl(directory, 'notify', room)).toBe(`${base}/notify/${encodedRoom}`);
    expect(endpointUrl(directory, 'submitMessage', room)).toBe(`${base}/submitMessage/${encodedRoom}`);
    expect(endpointUrl(directory, 'groupInfo', room)).toBe(`${base}/groupInfo/${encodedRoom}`);
    expect(endpointUrl(directory, 'requestConsent', bob)).toBe(`${base}/requestConsent/${encodedBob}`);
    expect(endpointUrl(directory, 'updateConsent', bob)).toBe(`${base}/updateConsent/${encodedBob}`);
    expect(endpointUrl(directory, 'identifierQuery', a)).toBe(`${base}/identifierQuery/a.example`);
    expect(endpointUrl(directory, 'reportAbuse', room)).toBe(`${base}/reportAbuse/${encodedRoom}`);
    expect(endpointUrl(directory, 'proxyDownload', 'https://c.example/f?x=(1)')).toBe(
      `${base}/proxyDownload/https%3A%2F%2Fc.example%2Ff%3Fx%3D%281%29`,
    );
  });

  it('WF-02: consent goes by domain where the variable is called one, whatever others are called', () => {
    const directory = parseDirectory(
      json({
        requestConsent: 'https://a.example/c/{targetDomain}',
        updateConsent: 'https://a.example/c?u={x}&v=1',
        notify: 'https://a.example/n/{anything_at.all}/end',
      }),
    );
    expect(endpointUrl(directory, 'requestConsent', bob)).toBe('https://a.example/c/b.example');
    expect(endpointUrl(directory, 'updateConsent', bob)).toBe(
      'https://a.example/c?u=mimi%3A%2F%2Fb.example%2Fu%2Fbob&v=1',
    );
    expect(endpointUrl(directory, 'notify', room)).toBe(
      'https://a.example/n/mimi%3A%2F%2Fa.example%2Fr%2Fclubhouse/end',
    );
  });

  it('PV-07: unknown keys are ignored, what is absent is not supported', () => {
    const directory = parseDirectory(json({ notify: example.notify, newThing: 5, __proto__: { update: 'x' } }));
    expect(Object.keys(directory.endpoints)).toEqual(['notify']);
    expect(endpointUrl(directory, 'reportAbuse', room)).toBeNull();
    const polluted = parseDirectory(
      new TextEncoder().encode(`{"__proto__":{"update":1},"notify":"${example.notify}"}`),
    );
    expect(polluted.endpoints.update).toBeUndefined();
  });

  it('WF-02: what is no directory is refused by name', () => {
    const rule = (document: string): string => refusal(() => parseDirectory(new TextEncoder().encode(document)));
    for (const document of ['', '[]', 'null', '"x"', '{}', '{"notify":1}', '{"notify"', '['.repeat(30_000)])
      expect(rule(document), document.slice(0, 10)).toBe('directory');
    expect(refusal(() => parseDirectory(Uint8Array.of(0xff, 0xfe)))).toBe('directory');
    expect(refusal(() => parseDirectory(new Uint8Array(65_537)))).toBe('too-large');
    expect(rule('{"notify":"https://a.example/n"}')).toBe('template');
    expect(rule(`{"notify":"${example.notify}","ohttpGateway":"http://a.example"}`)).toBe('template');
  });

  it.each([
    'http://a.example/{x}',
    'https://a.example/',
    'https://a.example/{x}/{y}',
    'https://a.example/{+x}',
    'https://a.example/{}',
    'https://a.example/{x',
    'https://{x}.example/a',
    'https://a.example{x}',
    'https://a.example:{x}/y',
    'https://a.exam{x}/ple',
    'https://u@a.example/{x}',
    'https://u:p@a.example/{x}',
    'https://@a.example/{x}',
    'https:///a.example/{x}',
    'https://a%2eexample/{x}',
    'https://a.example:/{x}',
    'https://a.example:0443/{x}',
    'https://a.example/{x}#f',
    'https://a.example\\@b.example/{x}',
    'https://a.example/ {x}',
    'https://a.example/ä{x}',
    'javascript:alert({x})',
    '//a.example/{x}',
    `https://a.example/${'x'.repeat(2048)}{x}`,
  ])('WF-02: no template: %s', (template) => {
    expect(refusal(() => parseTemplate(template))).toBe('template');
  });

  it('WF-04: a URL names its host by a domain, not by an address', () => {
    for (const host of ['127.0.0.1', '[::1]', '0x7f000001', '169.254.169.254', 'a_b.example', 'a.example.'])
      expect(
        refusal(() => parseTemplate(`https://${host}/{x}`)),
        host,
      ).toBe('host');
  });

  it('WF-02: our own document is what a peer reads', () => {
    expect(directoryPath).toBe('/.well-known/mimi-protocol-directory');
    const own = directoryAt('https://mimi.example.com/v1/');
    expect(parseDirectory(writeDirectory(own))).toEqual(own);
    const text = new TextDecoder().decode(writeDirectory(own));
    expect(JSON.parse(text)).toEqual({ ...example, update: 'https://mimi.example.com/v1/update/{roomId}' });
    const some = { ...directoryAt('https://a.example/', ['notify']), ohttpGateway: 'https://a.example/gw' };
    expect(parseDirectory(writeDirectory(some))).toEqual(some);
    expect(refusal(() => directoryAt('https://127.0.0.1/'))).toBe('host');
  });

  it('PV-06: every name comes out of a filled template as it went in', () => {
    const own = directoryAt('https://a.example/v1/');
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        fc.pre(name !== '.' && name !== '..');
        const uri = roomUri(a, name);
        const url = endpointUrl(own, 'notify', uri) ?? '';
        expect(url).toMatch(/^https:\/\/a\.example\/v1\/notify\/[A-Za-z0-9._~%-]+$/);
        expect(readRequestTarget(own, url.slice('https://a.example'.length))).toEqual({
          endpoint: 'notify',
          subject: uri,
        });
      }),
    );
  });

  it('PV-06: what is no Unicode is put into no URL', () => {
    expect(refusal(() => fillTemplate(parseTemplate(example.proxyDownload), '\ud800'))).toBe('template');
  });
});

describe('the path of a request', () => {
  const own = directoryAt('https://a.example/v1/');
  const subject = (target: string): unknown => readRequestTarget(own, target)?.subject;

  it('PV-06: both spellings reach the same room, encoded or not', () => {
    for (const name of [
      'mimi%3A%2F%2Fa.example%2Fr%2Fclubhouse',
      'mimi://a.example/r/clubhouse',
      'a.example%2Fr%2Fclubhouse',
      'a.example/r/clubhouse',
      'MIMI%3a%2f%2fA.EXAMPLE%2fr%2fclubhouse',
    ])
      expect(subject(`/v1/update/${name}`), name).toBe(room);
  });

  it('PV-06: a percent sign of the URI itself stays one', () => {
    const odd = parseRoomUri('mimi://a.example/r/a%2540b%2Fc');
    const url = endpointUrl(own, 'groupInfo', odd) ?? '';
    expect(subject(url.slice('https://a.example'.length))).toBe(odd);
    expect(subject('/v1/groupInfo/a.example/r/a%2540b%2Fc')).toBe(odd);
  });

  it('PV-06: each endpoint takes its kind of name', () => {
    expect(subject('/v1/keyMaterial/b.example/u/bob')).toBe(bob);
    expect(subject('/v1/keyMaterial/mimi%3A%2F%2Fb.example%2Fp%2F7')).toBe('mimi://b.example/p/7');
    expect(subject('/v1/identifierQuery/B.example')).toBe('b.example');
    expect(subject('/v1/requestConsent/b.example')).toBe('b.example');
    expect(subject('/v1/updateConsent/b.example/u/bob')).toBe(bob);
    expect(subject('/v1/proxyDownload/https%3A%2F%2Fc.example%2Ff')).toBe('https://c.example/f');
    for (const target of [
      '/v1/update/b.example/u/bob',
      '/v1/update/a.example',
      '/v1/keyMaterial/a.example/r/clubhouse',
      '/v1/identifierQuery/mimi%3A%2F%2Fa.example',
      '/v1/update/%ff',
      '/v1/update/%2e%2e',
      '/v1/update/a.example/r/../x',
    ])
      expect(
        refusal(() => readRequestTarget(own, target)),
        target,
      ).toBe('identifier');
    expect(refusal(() => readRequestTarget(own, '/v1/proxyDownload/http%3A%2F%2Fc.example'))).toBe('template');
  });

  it('PV-06: our own base may have a port and any spelling of its host', () => {
    const odd = directoryAt('HTTPS://A.Example:443/v1/');
    expect(readRequestTarget(odd, '/v1/update/a.example/r/clubhouse')?.subject).toBe(room);
    const query = parseDirectory(json({ notify: 'https://a.example?room={r}&v=1' }));
    expect(readRequestTarget(query, '?room=a.example/r/clubhouse&v=1')?.subject).toBe(room);
  });

  it('PV-06: what is no endpoint of ours is none', () => {
    for (const target of ['/', '/v1/', '/v1/update/', '/v1/upd', '/v2/update/a.example/r/x', '', 'x'])
      expect(readRequestTarget(own, target), target).toBeNull();
    expect(readRequestTarget(directoryAt('https://a.example/', ['notify']), '/update/a.example/r/x')).toBeNull();
  });
});

describe('where a request goes', () => {
  it('WF-04: the URL says where, the provider whom; the certificate must show one of them', () => {
    expect(connectionFor('https://mimi.cdn.example/v1/x', a)).toEqual({
      host: 'mimi.cdn.example',
      port: 443,
      certificateNames: ['mimi.cdn.example', 'a.example'],
      hostHeader: 'a.example',
    });
    expect(connectionFor('https://A.example:8448/x', a, 'authority')).toEqual({
      host: 'a.example',
      port: 8448,
      certificateNames: ['a.example'],
      hostHeader: 'a.example:8448',
    });
    expect(refusal(() => connectionFor('http://a.example/', a))).toBe('template');
    expect(refusal(() => connectionFor('https://10.0.0.1/', a))).toBe('host');
  });

  it('WF-04: the Host header may be the provider or the host of its URLs; its port says nothing', () => {
    const b = parseDomain('b.example');
    const served = new Map([
      [a, ['mimi.example', 'shared.example']],
      [b, ['shared.example']],
    ]);
    for (const header of ['a.example', 'A.EXAMPLE', 'a.example:443', 'a.example:9999', 'a.example:', 'mimi.example:1'])
      expect(providerOfHost(header, served), header).toBe(a);
    expect(providerOfHost('b.example', served)).toBe(b);
    for (const header of ['shared.example', 'c.example', '', ':80', '[::1]:80', '127.0.0.1', 'a.example, b.example'])
      expect(providerOfHost(header, served), header).toBeNull();
  });

  it('WF-31: the OHTTP gateway is where the directory says, or at the well-known place', () => {
    const told = parseDirectory(json({ ...example, ohttpGateway: 'https://gw.example/o' }));
    expect(ohttpGatewayOf(told, a)).toBe('https://gw.example/o');
    expect(ohttpGatewayOf(parseDirectory(json(example)), a)).toBe('https://a.example/.well-known/ohttp-gateway');
  });
});

describe('anything at all', () => {
  it('is read, or refused by a rule', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl(), fc.json());
    const orRefused = (act: () => unknown): boolean => {
      try {
        act();
        return true;
      } catch (error) {
        return error instanceof InvalidWire;
      }
    };
    const own: Directory = directoryAt('https://a.example/v1/');
    const names = fc.constantFrom<EndpointName>(...endpointNames);
    fc.assert(
      fc.property(text, names, (value, name) => {
        expect(orRefused(() => parseTemplate(value))).toBe(true);
        expect(orRefused(() => parseTemplate(`https://a.example/${value}{x}`))).toBe(true);
        expect(orRefused(() => readRequestTarget(own, value))).toBe(true);
        expect(orRefused(() => readRequestTarget(own, `/v1/${name}/${value}`))).toBe(true);
        expect(orRefused(() => parseDirectory(new TextEncoder().encode(value)))).toBe(true);
        expect(orRefused(() => parseDirectory(json({ [name]: value })))).toBe(true);
        expect(orRefused(() => connectionFor(value, a))).toBe(true);
        expect(orRefused(() => providerOfHost(value, new Map()))).toBe(true);
      }),
    );
  });
});
