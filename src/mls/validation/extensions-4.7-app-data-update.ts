import { equalOctets } from '../codec/octets.ts';
import type { Extension, GroupRules } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import { ofType, type ProposalList } from '../public/listed-proposals.ts';
import { extensionType, proposalType } from '../structs/code-points.ts';
import { dictionaryIn, findExtension, withDictionary } from '../structs/extensions.ts';
import { requirementsOf } from './7.2-capabilities.ts';

/**
 * draft-ietf-mls-extensions §4.7: where AppDataUpdate is a required proposal type, a GroupContextExtensions leaves the
 * dictionary as it was.
 */
export function checkDictionaryUntouched(before: readonly Extension[], after: readonly Extension[]): void {
  if (!requirementsOf(before).required.proposals.includes(proposalType['app-data-update'])) return;
  const [old, proposed] = [before, after].map((list) => findExtension(list, extensionType.appDataDictionary));
  const same = old === undefined || proposed === undefined ? old === proposed : equalOctets(old, proposed);
  demand(same, 'app-data-by-group-context-extensions');
}

/**
 * draft-ietf-mls-extensions §4.7: the GroupContext's extensions after a commit's AppDataUpdates. Throws
 * `InvalidMessage`: `app-data-update-and-remove`, `app-data-remove-absent`, and what the application refuses.
 */
export function applyAppDataUpdates(
  extensions: readonly Extension[],
  list: ProposalList,
  rules: GroupRules,
): readonly Extension[] {
  const updates = ofType(list, 'app-data-update').map(({ proposal }) => proposal);
  if (updates.length === 0) return extensions;
  const dictionary = new Map(dictionaryIn(extensions));
  for (const [componentId, ofComponent] of Map.groupBy(updates, (proposal) => proposal.componentId)) {
    const values = ofComponent.flatMap(({ update }) => (update === null ? [] : [update]));
    if (values.length === ofComponent.length) {
      dictionary.set(componentId, rules.applyComponent(componentId, dictionary.get(componentId), values));
    } else {
      demand(ofComponent.length === 1, 'app-data-update-and-remove', `component ${componentId}`);
      demand(dictionary.delete(componentId), 'app-data-remove-absent', `component ${componentId}`);
    }
  }
  return withDictionary(extensions, dictionary);
}
