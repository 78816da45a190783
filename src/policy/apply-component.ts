import { InvalidMessage } from '../mls/index.ts';
import { componentRegistry } from './components/registry.ts';
import { InvalidPolicy } from './invalid-policy.ts';

/**
 * The next state of one component (draft-ietf-mls-extensions §4.7), as `GroupRules.applyComponent` asks for it.
 * @param state undefined where the component has none yet
 * @throws InvalidMessage `app-data-update` when the updates don't apply, with the `InvalidPolicy` as its cause
 */
export function applyPolicyComponent(
  componentId: number,
  state: Uint8Array | undefined,
  updates: readonly Uint8Array[],
): Uint8Array {
  try {
    const entry = componentRegistry.get(componentId);
    if (!entry) throw new InvalidPolicy('unknown-component', 'no rule says how an update of it is applied');
    return entry.apply(state, updates);
  } catch (cause) {
    if (cause instanceof InvalidPolicy) throw new InvalidMessage('app-data-update', cause.message, { cause });
    throw cause;
  }
}
