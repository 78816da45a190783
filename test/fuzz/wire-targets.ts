/** The decoders between providers: what each is given to begin with, and what must hold of whatever it takes. */
import fc from 'fast-check';
import { decodeRatchetTree, encodeRatchetTree } from '../../src/mls/structs/tree-node.ts';
import * as policy from '../../src/policy/index.ts';
import * as wire from '../../src/wire/index.ts';
import * as structs from '../unit/wire/structs.ts';
import { messageOfKeyPackage } from './corpus.ts';
import { reencode } from './reencode.ts';
import { Finding } from './targets.ts';
import { examples } from './wire-examples.ts';

export interface WireTarget {
  readonly name: string;
  readonly samples: readonly Uint8Array[];
  /** @returns what is done with the octets once they were read, {@link AfterReading} */
  readonly read: (octets: Uint8Array) => AfterReading;
}

/** Checks what was read, and gives the octets that it is encoded to; null where several spellings are one value. */
export type AfterReading = () => Uint8Array | null;

interface Codec<T> {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (octets: Uint8Array) => T;
}

/** Refused in the proper way: by a rule, with the section that states it. */
export function isRefusal(error: unknown): boolean {
  return (error instanceof wire.InvalidWire || error instanceof policy.InvalidPolicy) && error.section !== '';
}

/**
 * MLS structs are carried as octets, so that encoding them again shows nothing: they are made anew from their fields.
 * Nothing but our own `InvalidMessage` may come of it, and only for what the engine does not have.
 */
function checkCarried(value: unknown): void {
  if (value === null || typeof value !== 'object' || value instanceof Map) return;
  for (const [key, item] of Object.entries(value)) {
    if (!(item instanceof Uint8Array)) checkCarried(item);
    else if (key === 'ratchetTree') checkSame(encodeRatchetTree(decodeRatchetTree(item)), item, key);
    else if (messageFields.has(key)) checkMessage(item);
    else if (key === 'keyPackage') checkMessage(messageOfKeyPackage(item));
  }
}

const messageFields = new Set(['commit', 'welcome', 'groupInfo', 'appMessage', 'message', 'proposal']);

function checkMessage(octets: Uint8Array): void {
  // A SemiPrivateMessage has a decoder of its own, which is a target.
  if (octets[2] !== 0) return;
  checkSame(reencode(octets), octets, 'an MLSMessage');
}

function checkSame(made: Uint8Array, read: Uint8Array, what: string): void {
  if (Buffer.compare(made, read) !== 0) throw new Finding(`${what} is not canonical`);
}

/** Whoever decodes a request goes on to check it: what is forged is refused, and nothing else happens. */
function refuses(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

const nothing: AfterReading = () => null;

/** No damaged request is its signer's: a signature covers every octet but its own. */
function forged(check: () => unknown): void {
  refuses(() => {
    check();
    throw new Finding('a forged signature was taken');
  });
}

function bodyTarget<T>(name: string, codec: Codec<T>, samples: readonly Uint8Array[], then?: (value: T) => void) {
  return {
    name,
    samples,
    read: (octets: Uint8Array): AfterReading => {
      const value = codec.decode(octets);
      return () => {
        checkCarried(value);
        then?.(value);
        return codec.encode(value);
      };
    },
  };
}

/** With values of every shape besides the vectors. */
function generated<T>(codec: Codec<T>, values: fc.Arbitrary<T>): Uint8Array[] {
  return fc.sample(values, { seed: 1, numRuns: 12 }).map((value) => codec.encode(value));
}

const { mls } = structs;

/** A request or response of an operation: of values of every shape, and of the vectors. */
function operation<T>(
  name: string,
  codec: Codec<T>,
  values: fc.Arbitrary<T>,
  file: string,
  part: string,
  then?: (value: T) => void,
): WireTarget {
  return bodyTarget(name, codec, [...generated(codec, values), ...examples(file, part)], then);
}

/** One that has vectors of its signature as well. */
function signedOperation<T>(
  name: string,
  codec: Codec<T>,
  values: fc.Arbitrary<T>,
  file: string,
  signed: string,
  check: (value: T) => unknown,
): WireTarget {
  const samples = [...generated(codec, values), ...examples(file, 'request'), ...examples('signed-requests', signed)];
  return bodyTarget(name, codec, samples, (request) => forged(() => check(request)));
}

function operations(): readonly WireTarget[] {
  const { asked, answered } = structs;
  const events = fc.array(structs.fanoutMessage, { minLength: 1, maxLength: 3 });
  return [
    signedOperation(
      'key material request',
      wire.keyMaterialRequest,
      structs.keyMaterialRequest,
      'key-material',
      'keyMaterialRequest',
      wire.checkKeyMaterialRequest,
    ),
    operation(
      'key material response',
      wire.keyMaterialResponse,
      structs.keyMaterialResponse,
      'key-material',
      'response',
    ),
    operation('update', wire.updateRequest, structs.updateRequest, 'update', 'request'),
    operation('update response', wire.updateResponse, structs.updateResponse, 'update', 'response'),
    operation('submit message', wire.submitMessageRequest, structs.submitMessageRequest, 'submit-message', 'request'),
    operation(
      'submit message response',
      wire.submitMessageResponse,
      structs.submitMessageResponse,
      'submit-message',
      'response',
    ),
    operation('notify', wire.notifyRequest, events, 'fanout', 'notify', (read) =>
      refuses(() => wire.checkGroups(read, () => false)),
    ),
    signedOperation(
      'group info request',
      wire.groupInfoRequest,
      structs.groupInfoRequest,
      'group-info',
      'groupInfoRequest',
      wire.checkGroupInfoRequest,
    ),
    operation('group info response', wire.groupInfoResponse, structs.groupInfoResponse, 'group-info', 'response'),
    operation('group info and tree', wire.groupInfoAndTree, structs.groupInfoAndTree, 'group-info', 'encrypted'),
    operation('request consent', wire.requestConsent, asked, 'consent', 'request'),
    operation('update consent', wire.updateConsent, answered, 'consent', 'update'),
    operation('identifier query', wire.identifierRequest, structs.identifierRequest, 'identifier-query', 'request'),
    operation(
      'identifier query response',
      wire.identifierResponse,
      structs.identifierResponse,
      'identifier-query',
      'response',
    ),
    operation('abuse report', wire.abuseReport, structs.abuseReport, 'abuse-report', 'report'),
    {
      name: 'Welcome for one provider',
      samples: [mls.welcome, ...examples('welcome', 'welcome')],
      read: (octets) => {
        const refs = wire.keyPackageRefsOf(octets);
        return () => (refs.length === 0 ? octets : wire.welcomeFor(octets, () => true));
      },
    },
  ];
}

function companions(): readonly WireTarget[] {
  const partial = { ratchetTreePresence: 'present', extensions: [{ type: 4, data: mls.tree }], signature: mls.groupId };
  const credential = { type: 'basic', identity: mls.groupId } as const;
  const receivers = [{ publicKey: mls.groupId, credential }];
  const directory = wire.directoryAt('https://mimi.example/v1');
  return [
    bodyTarget(
      'ratchet tree option',
      wire.ratchetTreeOptionCodec,
      generated(wire.ratchetTreeOptionCodec, structs.ratchetTree),
    ),
    bodyTarget('partial GroupInfo', wire.partialGroupInfoCodec, [
      wire.partialGroupInfoCodec.encode(partial as wire.PartialGroupInfo),
    ]),
    bodyTarget('source domains', wire.ratchetTreeSourceDomains, [
      wire.ratchetTreeSourceDomains.encode(['a.example', 'b.example'] as never[]),
    ]),
    bodyTarget('external receivers', wire.externalReceivers, [wire.externalReceivers.encode(receivers)]),
    bodyTarget('semi-private message', wire.semiPrivateMessageCodec(), [
      mls.semiPrivateCommit,
      mls.semiPrivateProposal,
    ]),
    bodyTarget('wire formats', wire.wireFormats, [wire.wireFormats.encode([1, 2, 3])]),
    {
      // Any JSON spelling is allowed: what is read must stay the same.
      name: 'directory',
      samples: [wire.writeDirectory(directory)],
      read: (octets) => {
        const directoryRead = wire.parseDirectory(octets);
        return () => {
          const once = wire.writeDirectory(directoryRead);
          checkSame(wire.writeDirectory(wire.parseDirectory(once)), once, 'a directory');
          return null;
        };
      },
    },
    {
      name: 'request target',
      samples: [
        '/v1/update/mimi%3A%2F%2Fa.example%2Fr%2Fx',
        '/v1/notify/a.example/r/x',
        '/v1/keyMaterial/a.example/u/%41',
      ].map((target) => new TextEncoder().encode(target)),
      read: (octets) => {
        wire.readRequestTarget(directory, new TextDecoder().decode(octets));
        return nothing;
      },
    },
    {
      name: 'asset URL',
      samples: [new TextEncoder().encode('https://assets.example/a?b=c')],
      read: (octets) => {
        wire.parseAssetUrl(new TextDecoder().decode(octets));
        return nothing;
      },
    },
  ];
}

function component<T>(file: string, codec: Codec<T>, of?: string): WireTarget {
  return {
    name: of === undefined ? file : `${file} ${of}`,
    samples: examples(file, of),
    read: (octets) => {
      const value = codec.decode(octets);
      return () => codec.encode(value);
    },
  };
}

const rolesOf = (entries: readonly policy.PreauthorizedEntry[]): readonly policy.Role[] => {
  const [any] = policy.newPolicy('open').roles;
  return any ? entries.map(({ role }) => ({ ...any, index: role })) : [];
};

function components(): readonly WireTarget[] {
  return [
    component('content-media-types', policy.contentMediaTypes),
    component('franking-agent', policy.frankingAgent),
    component('participant-list', policy.participantList),
    component('participant-list', policy.participantListUpdate, 'update'),
    component('room-metadata', policy.roomMetadata),
    component('mls-operational-policy', policy.operationalPolicy),
    component('roles-list', policy.rolesList),
    {
      // Of the role in an entry only the index counts (decision WF-19): many spellings are one value.
      name: 'preauth-list',
      samples: examples('preauth-list'),
      read: (octets) => {
        policy.preauthorizedList.decode(octets);
        return nothing;
      },
    },
    component(
      'preauth-list-by-index',
      {
        decode: policy.preauthorizedLists.index.decode,
        encode: (entries) => policy.preauthorizedLists.index.encode(entries, rolesOf(entries)),
      },
      'preauthorizedByIndex',
    ),
    component('base-room-policy', policy.baseRoomPolicy),
    component('status-notification-policy', policy.statusNotificationPolicy),
    component('join-link-policy', policy.joinLinkPolicy),
    component('join-links', policy.joinLinks),
    component('join-links', policy.joinLinksUpdate, 'update'),
    component('link-preview-policy', policy.linkPreviewPolicy),
    component('asset-policy', policy.assetPolicy),
    component('logging-policy', policy.loggingPolicy),
    component('chat-history-policy', policy.historyPolicy),
    component('bot-policy', policy.botPolicy),
    component('message-expiration-policy', policy.messageExpirationPolicy),
  ];
}

/** Every decoder of what arrives from another provider, and of what its rooms' components hold. */
export function wireTargets(): readonly WireTarget[] {
  return [...operations(), ...companions(), ...components()];
}
