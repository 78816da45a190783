import { type Extension, externalSendersExtension, requiredCapabilitiesExtension } from '../mls/index.ts';
import type { HubKey } from './hub-key.ts';

/** app_data_dictionary (draft-ietf-mls-extensions §4.6). */
const dictionaryExtensionType = 0x0006;
/** AppDataUpdate, AppEphemeral, SelfRemove (draft-ietf-mls-extensions §4.7, §4.8, §6.3). */
const proposalTypes = [0x0008, 0x0009, 0x000a];
/** Basic credentials (RFC 9420 §17.5). */
const credentialTypes = [0x0001];

/** What every group of a room here has in its GroupContext beside its components (UP-01, UP-43). */
export function hubGroupExtensions(key: HubKey): readonly Extension[] {
  return [
    requiredCapabilitiesExtension({
      extensions: [dictionaryExtensionType],
      proposals: proposalTypes,
      credentials: credentialTypes,
    }),
    externalSendersExtension([{ signatureKey: key.publicKey, credential: key.credential }]),
  ];
}

/**
 * What is wrong with a GroupContext's extensions; null: nothing. Asked of every epoch: who could change them would speak
 * as the hub, or let clients in that can't process what the room does.
 */
export function faultOfExtensions(key: HubKey, extensions: readonly Extension[]): string | null {
  for (const due of hubGroupExtensions(key)) {
    const found = extensions.find(({ type }) => type === due.type);
    if (!found || Buffer.compare(found.data, due.data) !== 0) {
      return `GroupContext extension ${due.type} is not as it must be`;
    }
  }
  return null;
}
