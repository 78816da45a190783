import { domainOf, type UserUri } from '../../identifiers/index.ts';
import type { PolicyValues } from '../compare/contract.ts';
import { allowed, refuse } from '../decision.ts';
import type { RoomKind } from '../presets/preset-of.ts';
import type { Decision } from '../rules/contract.ts';
import type { PolicyEnvelope } from './contract.ts';
import { unmetDemands } from './unmet-demands.ts';

/**
 * Whether a hub takes a new room under this policy by this creator (PV-19, AC-04).
 * @param kind where the room is asked for by the name of its kind
 */
export function decideCreation(
  envelope: PolicyEnvelope,
  creator: UserUri,
  policy: PolicyValues,
  kind?: RoomKind,
): Decision {
  if (envelope.creators && !envelope.creators.includes(domainOf(creator))) {
    return refuse('outside-envelope', 'room-policy §8.7', 'Rooms are made here by users of certain providers only.');
  }
  if (kind && envelope.kinds && !envelope.kinds.includes(kind)) {
    return refuse('outside-envelope', 'room-policy §1', `Rooms of the kind "${kind}" are not offered here.`);
  }
  const [violation] = unmetDemands(policy, envelope.demands);
  return violation ? refuse('outside-envelope', violation.section, violation.text) : allowed;
}

/** Whether a hub lets a room change its policy. What was outside before, of a room older than the envelope, may stay so. */
export function decidePolicyChange(envelope: PolicyEnvelope, before: PolicyValues, after: PolicyValues): Decision {
  const old = new Set(unmetDemands(before, envelope.demands).map(({ feature }) => feature));
  const violation = unmetDemands(after, envelope.demands).find(({ feature }) => !old.has(feature));
  return violation ? refuse('outside-envelope', violation.section, violation.text) : allowed;
}
