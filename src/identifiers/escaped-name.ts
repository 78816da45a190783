import type { ProviderDomain, RoomUri, UserUri } from './contract.ts';
import { InvalidIdentifier } from './invalid-identifier.ts';
import { parseRoomUri, parseUserUri, roomUri, userUri } from './mimi-uri.ts';
import { unescapeOctets } from './percent-encoding.ts';

/** A URI's name as it was read from a ghost or an alias. */
export interface DecodedName {
  readonly name: string;
  /** It is the URI's path as its provider spelled it, since spelling the name anew would not give the same URI. */
  readonly unusual: boolean;
}

/** @param mark what an unusual spelling begins with; null: nobody's name, the escaping is broken */
export function decodeName(encoded: string, mark: string, lead: '\\' | '='): DecodedName | null {
  const unusual = encoded.startsWith(mark);
  const name = unescapeOctets(unusual ? encoded.slice(mark.length) : encoded, lead);
  return name === null ? null : { unusual, name };
}

/** @throws {@link InvalidIdentifier} */
export function userNamed(provider: ProviderDomain, { name, unusual }: DecodedName): UserUri {
  return unusual ? parseUserUri(`mimi://${provider}/u/${name}`) : userUri(provider, name);
}

/** @throws {@link InvalidIdentifier} */
export function roomNamed(hub: ProviderDomain, { name, unusual }: DecodedName): RoomUri {
  return unusual ? parseRoomUri(`mimi://${hub}/r/${name}`) : roomUri(hub, name);
}

/** Addresses are typed by people and written by anybody: one that is malformed names nobody, and that is an answer. */
export function ifNamed<Name>(read: () => Name | null): Name | null {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof InvalidIdentifier) return null;
    throw cause;
  }
}
