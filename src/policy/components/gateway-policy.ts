import { codecOf, readBool, writeBool } from './presentation.ts';

/** Whether clients that a gateway runs may be in the room. */
export interface GatewayPolicy {
  readonly refused: boolean;
}

/**
 * Component 0xf0d2, `struct { bool gateways_refused; } GatewayPolicy`: a policy component of this house from the private
 * range of draft-ietf-mls-extensions §7.5, named among the room's policy components (draft-ietf-mimi-room-policy §5). An
 * update is the new value. A room that has none refuses no gateway.
 */
export const gatewayPolicy = codecOf<GatewayPolicy>(
  (writer, policy) => writeBool(writer, policy.refused),
  (reader) => ({ refused: readBool(reader) }),
);
