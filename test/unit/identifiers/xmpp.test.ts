import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bareOfFull,
  fullJid,
  ghostJidOfUri,
  jidToUri,
  parseBareJid,
  parseDomain,
  parseFullJid,
  parseJid,
  parseRoomUri,
  parseUserUri,
  prepareResource,
  roomJidOfUri,
  roomOfJid,
  roomUri,
  uriOfGhostJid,
  uriToJid,
  userUri,
} from '../../../src/identifiers/index.ts';
import { anyName, jidDomains, jidLocals } from './names.ts';

const names = { provider: parseDomain('xmpp.example.org'), home: 'example.org' };
const matrix = parseDomain('matrix.example.org');
const component = 'mimi.example.org';
const muc = { service: 'rooms.example.org', hub: parseDomain('mimi.example.org') };

describe('JIDs', () => {
  it.each([
    ['Juliet@Example.ORG', { local: 'juliet', domain: 'example.org', resource: null }],
    ['example.org.', { local: null, domain: 'example.org', resource: null }],
    ['juliet@example.org/Balcony', { local: 'juliet', domain: 'example.org', resource: 'Balcony' }],
    ['example.org/a@b/c', { local: null, domain: 'example.org', resource: 'a@b/c' }],
    ['ＡＢ@example.org', { local: 'ab', domain: 'example.org', resource: null }],
    ['E\u0301@example.org', { local: 'é', domain: 'example.org', resource: null }],
    ['a@[2001:db8::1]', { local: 'a', domain: '[2001:db8::1]', resource: null }],
    ['a@example.org/x\u00a0y', { local: 'a', domain: 'example.org', resource: 'x y' }],
  ])('ID-03: %s is prepared', (text, parts) => {
    expect(parseJid(text)).toEqual(parts);
  });

  it.each([
    '',
    '@example.org',
    'a@',
    'a@example.org/',
    'a b@example.org',
    'a"b@example.org',
    'a&b@example.org',
    "a'b@example.org",
    'a:b@example.org',
    'a<b@example.org',
    'a\u200bb@example.org',
    'a@b@example.org',
    'a@exa mple.org',
    'a@example..org',
    'a@example.org/x\u0007y',
    'a@example.org/\ud800',
  ])('ID-03: %j is refused', (text) => {
    expect(() => parseJid(text)).toThrow('jid-syntax');
  });

  it('ID-06: each part has at most 1023 octets', () => {
    const most = 'é'.repeat(511);
    expect(parseJid(`${most}a@example.org/${most}a`)).toMatchObject({ local: `${most}a`, resource: `${most}a` });
    expect(() => parseJid(`${most}é@example.org`)).toThrow('jid-too-long');
    expect(() => prepareResource(`${most}é`)).toThrow('jid-too-long');
  });

  it('ID-03: full and bare JIDs fit together', () => {
    const full = parseFullJid('Juliet@example.org/Balcony');
    expect(full).toBe('juliet@example.org/Balcony');
    expect(bareOfFull(full)).toBe('juliet@example.org');
    expect(fullJid(parseBareJid('juliet@example.org/other'), 'Balcony')).toBe(full);
    expect(() => parseFullJid('juliet@example.org')).toThrow('jid-syntax');
  });
});

describe('XMPP users as MIMI users', () => {
  it.each([
    ['bob@example.org', 'mimi://xmpp.example.org/u/bob'],
    ['bob@other.org', 'mimi://xmpp.example.org/u/bob@other.org'],
    ['d\\27artagnan@example.org', 'mimi://xmpp.example.org/u/d%5C27artagnan'],
    ['other.org', 'mimi://xmpp.example.org/u/@other.org'],
    ['..@example.org', 'mimi://xmpp.example.org/u/..@example.org'],
    ['café@example.org', 'mimi://xmpp.example.org/u/caf%C3%A9'],
  ])('ID-05: %s is %s', (jid, uri) => {
    expect(jidToUri(parseBareJid(jid), names)).toBe(uri);
    expect(uriToJid(parseUserUri(uri), names)).toBe(jid);
  });

  it('ID-05 ID-03: any bare JID comes back, and no two meet', () => {
    const jids = fc.tuple(jidLocals, jidDomains).map(([local, domain]) => parseBareJid(`${local}@${domain}`));
    fc.assert(
      fc.property(jids, jids, (one, other) => {
        const uri = jidToUri(one, names);
        expect(uriToJid(uri, names)).toBe(one);
        expect(uri === jidToUri(other, names)).toBe(one === other);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    'mimi://matrix.example.org/u/bob',
    'mimi://xmpp.example.org/u/bob@example.org',
    'mimi://xmpp.example.org/u/Bob',
    'mimi://xmpp.example.org/u/bob@other.org%2Fresource',
    'mimi://xmpp.example.org/u/a%20b',
    'mimi://xmpp.example.org/u/a/b',
  ])('ID-05: %s names nobody in this network', (uri) => {
    expect(uriToJid(parseUserUri(uri), names)).toBeNull();
  });
});

describe('addresses of users from elsewhere', () => {
  it.each([
    ['mimi://matrix.example.org/u/alice', 'alice%matrix.example.org@mimi.example.org'],
    ['mimi://matrix.example.org/u/Alice:other.org', '\\41lice\\3aother.org%matrix.example.org@mimi.example.org'],
    ['mimi://matrix.example.org/u/a%20b%25c', 'a\\20b\\25c%matrix.example.org@mimi.example.org'],
    ['mimi://matrix.example.org/u/a%40b', '%a\\2540b%matrix.example.org@mimi.example.org'],
  ])('ID-06: %s is reached as %s', (uri, jid) => {
    expect(ghostJidOfUri(parseUserUri(uri), component)).toEqual({ jid, hashed: false });
    expect(uriOfGhostJid(parseBareJid(jid), component)).toBe(uri);
  });

  it('ID-06: any user has an address of its own, prepared already, that leads back unless it is hashed', () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        const uri = userUri(matrix, one);
        const { jid, hashed } = ghostJidOfUri(uri, component);
        expect(parseBareJid(jid)).toBe(jid);
        expect(uriOfGhostJid(jid, component)).toBe(hashed ? null : uri);
        expect(jid === ghostJidOfUri(userUri(matrix, other), component).jid).toBe(one === other);
      }),
      { numRuns: 500 },
    );
  });

  it('ID-06: what does not fit into 1023 octets is hashed', () => {
    const room = 1023 - '%matrix.example.org'.length;
    expect(ghostJidOfUri(userUri(matrix, 'a'.repeat(room)), component)).toMatchObject({ hashed: false });
    const { jid, hashed } = ghostJidOfUri(userUri(matrix, 'a'.repeat(room + 1)), component);
    expect({ hashed, jid }).toMatchObject({ hashed: true, jid: expect.stringMatching(/^%%[0-9a-f]{64}@/) as string });
    expect(uriOfGhostJid(jid, component)).toBeNull();
  });

  it.each(['mimi.example.org', 'alice@mimi.example.org', 'a\\zz%x.org@mimi.example.org', 'alice%x.org@other.org'])(
    'ID-06: %s stands for nobody',
    (jid) => {
      expect(uriOfGhostJid(parseBareJid(jid), component)).toBeNull();
    },
  );
});

describe('rooms at the MUC service', () => {
  it.each([
    ['mimi://mimi.example.org/r/lobby', 'lobby@rooms.example.org'],
    ['mimi://mimi.example.org/r/Lobby', '\\4cobby@rooms.example.org'],
    ['mimi://mimi.example.org/r/caf%C3%A9', 'café@rooms.example.org'],
    ["mimi://mimi.example.org/r/d'artagnan", 'd\\27artagnan@rooms.example.org'],
    ['mimi://hub.other.org/r/lobby', 'lobby%hub.other.org@rooms.example.org'],
    ['mimi://mimi.example.org/r/a%40b', '%a\\2540b@rooms.example.org'],
    ['mimi://hub.other.org/r/a%40b', '%a\\2540b%hub.other.org@rooms.example.org'],
  ])('ID-08: %s is %s', (uri, jid) => {
    expect(roomJidOfUri(parseRoomUri(uri), muc)).toEqual({ jid, hashed: false });
    expect(roomOfJid(parseBareJid(jid), muc)).toBe(uri);
  });

  it('ID-08: any room of any hub has an address of its own that leads back unless it is hashed', () => {
    const hubs = fc.constantFrom(muc.hub, parseDomain('hub.other.org'));
    fc.assert(
      fc.property(anyName, hubs, anyName, hubs, (one, here, other, there) => {
        const room = roomUri(here, one);
        const { jid, hashed } = roomJidOfUri(room, muc);
        expect(parseBareJid(jid)).toBe(jid);
        expect(roomOfJid(jid, muc)).toBe(hashed ? null : room);
        expect(jid === roomJidOfUri(roomUri(there, other), muc).jid).toBe(one === other && here === there);
      }),
      { numRuns: 500 },
    );
  });

  it('ID-08: an address that people type is the room’s own address, or none', () => {
    fc.assert(
      fc.property(jidLocals, (local) => {
        const jid = parseBareJid(`${local}@rooms.example.org`);
        const room = roomOfJid(jid, muc);
        expect(room === null || roomJidOfUri(room, muc).jid === jid).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(roomOfJid(parseBareJid('a\\zz@rooms.example.org'), muc)).toBeNull();
    expect(roomOfJid(parseBareJid('rooms.example.org'), muc)).toBeNull();
    expect(roomOfJid(parseBareJid('lobby@other.org'), muc)).toBeNull();
  });
});
