import type { Feature, PolicyValues } from '../compare/contract.ts';
import { featureSections } from '../compare/feature-sections.ts';
import { type FeatureName, featuresOf } from '../compare/features.ts';
import type { Optionality } from '../contract.ts';
import type { PolicyDemands, Violation } from './contract.ts';

type Demand = NonNullable<PolicyDemands[keyof PolicyDemands]>;

/** Which demands a policy does not meet, in the order of the features. */
export function unmetDemands(policy: PolicyValues, demands: PolicyDemands): readonly Violation[] {
  const asked = new Map(Object.entries<Demand | undefined>(demands));
  const features = Object.entries<Feature>(featuresOf(policy)) as readonly (readonly [FeatureName, Feature])[];
  return features.flatMap(([feature, value]) => {
    const demand = asked.get(feature);
    const text = demand === undefined ? null : unmet(value, demand);
    return text === null ? [] : [{ feature, section: featureSections[feature], text: `${feature}: ${text}.` }];
  });
}

interface Range {
  readonly most?: number;
  readonly least?: number;
}

interface Names {
  readonly without?: readonly string[];
  readonly within?: readonly string[];
}

/** What is wrong, or null. Demand and feature are of one kind, which `PolicyDemands` says of each name. */
function unmet(feature: Feature, demand: Demand): string | null {
  switch (feature.kind) {
    case 'flag':
      return feature.value === demand
        ? null
        : `is ${feature.value ? 'on' : 'off'} and has to be ${demand ? 'on' : 'off'}`;
    case 'bound':
      return unmetRange(feature.value, demand as Range);
    case 'mode': {
      const modes = demand as readonly Optionality[];
      return modes.includes(feature.value) ? null : `is ${feature.value} and has to be ${modes.join(' or ')}`;
    }
    case 'grants':
      return unmetNames(feature.value, demand as Names);
    case 'detail':
      return null;
  }
}

function unmetRange(value: number | null, { most = Infinity, least = -Infinity }: Range): string | null {
  const number = value ?? Infinity;
  const is = value === null ? 'is without bound' : `is ${value}`;
  if (number > most) return `${is} and has to be at most ${most}`;
  return number < least ? `${is} and has to be at least ${least}` : null;
}

function unmetNames(value: ReadonlySet<string>, { without = [], within }: Names): string | null {
  const forbidden = without.find((name) => value.has(name));
  if (forbidden !== undefined) return `${forbidden} must not be there`;
  const strange = within ? [...value].find((name) => !within.includes(name)) : undefined;
  return strange === undefined ? null : `${strange} is none of those that may be there`;
}
