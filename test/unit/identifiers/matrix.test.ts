import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aliasOfRoom,
  ghostOfUri,
  isGhost,
  matrixUserToUri,
  parseDomain,
  parseMatrixUserId,
  parseUserUri,
  roomOfAlias,
  roomUri,
  uriOfGhost,
  uriToMatrixUser,
  userUri,
} from '../../../src/identifiers/index.ts';
import { anyName, matrixIds } from './names.ts';

const names = { provider: parseDomain('matrix.example.org'), home: 'example.org' };
const xmpp = parseDomain('xmpp.example.org');
const hub = parseDomain('mimi.example.org');
const at = { prefix: '_mimi_', server: 'example.org' };

describe('Matrix users as MIMI users', () => {
  it.each([
    ['@alice:example.org', 'mimi://matrix.example.org/u/alice'],
    ['@Alice:example.org', 'mimi://matrix.example.org/u/Alice'],
    ['@alice:other.org', 'mimi://matrix.example.org/u/alice:other.org'],
    ['@a/b=c%d:other.org:8448', 'mimi://matrix.example.org/u/a%2Fb=c%25d:other.org:8448'],
    ['@:example.org', 'mimi://matrix.example.org/u/:example.org'],
    ['@..:example.org', 'mimi://matrix.example.org/u/..:example.org'],
    ['@alice:[2001:db8::1]:8448', 'mimi://matrix.example.org/u/alice:%5B2001:db8::1%5D:8448'],
  ])('ID-05: %s is %s', (id, uri) => {
    expect(matrixUserToUri(parseMatrixUserId(id), names)).toBe(uri);
    expect(uriToMatrixUser(parseUserUri(uri), names)).toBe(id);
  });

  it('ID-05 ID-03: any legal user id comes back, and no two meet', () => {
    fc.assert(
      fc.property(matrixIds, matrixIds, (one, other) => {
        const uri = matrixUserToUri(parseMatrixUserId(one), names);
        expect(uriToMatrixUser(uri, names)).toBe(one);
        expect(uri === matrixUserToUri(parseMatrixUserId(other), names)).toBe(one === other);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    'mimi://xmpp.example.org/u/alice',
    'mimi://matrix.example.org/u/alice:example.org',
    'mimi://matrix.example.org/u/a/b',
    'mimi://matrix.example.org/u/al%40ice',
    'mimi://matrix.example.org/u/alice:not%20a%20server',
    `mimi://matrix.example.org/u/${'a'.repeat(300)}`,
  ])('ID-05: %s names nobody in this network', (uri) => {
    expect(uriToMatrixUser(parseUserUri(uri), names)).toBeNull();
  });

  it.each(['alice:example.org', '@alice', '@a\0b:example.org', '@alice:exa mple.org', `@${'a'.repeat(255)}:x.org`])(
    'ID-05: %s is no user id',
    (id) => {
      expect(() => parseMatrixUserId(id)).toThrow(/matrix-id/);
    },
  );
});

describe('ghosts of users from elsewhere', () => {
  it.each([
    ['mimi://xmpp.example.org/u/bob', '@_mimi_xmpp.example.org_bob:example.org'],
    ['mimi://xmpp.example.org/u/Bob_x', '@_mimi_xmpp.example.org_=42ob_x:example.org'],
    ['mimi://xmpp.example.org/u/bob@other.org', '@_mimi_xmpp.example.org_bob=40other.org:example.org'],
    ['mimi://xmpp.example.org/u/bob%40other.org', '@_mimi_xmpp.example.org_=rbob=2540other.org:example.org'],
  ])('ID-06: %s is shown as %s', (uri, ghost) => {
    expect(ghostOfUri(parseUserUri(uri), at)).toEqual({ id: ghost, hashed: false });
    expect(uriOfGhost(parseMatrixUserId(ghost), at)).toBe(uri);
  });

  it('ID-06: any user has a ghost of its own, legal and within 255 octets, that leads back unless it is hashed', () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        const uri = userUri(xmpp, one);
        const { id, hashed } = ghostOfUri(uri, at);
        expect(id).toMatch(/^@_mimi_[a-z0-9._=+-]+:example\.org$/);
        expect(Buffer.byteLength(id)).toBeLessThanOrEqual(255);
        expect(isGhost(id, at)).toBe(true);
        expect(uriOfGhost(id, at)).toBe(hashed ? null : uri);
        expect(id === ghostOfUri(userUri(xmpp, other), at).id).toBe(one === other);
      }),
      { numRuns: 500 },
    );
  });

  it('ID-06: the longest name that fits is not hashed, one more octet is', () => {
    const room = 255 - '@_mimi_xmpp.example.org_:example.org'.length;
    expect(ghostOfUri(userUri(xmpp, 'a'.repeat(room)), at)).toMatchObject({ hashed: false });
    const { id, hashed } = ghostOfUri(userUri(xmpp, 'a'.repeat(room + 1)), at);
    expect(hashed).toBe(true);
    expect(id).toMatch(/^@_mimi_=h[0-9a-f]{64}:example\.org$/);
    expect(id).toBe(ghostOfUri(userUri(xmpp, 'a'.repeat(room + 1)), at).id);
  });

  it.each([
    '@alice:example.org',
    '@_mimi_:example.org',
    '@_mimi_xmpp.example.org:example.org',
    '@_mimi_x_=zz:example.org',
  ])('ID-06: %s stands for nobody', (id) => {
    expect(uriOfGhost(parseMatrixUserId(id), at)).toBeNull();
  });

  it('ID-06: a ghost spelled in another way is not a second address', () => {
    expect(uriOfGhost(parseMatrixUserId('@_mimi_xmpp.example.org_=62ob:example.org'), at)).toBeNull();
    expect(uriOfGhost(parseMatrixUserId('@_mimi_XMPP.example.org_bob:example.org'), at)).toBeNull();
    expect(isGhost(parseMatrixUserId('@_mimi_xmpp.example.org_bob:other.org'), at)).toBe(false);
  });
});

describe('rooms under Matrix aliases', () => {
  const portal = { ...at, hub };

  it.each([
    ['mimi://mimi.example.org/r/lobby', '#_mimi_lobby:example.org'],
    ['mimi://mimi.example.org/r/Caf%C3%A9', '#_mimi_Café:example.org'],
    ['mimi://mimi.example.org/r/a=at=b:c', '#_mimi_a=3dat=3db=3ac:example.org'],
    ['mimi://hub.other.org/r/lobby', '#_mimi_lobby=at=hub.other.org:example.org'],
  ])('ID-08: %s is %s', (uri, alias) => {
    const room = roomOfAlias(alias, portal);
    expect(room).toBe(uri);
    expect(room && aliasOfRoom(room, portal)).toEqual({ alias, hashed: false });
  });

  it('ID-08: any room of any hub has an alias of its own that leads back unless it is hashed', () => {
    const hubs = fc.constantFrom(hub, parseDomain('hub.other.org'));
    fc.assert(
      fc.property(anyName, hubs, anyName, hubs, (one, here, other, there) => {
        const room = roomUri(here, one);
        const { alias, hashed } = aliasOfRoom(room, portal);
        expect(Buffer.byteLength(alias)).toBeLessThanOrEqual(255);
        expect(roomOfAlias(alias, portal)).toBe(hashed ? null : room);
        expect(alias === aliasOfRoom(roomUri(there, other), portal).alias).toBe(one === other && here === there);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['#lobby:example.org', '#_mimi_:example.org', '#_mimi_lobby:other.org', '#_mimi_a=zz:example.org'])(
    'ID-08: %s is no room of ours',
    (alias) => {
      expect(roomOfAlias(alias, portal)).toBeNull();
    },
  );
});
