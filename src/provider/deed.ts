import type { UserUri } from '../identifiers/index.ts';
import { InvalidIdentifier, parseUserUri } from '../identifiers/index.ts';

/**
 * AppEphemeral component of gateways: why something is done and, where the room's machinery acts for somebody who has
 * no leaf, for whom (KB-13). From the private range of draft-ietf-mls-extensions §7.5.
 */
export const deedComponent = 0xf0d0;

/** Why and for whom. */
export interface Deed {
  /** Stated only by the room's machinery; of anybody else the signature says who. */
  readonly by?: UserUri;
  readonly reason?: string;
}

/** Longest reason that is carried, in characters. */
const longestReason = 1000;

/** UTF-8 JSON: `{"by":"mimi://…","reason":"…"}`, either may be missing. */
export function encodeDeed(deed: Deed): Uint8Array {
  const reason = deed.reason?.slice(0, longestReason);
  return new TextEncoder().encode(JSON.stringify({ by: deed.by, reason }));
}

/** null for what is not a deed: other programs may use the number, and a reason is never worth a room. */
export function decodeDeed(data: Uint8Array): Deed | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
    if (typeof value !== 'object' || value === null) return null;
    const by = 'by' in value && typeof value.by === 'string' ? parseUserUri(value.by) : undefined;
    const reason = 'reason' in value && typeof value.reason === 'string' ? value.reason : undefined;
    return {
      ...(by === undefined ? {} : { by }),
      ...(reason === undefined ? {} : { reason: reason.slice(0, longestReason) }),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof InvalidIdentifier) return null;
    throw error;
  }
}
