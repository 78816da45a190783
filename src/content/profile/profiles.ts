import type { UserUri } from '../../identifiers/index.ts';
import { parseMediaType } from '../codec/media-type.ts';
import type { Part } from '../contract.ts';
import { dispositions } from '../contract.ts';
import { draftOf } from '../message.ts';
import type { MessageDraft, StoredMessage } from '../networks/contract.ts';
import { purposeOf } from '../purpose.ts';
import { inOrder } from '../timeline/order.ts';
import type { Profile } from './contract.ts';
import { nameIn, vcardOf } from './vcard.ts';

const vcardType = 'text/vcard;charset=utf-8';
const utf8 = new TextDecoder('utf-8', { fatal: false });

const essenceOf = (part: Part): string =>
  part.type === 'single' || part.type === 'external' ? (parseMediaType(part.contentType)?.essence ?? '') : '';

/**
 * A message that says the sender's own profile. Both parts are said, for the newest message of each kind counts.
 * @param profile.icon an image, or null for none any more
 */
export function profileDraft(profile: Pick<Profile, 'name' | 'icon'>): MessageDraft {
  const vcard: Part = {
    disposition: dispositions.profile,
    language: '',
    type: 'single',
    contentType: vcardType,
    content: Buffer.from(vcardOf(profile.name ?? ''), 'utf8'),
  };
  const icon: Part = { ...(profile.icon ?? { type: 'null', language: '' }), disposition: dispositions.icon };
  const parts = [vcard, icon];
  return draftOf({ disposition: dispositions.profile, language: '', type: 'multi', semantics: 'process-all', parts });
}

/**
 * Profiles of the users of a room: of name and icon the newest that each user said. Nobody says another's: the profile
 * is that of whoever sent the message.
 */
export function profilesOf(messages: readonly StoredMessage[]): ReadonlyMap<UserUri, Profile> {
  const profiles = new Map<UserUri, Profile>();
  for (const { sender, content } of inOrder(messages)) {
    const said = saidIn(content.body);
    if (!said) continue;
    const before = profiles.get(sender) ?? { user: sender, name: null, icon: null };
    profiles.set(sender, { ...before, ...said });
  }
  return profiles;
}

function saidIn(body: Part): Partial<Profile> | null {
  const said: { name?: string | null; icon?: Part | null } = {};
  const read = (part: Part, around: number): void => {
    const purpose = purposeOf(part, around);
    if (part.type === 'multi') for (const nested of part.parts) read(nested, purpose);
    if (purpose === dispositions.icon && part.type === 'null') said.icon = null;
    if (purpose === dispositions.icon && essenceOf(part).startsWith('image/')) said.icon ??= part;
    if (purpose === dispositions.profile && part.type === 'single' && essenceOf(part) === 'text/vcard') {
      said.name = nameIn(utf8.decode(part.content));
    }
  };
  read(body, dispositions.unspecified);
  return said.name === undefined && said.icon === undefined ? null : said;
}
