import type { Reader, Writer } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { readUint16s, readUint8s, writeUint16s, writeUint8s } from './bounded-list.ts';
import type { ExtendedCapabilities, MinDefaultMaxTime, OperationalPolicy, PendingProposalPolicy } from './contract.ts';
import { checkMediaTypes, formatMediaType, matchesMediaType, readMediaTypes, writeMediaTypes } from './media-type.ts';
import { codecOf, readBool, writeBool } from './presentation.ts';

/** `WireFormats wire_formats<V>` and `WireFormats handshake_formats<V>` have WireFormat elements (decision WF-23). */
function writeCapabilities(writer: Writer, capabilities: ExtendedCapabilities): void {
  writeUint16s(writer, capabilities.versions);
  writeUint16s(writer, capabilities.cipherSuites);
  writeUint16s(writer, capabilities.extensions);
  writeUint16s(writer, capabilities.proposals);
  writeUint16s(writer, capabilities.credentials);
  writeUint16s(writer, capabilities.wireFormats);
  writeUint16s(writer, capabilities.componentIds);
  writeUint16s(writer, capabilities.safeAadTypes);
  writeMediaTypes(writer, capabilities.mediaTypes);
  writeUint8s(writer, capabilities.contentTypes);
}

const readCapabilities = (reader: Reader): ExtendedCapabilities => ({
  versions: readUint16s(reader),
  cipherSuites: readUint16s(reader),
  extensions: readUint16s(reader),
  proposals: readUint16s(reader),
  credentials: readUint16s(reader),
  wireFormats: readUint16s(reader),
  componentIds: readUint16s(reader),
  safeAadTypes: readUint16s(reader),
  mediaTypes: readMediaTypes(reader),
  contentTypes: readUint8s(reader),
});

const strategies = { unspecified: 0, 'immediate-commit': 1, 'random-delay': 2 } as const;

/** `case extension` has no value of the enum: every other one is followed by a ComponentID (decision WF-23). */
function writePending(writer: Writer, policy: PendingProposalPolicy): void {
  writer.uint8(policy.strategy === 'extension' ? policy.code : strategies[policy.strategy]);
  if (policy.strategy === 'random-delay') writer.uint64(policy.minimum).uint64(policy.maximum);
  if (policy.strategy === 'extension') writer.uint16(policy.componentId);
}

function readPending(reader: Reader): PendingProposalPolicy {
  const code = reader.uint8();
  switch (code) {
    case strategies.unspecified:
      return { strategy: 'unspecified' };
    case strategies['immediate-commit']:
      return { strategy: 'immediate-commit' };
    case strategies['random-delay']:
      return { strategy: 'random-delay', minimum: reader.uint64(), maximum: reader.uint64() };
    default:
      return { strategy: 'extension', code, componentId: reader.uint16() };
  }
}

function writeTime(writer: Writer, time: MinDefaultMaxTime): void {
  writer.uint64(time.minimum).uint64(time.default).uint64(time.maximum);
}

const readTime = (reader: Reader): MinDefaultMaxTime => ({
  minimum: reader.uint64(),
  default: reader.uint64(),
  maximum: reader.uint64(),
});

const codesOf = ({ mediaTypes: _, ...codes }: ExtendedCapabilities): readonly string[] =>
  Object.entries(codes).flatMap(([list, values]) => values.map((value) => `${list} ${value}`));

/** What must be there can't be forbidden, nor can all of its kind. */
function checkContradictions({ mandatory, forbidden }: OperationalPolicy): void {
  const never = new Set(codesOf(forbidden));
  const types = mandatory.mediaTypes.filter((type) =>
    forbidden.mediaTypes.some((entry) => matchesMediaType(entry, type)),
  );
  const [clash] = [...codesOf(mandatory).filter((code) => never.has(code)), ...types.map(formatMediaType)];
  if (clash !== undefined) throw new InvalidPolicy('operational', `mandatory and forbidden: ${clash}`);
}

function check(policy: OperationalPolicy): void {
  for (const { mediaTypes } of [policy.mandatory, policy.default, policy.forbidden]) {
    checkMediaTypes('operational', mediaTypes);
  }
  checkContradictions(policy);
  const { pendingProposals: pending } = policy;
  if (pending.strategy === 'random-delay' && pending.minimum > pending.maximum) {
    throw new InvalidPolicy('operational', 'the least delay is above the greatest');
  }
  if (pending.strategy === 'extension' && pending.code < 3) {
    throw new InvalidPolicy('operational', 'a strategy of the draft is no extension');
  }
  const times = [policy.leafNodeUpdateTime, policy.senderNonceKeypairLifetime, policy.bufferIncomingMessageTime];
  if (times.some((time) => time.minimum > time.default || time.default > time.maximum)) {
    throw new InvalidPolicy('operational', 'a default time is not between its minimum and maximum');
  }
}

/** Component 0x0024, OperationalParameters (draft-ietf-mimi-room-policy §7.1; its `unit64` is a uint64, WF-05). */
export const operationalPolicy = codecOf<OperationalPolicy>(
  (writer, policy) => {
    writeCapabilities(writer, policy.mandatory);
    writeCapabilities(writer, policy.default);
    writeCapabilities(writer, policy.forbidden);
    writeUint16s(writer, policy.handshakeFormats);
    writeBool(writer, policy.externalProposalAllowed);
    writeBool(writer, policy.externalCommitAllowed);
    writePending(writer, policy.pendingProposals);
    writeTime(writer, policy.leafNodeUpdateTime);
    const { epochTolerance, padToSize, maxGenerationsSkipahead } = policy.appMessages;
    writer.uint8(epochTolerance).uint16(padToSize).uint32(maxGenerationsSkipahead);
    writer.uint64(policy.maxKeyPackageLifetime).uint64(policy.maxCredentialLifetime);
    writer.uint64(policy.resumptionPskLifetime);
    writeTime(writer, policy.senderNonceKeypairLifetime);
    writer.uint32(policy.maxKeypairs);
    writeTime(writer, policy.bufferIncomingMessageTime);
    writer.uint32(policy.maxBufferedMessages);
  },
  (reader) => ({
    mandatory: readCapabilities(reader),
    default: readCapabilities(reader),
    forbidden: readCapabilities(reader),
    handshakeFormats: readUint16s(reader),
    externalProposalAllowed: readBool(reader),
    externalCommitAllowed: readBool(reader),
    pendingProposals: readPending(reader),
    leafNodeUpdateTime: readTime(reader),
    appMessages: {
      epochTolerance: reader.uint8(),
      padToSize: reader.uint16(),
      maxGenerationsSkipahead: reader.uint32(),
    },
    maxKeyPackageLifetime: reader.uint64(),
    maxCredentialLifetime: reader.uint64(),
    resumptionPskLifetime: reader.uint64(),
    senderNonceKeypairLifetime: readTime(reader),
    maxKeypairs: reader.uint32(),
    bufferIncomingMessageTime: readTime(reader),
    maxBufferedMessages: reader.uint32(),
  }),
  check,
);
