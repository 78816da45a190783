import {
  readCapabilities,
  readCarriedKeyPackage,
  readCredential,
  type Reader,
  readRequiredCapabilities,
  writeCapabilities,
  writeCredential,
  type Writer,
  writeRequiredCapabilities,
} from '../mls/index.ts';
import { keyMaterialClientCodes, keyMaterialUserCodes } from './codes.ts';
import type {
  ClientKeyMaterial,
  KeyMaterialRequest,
  KeyMaterialResponse,
  PersonUri,
  UnsignedKeyMaterialRequest,
} from './contract.ts';
import { demand } from './invalid-wire.ts';
import { bodyLimits, listLimits } from './limits.ts';
import { keyPackage } from './mls-messages.ts';
import { client, code, codecOf, list, person, protocol, room } from './presentation.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.2';
const cipherSuites = list<number>(
  { write: (writer, suite) => writer.uint16(suite), read: (reader) => reader.uint16() },
  listLimits.cipherSuites,
  section,
);
const userCode = code(keyMaterialUserCodes, section);
const clientCode = code(keyMaterialClientCodes, section);

/** KeyMaterialRequestTBS: all of the request but its signature. */
export function writeUnsignedKeyMaterialRequest(writer: Writer, request: UnsignedKeyMaterialRequest): void {
  protocol.write(writer);
  person.write(writer, request.requestingUser);
  person.write(writer, request.targetUser);
  room.orNone.write(writer, request.room);
  cipherSuites.write(writer, request.acceptableCipherSuites);
  writeRequiredCapabilities(writer, request.requiredCapabilities);
  writer.opaque(request.requesterSignatureKey);
  writeCredential(writer, request.requesterCredential);
}

function readUnsigned(reader: Reader): UnsignedKeyMaterialRequest {
  protocol.read(reader);
  return {
    requestingUser: person.read(reader),
    targetUser: person.read(reader),
    room: room.orNone.read(reader),
    acceptableCipherSuites: cipherSuites.read(reader),
    requiredCapabilities: readRequiredCapabilities(reader),
    requesterSignatureKey: reader.opaque(),
    requesterCredential: readCredential(reader),
  };
}

/** Body of POST keyMaterial. `unknown-protocol` is answered with incompatibleProtocol, everything else with 400. */
export const keyMaterialRequest = codecOf<KeyMaterialRequest>({
  section,
  limit: bodyLimits.small,
  write: (writer, request) => {
    writeUnsignedKeyMaterialRequest(writer, request);
    writer.opaque(request.signature);
  },
  read: (reader) => ({ ...readUnsigned(reader), signature: reader.opaque() }),
  check: ({ acceptableCipherSuites }) => {
    demand(acceptableCipherSuites.length > 0, 'empty-list', section, 'no acceptable cipher suite');
  },
});

/** KP-02: the user in the request's path must be the one that was signed for. @throws InvalidWire `inconsistent` */
export function checkTargetUser(request: KeyMaterialRequest, inPath: PersonUri): void {
  demand(request.targetUser === inPath, 'inconsistent', section, 'targetUser is not the user in the path');
}

function writeClient(writer: Writer, material: ClientKeyMaterial): void {
  clientCode.write(writer, material.code);
  client.write(writer, material.client);
  switch (material.code) {
    case 'success':
      keyPackage.write(writer, material.keyPackage);
      return;
    case 'nothingCompatible':
      writer.optional(material.capabilities, writeCapabilities);
      return;
    case 'keyMaterialExhausted':
  }
}

function readClient(reader: Reader): ClientKeyMaterial {
  const status = clientCode.read(reader);
  const uri = client.read(reader);
  switch (status) {
    case 'success':
      return { code: status, client: uri, keyPackage: readCarriedKeyPackage(reader) };
    case 'nothingCompatible':
      return { code: status, client: uri, capabilities: reader.optional(readCapabilities) ?? null };
    case 'keyMaterialExhausted':
      return { code: status, client: uri };
  }
}

const clients = list({ write: writeClient, read: readClient }, listLimits.clients, section);

/** P §5.2: what each user code says of the clients below it (KP-09 to KP-16). */
function checkResponse({ userStatus, clients: all }: KeyMaterialResponse): void {
  const served = all.filter(({ code: status }) => status === 'success').length;
  switch (userStatus) {
    case 'success':
      demand(served === all.length, 'inconsistent', section, 'success, and a client without key material');
      return;
    case 'partialSuccess': {
      const partial = served > 0 && served < all.length;
      demand(partial, 'inconsistent', section, 'partialSuccess, and all or no clients served');
      return;
    }
    case 'noCompatibleMaterial':
      demand(served === 0, 'inconsistent', section, 'noCompatibleMaterial, and a client served');
      return;
    case 'incompatibleProtocol':
    case 'userUnknown':
    case 'noConsent':
    case 'noConsentForThisRoom':
    case 'userDeleted':
      demand(all.length === 0, 'inconsistent', section, `${userStatus}, and a list of clients`);
  }
}

/** Answer to POST keyMaterial. */
export const keyMaterialResponse = codecOf<KeyMaterialResponse>({
  section,
  limit: bodyLimits.large,
  write: (writer, response) => {
    protocol.write(writer);
    userCode.write(writer, response.userStatus);
    person.write(writer, response.user);
    clients.write(writer, response.clients);
  },
  read: (reader) => {
    protocol.read(reader);
    return { userStatus: userCode.read(reader), user: person.read(reader), clients: clients.read(reader) };
  },
  check: checkResponse,
});
