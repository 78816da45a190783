import { describe, expect, it } from 'vitest';
import { parseDomain, userUri } from '../../../src/identifiers/index.ts';
import {
  answerIdentifierQuery,
  identifierPaging,
  identifierRequest,
  identifierResponse,
  matchesQuery,
  nextPage,
  pageRequest,
  type QueryElement,
  type SearchableProfile,
  searchIdentifierTypes,
  type SearchRules,
} from '../../../src/wire/index.ts';
import { isStrict, ruleOf } from './strictness.ts';
import * as structs from './structs.ts';

const domain = parseDomain('xyz.example');
const none: Omit<SearchableProfile, 'user'> = {
  handles: [],
  nicks: [],
  emails: [],
  phones: [],
  names: [],
  other: [],
  claims: new Map(),
  vcard: new Map(),
  shown: [],
};
const profile = (name: string, fields: Partial<SearchableProfile>): SearchableProfile => ({
  ...none,
  user: userUri(domain, name),
  ...fields,
});
const alice = profile('alice', {
  handles: ['im:alice.smith@xyz.example'],
  nicks: ['alice.smith', 'ali'],
  emails: ['asmith@a.example'],
  phones: ['+12125551212'],
  names: ['Alice', 'Smith'],
  other: ['Sells Things'],
  claims: new Map([
    ['given_name', ['Alice']],
    ['family_name', ['Smith']],
  ]),
  vcard: new Map([['ORG', ['Example Ltd']]]),
  shown: [{ source: 'oidcStdClaim', name: 'given_name', value: new TextEncoder().encode('Alice') }],
});
const other = profile('ali2', { nicks: ['ali'], claims: new Map([['given_name', ['Alice']]]) });
const all: SearchRules = { supports: () => true, permits: () => true, maximum: 10 };
const ask = (elements: QueryElement[], profiles = [alice, other], rules = all) =>
  answerIdentifierQuery({ elements, extensions: new Map() }, profiles, rules);

describe('identifier queries on the wire', () => {
  it('IQ-02: requests come back with every type of search, and in no other spelling', () => {
    isStrict(identifierRequest, structs.identifierRequest);
    const named = { oidcStdClaim: true, vcardField: true };
    for (const type of Object.keys(searchIdentifierTypes) as QueryElement['type'][]) {
      const element = (type in named ? { type, name: 'n', value: 'v' } : { type, value: 'v' }) as QueryElement;
      const octets = identifierRequest.encode({ elements: [element], extensions: new Map() });
      expect(octets[1]).toBe(searchIdentifierTypes[type]);
      expect(octets).toHaveLength(type in named ? 7 : 5);
    }
  });

  it('IQ-05: answers come back with every code', () => {
    isStrict(identifierResponse, structs.identifierResponse);
  });

  it('refuses a query without conditions, and types that the draft does not have', () => {
    expect(ruleOf(() => identifierRequest.encode({ elements: [], extensions: new Map() }))).toBe('empty-list');
    expect(ruleOf(() => identifierRequest.decode(Uint8Array.of(0, 0)))).toBe('empty-list');
    for (const type of [0, 9, 255]) {
      expect(ruleOf(() => identifierRequest.decode(Uint8Array.of(3, type, 1, 0x61, 0)))).toBe('unknown-code');
    }
  });

  it('refuses more conditions than a search of everybody should ask of each', () => {
    const query = Uint8Array.of(0x40, 99, ...Array.from({ length: 33 }, () => [5, 1, 0x61]).flat(), 0);
    expect(ruleOf(() => identifierRequest.decode(query))).toBe('too-large');
    const most = Uint8Array.of(0x40, 96, ...query.subarray(2, 98), 0);
    expect(identifierRequest.decode(most).elements).toHaveLength(32);
  });

  it('WF-27: both lists of an answer name the same users', () => {
    const answer = { code: 'success', profiles: [{ user: alice.user, fields: [] }], extensions: new Map() } as const;
    const octets = identifierResponse.encode(answer);
    const at = octets.lastIndexOf('alice'.charCodeAt(0));
    octets[at] = 'b'.charCodeAt(0);
    expect(ruleOf(() => identifierResponse.decode(octets))).toBe('inconsistent');
    const without = Uint8Array.of(0, 0, ...identifierResponse.encode(answer).subarray(1 + 2 + alice.user.length));
    expect(ruleOf(() => identifierResponse.decode(without))).toBe('inconsistent');
  });

  it('IQ-05: users are found exactly when the code is success', () => {
    const found = [{ user: alice.user, fields: [] }];
    const rule = (code: 'success' | 'notFound' | 'forbidden', profiles: typeof found) =>
      ruleOf(() => identifierResponse.encode({ code, profiles, extensions: new Map() }));
    expect(rule('success', found)).toBe('accepted');
    expect(rule('success', [])).toBe('inconsistent');
    expect(rule('notFound', found)).toBe('inconsistent');
    expect(rule('forbidden', found)).toBe('inconsistent');
  });
});

describe('a search', () => {
  const holds = (type: Exclude<QueryElement['type'], 'oidcStdClaim' | 'vcardField'>, value: string): boolean =>
    matchesQuery({ type, value }, alice);

  it('IQ-03: handle, nick, e-mail address and telephone number match exactly', () => {
    expect(holds('handle', 'im:alice.smith@xyz.example')).toBe(true);
    expect(holds('handle', 'alice.smith')).toBe(false);
    expect(holds('nick', 'alice.smith')).toBe(true);
    expect(holds('nick', 'ali')).toBe(true);
    expect(holds('nick', 'Alice.Smith')).toBe(false);
    expect(holds('nick', 'alice')).toBe(false);
    expect(holds('email', 'asmith@a.example')).toBe(true);
    expect(holds('email', 'smith@a.example')).toBe(false);
    expect(holds('phone', '+12125551212')).toBe(true);
    expect(holds('phone', '12125551212')).toBe(false);
    expect(ask([{ type: 'nick', value: 'ali' }]).profiles).toHaveLength(2);
  });

  it('IQ-03: a partial name matches inside any name, whatever its case', () => {
    const people = ['Matt Doe', 'Matthew Roe', 'Mathias Poe', 'Mathieu Foe', 'Jane Mather', 'Joe Matali', 'Ann Other'];
    const profiles = people.map((name, at) => profile(`p${at}`, { names: name.split(' '), nicks: ['mat'] }));
    const found = ask([{ type: 'partialName', value: 'mat' }], profiles).profiles;
    expect(found.map(({ user }) => user)).toEqual(profiles.slice(0, 6).map(({ user }) => user));
    expect(holds('partialName', 'LIC')).toBe(true);
    expect(holds('partialName', 'Sells')).toBe(false);
  });

  it('IQ-03: the whole profile matches in any searchable field, claims and vCard properties exactly', () => {
    for (const part of ['Things', 'asmith', '5551212', 'Example', 'smith@xyz']) {
      expect(holds('wholeProfile', part), part).toBe(true);
    }
    expect(holds('wholeProfile', 'Nowhere')).toBe(false);
    expect(matchesQuery({ type: 'oidcStdClaim', name: 'given_name', value: 'Alice' }, alice)).toBe(true);
    expect(matchesQuery({ type: 'oidcStdClaim', name: 'given_name', value: 'Ali' }, alice)).toBe(false);
    expect(matchesQuery({ type: 'oidcStdClaim', name: 'nickname', value: 'Alice' }, alice)).toBe(false);
    expect(matchesQuery({ type: 'vcardField', name: 'org', value: 'Example Ltd' }, alice)).toBe(true);
    expect(matchesQuery({ type: 'vcardField', name: 'ORG', value: 'Example' }, alice)).toBe(false);
  });

  it('IQ-02: conditions must all hold', () => {
    const given: QueryElement = { type: 'oidcStdClaim', name: 'given_name', value: 'Alice' };
    expect(ask([given]).profiles).toHaveLength(2);
    expect(ask([given, { type: 'vcardField', name: 'ORG', value: 'Example Ltd' }]).profiles).toEqual([
      { user: alice.user, fields: alice.shown },
    ]);
  });

  it('IQ-05: each code is answered for its own reason', () => {
    const nick: QueryElement[] = [{ type: 'nick', value: 'ali' }];
    expect(ask(nick).code).toBe('success');
    expect(ask([{ type: 'nick', value: 'nobody' }]).code).toBe('notFound');
    expect(ask(nick, undefined, { ...all, maximum: 1 }).code).toBe('ambiguous');
    expect(ask(nick, undefined, { ...all, permits: () => false }).code).toBe('forbidden');
    expect(ask(nick, undefined, { ...all, supports: ({ type }) => type !== 'nick' }).code).toBe('unsupportedField');
  });

  it('IQ-10: unknown components of a request are ignored', () => {
    const elements: QueryElement[] = [{ type: 'nick', value: 'ali' }];
    const extensions = new Map([[0xf1ff, Uint8Array.of(1, 2, 3)]]);
    expect(answerIdentifierQuery({ elements, extensions }, [alice, other], all)).toEqual(ask(elements));
  });

  it('refuses a page that is asked for in another form', () => {
    const extensions = new Map([[identifierPaging, Uint8Array.of(1)]]);
    const elements: QueryElement[] = [{ type: 'nick', value: 'ali' }];
    expect(ruleOf(() => answerIdentifierQuery({ elements, extensions }, [alice], all))).toBe('malformed');
  });

  it('finds nobody by a value of no characters, which is in every text', () => {
    for (const type of ['partialName', 'wholeProfile', 'nick'] as const) expect(holds(type, '')).toBe(false);
  });

  it('WF-27: gateways page through what would be ambiguous', () => {
    const crowd = Array.from({ length: 25 }, (_, at) => profile(`c${String(at).padStart(2, '0')}`, { nicks: ['c'] }));
    const elements: QueryElement[] = [{ type: 'nick', value: 'c' }];
    const seen: string[] = [];
    let after = '';
    do {
      const extensions = new Map([[identifierPaging, pageRequest.encode({ after, limit: 7 })]]);
      const page = answerIdentifierQuery({ elements, extensions }, crowd.toReversed(), all);
      expect(page.profiles.length).toBeLessThanOrEqual(7);
      expect(identifierResponse.decode(identifierResponse.encode(page))).toEqual(page);
      seen.push(...page.profiles.map(({ user }) => user));
      after = nextPage.decode(page.extensions.get(identifierPaging)!);
    } while (after !== '');
    expect(seen).toEqual(crowd.map(({ user }) => user));
    expect(ask(elements, crowd).code).toBe('ambiguous');
  });
});
