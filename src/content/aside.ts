import { parseMediaType } from './codec/media-type.ts';
import type { Part } from './contract.ts';
import { dispositions } from './contract.ts';
import { momentMediaType } from './profile/moments.ts';
import { purposeOf } from './purpose.ts';
import { statusMediaType } from './status/status-report.ts';

const types = [statusMediaType, momentMediaType];

/**
 * Whether a body says nothing to the room: a report of what was read, what somebody is just doing, a profile, or nothing
 * at all. Of several parts all must be such.
 * @param around disposition of the part around it
 */
export function isAside(body: Part, around: number = dispositions.unspecified): boolean {
  if (body.type === 'null') return true;
  const disposition = purposeOf(body, around);
  if (body.type === 'multi') return body.parts.every((part) => isAside(part, disposition));
  if (disposition === dispositions.profile || disposition === dispositions.icon) return true;
  return body.type === 'single' && types.includes(parseMediaType(body.contentType)?.essence ?? '');
}
