import { domainOf, type ProviderDomain } from '../identifiers/index.ts';
import { consentOperations } from './codes.ts';
import type { ConsentEntry, ConsentOperation, ConsentScope, WireCodec } from './contract.ts';
import { demand } from './invalid-wire.ts';
import { bodyLimits, listLimits } from './limits.ts';
import { keyPackage } from './mls-messages.ts';
import { code, codecOf, dictionary, type Field, list, optional, person, room } from './presentation.ts';

const section = 'draft-ietf-mimi-protocol-06 §5.7';
const operation = code(consentOperations, section);
const optionalRoom = optional(room);
const keyPackages = list(keyPackage, listLimits.clients, section);

const scope: Field<ConsentScope> = {
  write: (writer, value) => {
    person.write(writer, value.requester);
    person.write(writer, value.target);
    optionalRoom.write(writer, value.room);
  },
  read: (reader) => ({
    requester: person.read(reader),
    target: person.read(reader),
    room: optionalRoom.read(reader),
  }),
};

/** ConsentScope: what a cancel must share with its request (CN-07). Equal scopes have equal encodings. */
export const consentScope = codecOf<ConsentScope>({ section, limit: bodyLimits.small * 4, ...scope });

function consentOf(allowed: readonly ConsentOperation[]): WireCodec<ConsentEntry> {
  return codecOf<ConsentEntry>({
    section,
    limit: bodyLimits.medium,
    write: (writer, entry) => {
      operation.write(writer, entry.operation);
      scope.write(writer, entry);
      if (entry.operation === 'grant') keyPackages.write(writer, entry.clientKeyPackages);
      dictionary.write(writer, entry.extensions);
    },
    read: (reader) => {
      const kind = operation.read(reader);
      const fields = scope.read(reader);
      return kind === 'grant'
        ? {
            operation: kind,
            ...fields,
            clientKeyPackages: keyPackages.read(reader),
            extensions: dictionary.read(reader),
          }
        : { operation: kind, ...fields, extensions: dictionary.read(reader) };
    },
    check: (entry) => {
      demand(allowed.includes(entry.operation), 'inconsistent', section, `${entry.operation} at the wrong endpoint`);
    },
  });
}

/** Body of POST requestConsent: request or cancel, from the requester's provider to the target's (CN-02). */
export const requestConsent = consentOf(['request', 'cancel']);

/** Body of POST updateConsent: grant or revoke, from the target's provider to the requester's (CN-02). */
export const updateConsent = consentOf(['grant', 'revoke']);

/**
 * CN-03: at requestConsent the requester is of the sending provider and the target of the receiving one; at updateConsent
 * the other way round.
 * @throws InvalidWire `identifier`
 */
export function checkConsentParties(
  entry: ConsentEntry,
  providers: { readonly sender: ReadonlySet<ProviderDomain>; readonly receiver: ReadonlySet<ProviderDomain> },
): void {
  const asks = entry.operation === 'request' || entry.operation === 'cancel';
  const [sent, received] = asks ? [entry.requester, entry.target] : [entry.target, entry.requester];
  const ofSender = providers.sender.has(domainOf(sent));
  demand(ofSender, 'identifier', section, `${entry.operation} in the name of somebody of another provider`);
  const ofReceiver = providers.receiver.has(domainOf(received));
  demand(ofReceiver, 'identifier', section, `${entry.operation} for somebody who is not of this provider`);
}
