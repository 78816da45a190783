import { newPolicy, type RoomKind, roomKinds } from '../presets/preset-of.ts';
import type { Comparison, Feature, PolicyValues, Relation } from './contract.ts';
import { featuresOf } from './features.ts';
import { roleFeatures } from './role-features.ts';

const ordered = (stricter: boolean, looser: boolean): Relation => {
  if (stricter && looser) return 'unlike';
  if (stricter) return 'stricter';
  return looser ? 'looser' : 'equal';
};

/** How one feature is beside the same feature elsewhere; they are of one kind. */
function relate(here: Feature, there: Feature): Relation {
  if (here.kind === 'bound' && there.kind === 'bound') {
    const [a, b] = [here.value ?? Infinity, there.value ?? Infinity];
    return ordered(a < b, a > b);
  }
  if (here.kind === 'grants' && there.kind === 'grants') {
    const lacks = [...there.value].some((name) => !here.value.has(name));
    const adds = [...here.value].some((name) => !there.value.has(name));
    return ordered(lacks, adds);
  }
  if (here.value === there.value) return 'equal';
  if (here.kind === 'detail') return 'unlike';
  if (here.kind === 'flag') {
    if (here.strict === null) return 'unlike';
    return here.value === here.strict ? 'stricter' : 'looser';
  }
  if (there.value === 'optional') return 'stricter';
  return here.value === 'optional' ? 'looser' : 'unlike';
}

/** All together: stricter only where nothing is looser, and the other way round. */
function together(relations: readonly Relation[]): Relation {
  if (relations.includes('unlike')) return 'unlike';
  return ordered(relations.includes('stricter'), relations.includes('looser'));
}

/** Features that follow from others, which are compared role by role. */
const summaries: readonly string[] = ['capabilities'];

function allFeatures(policy: PolicyValues): ReadonlyMap<string, Feature> {
  const plain = Object.entries<Feature>(featuresOf(policy)).filter(([name]) => !summaries.includes(name));
  return new Map([...plain, ...roleFeatures(policy)]);
}

/**
 * How a policy is beside another one, per feature and overall (AC-03). A role that only one of them has is a difference of
 * the feature `roles`: more roles are looser.
 */
export function comparePolicies(policy: PolicyValues, other: PolicyValues): Comparison {
  const there = allFeatures(other);
  const features = [...allFeatures(policy)].flatMap(([feature, value]) => {
    const counterpart = there.get(feature);
    return counterpart ? [{ feature, relation: relate(value, counterpart) }] : [];
  });
  return { overall: together(features.map(({ relation }) => relation)), features };
}

/** A room beside a kind of room. Who logs and who is preauthorised is for each room to say, and not compared. */
export function compareWithKind(policy: PolicyValues, kind: RoomKind): Comparison {
  return comparePolicies({ ...policy, preauthorized: [] }, newPolicy(kind));
}

/** A room beside every kind. */
export function compareWithKinds(policy: PolicyValues): Readonly<Record<RoomKind, Relation>> {
  const kinds = Object.keys(roomKinds) as RoomKind[];
  return Object.fromEntries(kinds.map((kind) => [kind, compareWithKind(policy, kind).overall])) as Record<
    RoomKind,
    Relation
  >;
}
