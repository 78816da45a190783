import { decode } from '../codec/reader.ts';
import type { Capabilities, CipherSuiteId, Extension } from '../contract.ts';
import { demand } from '../invalid-message.ts';
import {
  componentId,
  credentialType,
  isDefaultExtension,
  isDefaultProposal,
  protocolVersion,
} from '../structs/code-points.ts';
import {
  checkNoDuplicates,
  dictionaryIn,
  externalSendersIn,
  type RequiredCapabilities,
  requiredCapabilitiesIn,
} from '../structs/extensions.ts';
import { type LeafNode, readUint16s } from '../structs/leaf-node.ts';

/** What the extensions of a GroupContext ask of every member (RFC 9420 §11.1, §12.1.7). */
export interface Requirements {
  readonly required: RequiredCapabilities;
  /** Types of the extensions that stand in the GroupContext and are not default ones. */
  readonly present: readonly number[];
  /** Ids that a component list of the leaf must have, by the list's component (draft-ietf-mls-extensions §5). */
  readonly components: readonly { readonly list: number; readonly ids: readonly number[] }[];
}

const none: RequiredCapabilities = { extensions: [], proposals: [], credentials: [] };
const known = new WeakMap<readonly Extension[], Requirements>();

/**
 * Reads the requirements out of a GroupContext's extensions and checks that the known ones decode. Throws
 * `InvalidMessage`: `duplicate-extension`, `malformed`, `app-data-dictionary`.
 */
export function requirementsOf(extensions: readonly Extension[]): Requirements {
  let requirements = known.get(extensions);
  if (requirements === undefined) {
    checkNoDuplicates(extensions);
    externalSendersIn(extensions);
    dictionaryIn(extensions);
    const present = extensions.map(({ type }) => type).filter((type) => !isDefaultExtension(type));
    requirements = {
      required: requiredCapabilitiesIn(extensions) ?? none,
      present,
      components: componentLists.map((list) => ({ list, ids: componentsIn(extensions, list) })),
    };
    known.set(extensions, requirements);
  }
  return requirements;
}

/** In a GroupContext what all must support, in a leaf what it supports. */
const componentLists = [componentId.appComponents, componentId.safeAad];

function componentsIn(extensions: readonly Extension[], list: number): readonly number[] {
  const data = dictionaryIn(extensions).get(list);
  return data === undefined ? [] : decode(readUint16s, data);
}

/** RFC 9420 §7.2: a member must understand the group's version and cipher suite. */
export function checkVersionAndSuite(capabilities: Capabilities, cipherSuite: CipherSuiteId): void {
  const { versions, cipherSuites } = capabilities;
  demand(versions.includes(protocolVersion) && cipherSuites.includes(cipherSuite), 'leaf-version-or-suite');
}

/**
 * RFC 9420 §7.3: the required extensions, proposals and credential types are in the leaf's capabilities;
 * draft-ietf-mls-extensions §5: the required components are in its component lists.
 */
export function checkRequiredCapabilities(leaf: LeafNode, { required, present, components }: Requirements): void {
  const { capabilities } = leaf;
  const met =
    required.extensions.every((type) => isDefaultExtension(type) || capabilities.extensions.includes(type)) &&
    required.proposals.every((type) => isDefaultProposal(type) || capabilities.proposals.includes(type)) &&
    required.credentials.every((type) => capabilities.credentials.includes(type));
  demand(met, 'required-capabilities');
  const supported = present.every((type) => capabilities.extensions.includes(type));
  demand(supported, 'group-extension-unsupported');
  for (const { list, ids } of components) {
    if (ids.length === 0) continue;
    const own = componentsIn(leaf.extensions, list);
    demand(
      ids.every((id) => own.includes(id)),
      'required-components',
      `component list ${list}`,
    );
  }
}

/**
 * RFC 9420 §7.3: every member supports the credential types of all members. Throws
 * `InvalidMessage('credential-type-unsupported')`.
 */
export function checkCredentialTypes(leaves: Iterable<readonly [number, LeafNode]>): void {
  const list = [...leaves];
  const inUse = new Set(list.map(([, leaf]) => credentialType[leaf.credential.type]));
  for (const [leafIndex, { capabilities }] of list)
    for (const type of inUse)
      demand(capabilities.credentials.includes(type), 'credential-type-unsupported', `leaf ${leafIndex}`);
}
