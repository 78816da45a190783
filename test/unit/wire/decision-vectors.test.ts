import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messageIdOf, parseDomain, parseRoomUri, parseUserUri } from '../../../src/identifiers/index.ts';
import { cipherSuite, type Credential } from '../../../src/mls/index.ts';
import {
  capabilities,
  type CapabilityName,
  componentIds,
  componentRegistry,
  InvalidPolicy,
  newRoomState,
  roomKinds,
} from '../../../src/policy/index.ts';
import { checkLimits } from '../../../src/policy/limits.ts';
import { checkListedName } from '../../../src/policy/participants.ts';
import {
  type CodePointOverrides,
  codePoints,
  codePointsWith,
  connectionFor,
  directoryAt,
  dueInExternalCommit,
  endpointUrl,
  type EndpointName,
  externalSendersWithout,
  fixedMembershipConsent,
  type FixedMembershipHub,
  fixedMembershipNameOf,
  fixedMembershipRoom,
  type HostHeader,
  hubKeysFor,
  InvalidWire,
  isKeyOfProvider,
  isStatusPresent,
  movedSections,
  ohttpGatewayOf,
  type OptionalExtension,
  ownLeave,
  parseDirectory,
  parseTemplate,
  providerOfHost,
  readRequestTarget,
  statusForm,
  statusMediaType,
  survivingRoom,
  voidedRemovals,
} from '../../../src/wire/index.ts';

const folder = new URL('../../vectors/wire/', import.meta.url);

interface Vector {
  readonly name: string;
  readonly section: string;
  readonly decisions: readonly string[];
  readonly of: string;
  readonly given: readonly never[];
  readonly gives: unknown;
}

const octets = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const suite = cipherSuite(1);
const keyOf = (credential: Credential) => ({ signatureKey: octets('aa'.repeat(32)), credential });
const providerKey = (domain: string) =>
  keyOf({ type: 'basic', identity: new TextEncoder().encode(`mimi://${domain}`) });
const pendingOf = (types: readonly string[]) => types.map((type) => ({ proposal: { type } as never }));

/** The rule by which something is refused, or `accepted`. */
function outcome(act: () => unknown): string {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (error instanceof InvalidWire) return error.rule;
    throw error;
  }
}

const roleIndex = 4;

/** A change of the number of people in one role, where the role has a minimum. */
function roleMinimum(minimum: number, before: number, after: number): string {
  const names = ['x', 'y', 'z'].map((name) => parseUserUri(`mimi://b.example/u/${name}`));
  const room = newRoomState('members-only', {
    room: parseRoomUri('mimi://a.example/r/x'),
    hub: parseDomain('a.example'),
    creator: parseUserUri('mimi://a.example/u/owner'),
  });
  const roles = room.roles.map((role) => (role.index === roleIndex ? { ...role, minimumParticipants: minimum } : role));
  const having = (count: number) => ({
    ...room,
    roles,
    participants: [...room.participants, ...names.slice(0, count).map((user) => ({ user, role: roleIndex }))],
  });
  const decision = checkLimits(having(before), having(after));
  return decision.allowed ? 'allowed' : decision.rule;
}

function annexRole(kind: keyof typeof roomKinds, name: string) {
  const found = roomKinds[kind].roles.find((role) => role.name === name);
  if (found === undefined) throw new Error(`${kind} has no ${name}`);
  return found;
}

function isListed(name: string): boolean {
  try {
    checkListedName(name);
    return true;
  } catch (error) {
    if (error instanceof InvalidPolicy) return false;
    throw error;
  }
}

/** What a vector is of, as a function of JSON. */
const functions: Readonly<Record<string, (...given: never[]) => unknown>> = {
  codePoints: (registry: keyof typeof codePoints) => codePoints[registry],
  component: (name: keyof typeof codePoints.components) => codePoints.components[name],
  codePointsWith: (overrides: CodePointOverrides, enabled: OptionalExtension[]) =>
    outcome(() => codePointsWith(overrides, enabled)),
  endpointUrl: (name: EndpointName, template: string, subject: never) =>
    endpointUrl(parseDirectory(json({ [name]: template })), name, subject),
  readRequestTarget: (base: string, target: string) => readRequestTarget(directoryAt(base), target),
  parseTemplate: (template: string) => outcome(() => parseTemplate(template)),
  connectionFor: (url: string, provider: string, header: HostHeader) =>
    connectionFor(url, parseDomain(provider), header),
  providerOfHost: (header: string, served: Record<string, string[]>) =>
    providerOfHost(header, new Map(Object.entries(served).map(([domain, hosts]) => [parseDomain(domain), hosts]))),
  ohttpGatewayOf: (document: unknown, provider: string) =>
    ohttpGatewayOf(parseDirectory(json(document)), parseDomain(provider)),
  componentGuard: (name: keyof typeof componentIds) => {
    const guard = componentRegistry.get(componentIds[name])?.guard;
    return guard?.by === 'capability' ? guard.capability : guard;
  },
  capability: (name: CapabilityName) => (Object.hasOwn(capabilities, name) ? capabilities[name] : null),
  listed: isListed,
  roleMinimum,
  annexMoves: (kind: keyof typeof roomKinds, name: string) => annexRole(kind, name).moves,
  annexIncludes: (kind: keyof typeof roomKinds, name: string, other: string) =>
    annexRole(kind, other).can.every((capability) => annexRole(kind, name).can.includes(capability)),
  hubKeysFor: (periods: { hubKey: string; from: number; until: number | null }[], time: number) =>
    hubKeysFor(
      periods.map((period) => ({ ...period, hubKey: octets(period.hubKey) })),
      time,
    ).map(({ hubKey }) => Buffer.from(hubKey).toString('hex')),
  fixedMembershipRoom: (initiator: string, others: string[], setting: FixedMembershipHub) =>
    fixedMembershipRoom(parseUserUri(initiator), others.map(parseUserUri), setting),
  survivingRoom: (a: string, b: string) => survivingRoom(parseRoomUri(a), parseRoomUri(b)),
  fixedMembershipConsent: (asked: string, known: { room: string; established: boolean } | null) =>
    fixedMembershipConsent(parseRoomUri(asked), known && { ...known, room: parseRoomUri(known.room) }),
  fixedMembershipNameOf: (room: string) => fixedMembershipNameOf(parseRoomUri(room)),
  statusForm,
  statusMediaType: () => statusMediaType,
  isStatusPresent,
  ownLeave: (members: number[][]) => ownLeave(members.map((proposals) => ({ capabilities: { proposals } as never }))),
  voidedRemovals: (types: string[], takenIn: number[]) => {
    const pending = pendingOf(types);
    return voidedRemovals(
      pending,
      pending.filter((_, at) => takenIn.includes(at)),
    ).map((entry) => pending.indexOf(entry));
  },
  dueInExternalCommit: (types: string[], extension: boolean) => {
    const pending = pendingOf(types);
    return dueInExternalCommit(pending, extension).map((entry) => pending.indexOf(entry));
  },
  messageIdOf: (sender: string, room: string, message: string, salt: string) =>
    messageIdOf(sender, room, octets(message), octets(salt)),
  isKeyOfProvider: ({ identity }: { identity: string }, provider: string) =>
    isKeyOfProvider(suite, keyOf({ type: 'basic', identity: octets(identity) }), parseDomain(provider)),
  isKeyOfProviderByCertificate: (certificate: string, key: string, provider: string) =>
    isKeyOfProvider(
      suite,
      { signatureKey: octets(key), credential: { type: 'x509', certificates: [octets(certificate)] } },
      parseDomain(provider),
    ),
  externalSendersWithout: (senders: string[], hub: string, left: string[]) => {
    const all = senders.map(providerKey);
    const kept = externalSendersWithout(suite, all, parseDomain(hub), left.map(parseDomain));
    return kept.map((sender) => senders[all.indexOf(sender)]);
  },
  movedSections: (cites: string) => movedSections.find((moved) => moved.cites === cites)?.current,
};

const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Vector[])
  .filter((vector) => 'given' in vector)
  .map((vector) => ({ title: `${vector.decisions.join(' ')}: ${vector.of}: ${vector.name}`, vector }));

describe('decisions where the drafts are silent', () => {
  it.each(cases)('$title', ({ vector }) => {
    const call = functions[vector.of];
    if (call === undefined) throw new Error(`nothing here is called ${vector.of}`);
    expect(call(...vector.given)).toEqual(vector.gives);
  });

  it('every function has a vector', () => {
    const named = new Set(cases.map(({ vector }) => vector.of));
    expect(Object.keys(functions).filter((name) => !named.has(name))).toEqual([]);
  });
});
