import type { Frank } from './contract.ts';
import { demand } from './invalid-wire.ts';
import { type Field, optional } from './presentation.ts';

const serverFrankLength = 32;

/** Frank (P §5.4). */
export const frank: Field<Frank> = {
  write: (writer, value) => {
    const fits = value.serverFrank.length === serverFrankLength;
    demand(fits, 'malformed', 'draft-ietf-mimi-protocol-06 §5.4', 'a server frank has 32 octets');
    writer.raw(value.serverFrank).uint16(value.cipherSuite).opaque(value.integritySignature);
  },
  read: (reader) => ({
    serverFrank: reader.raw(serverFrankLength),
    cipherSuite: reader.uint16(),
    integritySignature: reader.opaque(),
  }),
};

/** `optional Frank`: one octet before it (decision WF-05). */
export const optionalFrank = optional(frank);
