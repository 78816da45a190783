import { readCredential, writeCredential } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import type { FrankingAgent } from './contract.ts';
import { codecOf } from './presentation.ts';

/**
 * Component 0x0021, FrankingAgentData and FrankingAgentUpdate (draft-ietf-mimi-protocol §5.4.1), which the registry of
 * §9.2 calls franking_signature_key (decision WF-28).
 */
export const frankingAgent = codecOf<FrankingAgent>(
  (writer, agent) => {
    writer.opaque(agent.signatureKey);
    writeCredential(writer, agent.credential);
  },
  (reader) => ({ signatureKey: reader.opaque(), credential: readCredential(reader) }),
  ({ signatureKey }) => {
    if (signatureKey.length === 0) throw new InvalidPolicy('franking-agent', 'the signature key is empty');
  },
);
