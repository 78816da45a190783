import type { StoredMessage } from '../networks/contract.ts';
import type { ShownState, ShownVersion } from './contract.ts';

/** Something that was said or reacted, with what came of it later. */
export interface Unit {
  readonly first: StoredMessage;
  readonly kind: 'message' | 'reaction';
  readonly versions: [ShownVersion, ...ShownVersion[]];
  topicId: Uint8Array;
  gone: Exclude<ShownState, { type: 'said' }> | null;
}
