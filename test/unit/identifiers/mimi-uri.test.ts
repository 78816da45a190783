import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientUri,
  domainOf,
  formatMimiUri,
  groupIdOf,
  groupOfId,
  groupUri,
  InvalidIdentifier,
  kindOf,
  parseClientUri,
  parseDomain,
  parseGroupUri,
  parseMimiUri,
  parseProviderUri,
  parseRoomUri,
  parseUserUri,
  plainNameOf,
  providerUri,
  roomUri,
  userOfClient,
  userUri,
} from '../../../src/identifiers/index.ts';
import { anyName } from './names.ts';

const domain = parseDomain('a.example');

const ruleOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidIdentifier) return error.rule;
    throw error;
  }
  return 'accepted';
};

describe('MIMI URIs', () => {
  it.each([
    ['mimi://a.example', 'provider', ''],
    ['mimi://a.example/', 'provider', ''],
    ['mimi://a.example/u/alice', 'user', 'alice'],
    ['mimi://a.example/d/alice/ClientA1', 'client', 'alice/ClientA1'],
    ['mimi://a.example/d/ClientA1', 'client', 'ClientA1'],
    ['mimi://a.example/r/clubhouse', 'room', 'clubhouse'],
    ['mimi://a.example/g/TII9t5viBrXiXc', 'group', 'TII9t5viBrXiXc'],
    ['mimi://a.example/p/crazykoala75', 'pseudonym', 'crazykoala75'],
    ['mimi://a.example/t/engineering', 'team', 'engineering'],
  ])('ID-01 ID-02: %s is a %s', (text, kind, path) => {
    expect(parseMimiUri(text)).toEqual({ kind, domain: 'a.example', path });
    expect(kindOf(text)).toBe(kind);
  });

  it.each([
    ['mimi:alice', 'uri-syntax'],
    ['mimi:///u/a', 'domain-syntax'],
    ['https://a.example/u/alice', 'uri-syntax'],
    ['mimi://a.example/u', 'uri-syntax'],
    ['mimi://a.example/u/', 'uri-syntax'],
    ['mimi://a.example/u//b', 'uri-syntax'],
    ['mimi://a.example/u/..', 'uri-syntax'],
    ['mimi://a.example/u/%2E%2e', 'uri-syntax'],
    ['mimi://a.example/x/alice', 'uri-syntax'],
    ['mimi://a.example/u/alice?x', 'uri-syntax'],
    ['mimi://a.example/u/alice#x', 'uri-syntax'],
    ['mimi://a.example/u/al ice', 'uri-syntax'],
    ['mimi://a.example/u/é', 'uri-syntax'],
    ['mimi://a.example/u/%zz', 'uri-syntax'],
    ['mimi://a.example/u/%ff', 'uri-syntax'],
    ['mimi://me@a.example/u/alice', 'domain-syntax'],
    ['mimi://a.example:443/u/alice', 'domain-syntax'],
    ['mimi://a_b.example/u/alice', 'domain-syntax'],
    ['mimi://127.0.0.1/u/alice', 'domain-syntax'],
    ['mimi://a..example/u/alice', 'domain-syntax'],
    ['mimi://münchen.example/u/alice', 'domain-syntax'],
    [`mimi://a.example/u/${'a'.repeat(65536)}`, 'uri-too-long'],
  ])('ID-01: %s is refused', (text, rule) => {
    expect(ruleOf(() => parseMimiUri(text))).toBe(rule);
  });

  it('ID-02: a URI of the wrong kind is refused in every field', () => {
    const fields = {
      provider: parseProviderUri,
      user: parseUserUri,
      client: parseClientUri,
      room: parseRoomUri,
      group: parseGroupUri,
    };
    const uris = {
      provider: 'mimi://a.example',
      user: 'mimi://a.example/u/x',
      client: 'mimi://a.example/d/x/y',
      room: 'mimi://a.example/r/x',
      group: 'mimi://a.example/g/x',
      pseudonym: 'mimi://a.example/p/x',
      team: 'mimi://a.example/t/x',
    };
    for (const [field, parse] of Object.entries(fields)) {
      for (const [kind, uri] of Object.entries(uris)) {
        expect([field, kind, ruleOf(() => parse(uri))]).toEqual([
          field,
          kind,
          field === kind ? 'accepted' : 'uri-kind',
        ]);
      }
    }
  });

  it.each([
    ['MIMI://A.Example/u/alice', 'mimi://a.example/u/alice'],
    ['mimi://a.example/u/%61lice', 'mimi://a.example/u/alice'],
    ['mimi://a.example/u/%7ealice', 'mimi://a.example/u/~alice'],
    ['mimi://a.example/u/a%2fb', 'mimi://a.example/u/a%2Fb'],
  ])('ID-03: %s and %s are one name', (text, canonical) => {
    expect(parseUserUri(text)).toBe(canonical);
  });

  it.each([
    ['mimi://a.example/u/Alice', 'mimi://a.example/u/alice'],
    ['mimi://a.example/u/a%40b', 'mimi://a.example/u/a@b'],
    ['mimi://a.example/u/a%2Fb', 'mimi://a.example/u/a/b'],
  ])('ID-03: %s and %s are two names', (one, other) => {
    expect(parseUserUri(one)).not.toBe(parseUserUri(other));
  });

  it('ID-03: different names give different URIs, and each gives its name back', () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        const uri = userUri(domain, one);
        expect(plainNameOf(uri)).toBe(one);
        expect(formatMimiUri(parseMimiUri(uri))).toBe(uri);
        expect(uri === userUri(domain, other)).toBe(one === other);
      }),
    );
  });

  it('ID-08: the hub of a room is its authority and nothing else', () => {
    const room = roomUri(domain, 'lobby%hub.example@other.example');
    expect(domainOf(room)).toBe('a.example');
    expect(parseRoomUri('mimi://B.example/r/mimi:%2F%2Fa.example')).toBe('mimi://b.example/r/mimi:%2F%2Fa.example');
    expect(domainOf('mimi://b.example/r/mimi:%2F%2Fa.example')).toBe('b.example');
  });

  it('ID-09: a group id is the UTF-8 of a group URI, canonically spelled', () => {
    const group = groupUri(domain, 'room/1 é');
    expect(groupOfId(groupIdOf(group))).toBe(group);
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(ruleOf(() => groupOfId(bytes('mimi://A.example/g/x')))).toBe('uri-syntax');
    expect(ruleOf(() => groupOfId(bytes('mimi://a.example/r/x')))).toBe('uri-kind');
    expect(ruleOf(() => groupOfId(Uint8Array.of(0xff, 0xfe)))).toBe('uri-syntax');
  });

  it('ID-13: the user is derivable from a client', () => {
    fc.assert(
      fc.property(anyName, anyName, (name, device) => {
        const user = userUri(domain, name);
        expect(userOfClient(clientUri(user, device))).toBe(user);
      }),
    );
    expect(userOfClient('mimi://a.example/d/a/b/c')).toBe('mimi://a.example/u/a/b');
    expect(ruleOf(() => userOfClient('mimi://a.example/d/ClientA1'))).toBe('client-without-user');
    expect(ruleOf(() => userOfClient('mimi://a.example/u/alice'))).toBe('uri-kind');
  });

  it('names a provider by its domain alone', () => {
    expect(providerUri(domain)).toBe('mimi://a.example');
    expect(parseDomain('A.EXAMPLE')).toBe('a.example');
    for (const bad of ['', '-a.example', 'a-.example', `${'a'.repeat(64)}.example`, 'a.example.', 'a.example:1']) {
      expect(ruleOf(() => parseDomain(bad))).toBe('domain-syntax');
    }
  });
});
