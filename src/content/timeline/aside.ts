import { parseMediaType } from '../codec/media-type.ts';
import type { Part } from '../contract.ts';
import { dispositions } from '../contract.ts';
import { momentMediaType } from '../profile/moments.ts';
import { statusMediaType } from '../status/status-report.ts';

const types = [statusMediaType, momentMediaType];

/**
 * Whether a body says nothing to the room: a report of what was read, what somebody is just doing, or a profile. Of
 * several parts all must be such.
 */
export function isAside(body: Part): boolean {
  if (body.disposition === dispositions.profile || body.disposition === dispositions.icon) return true;
  if (body.type === 'multi') return body.parts.every(isAside);
  return body.type === 'single' && types.includes(parseMediaType(body.contentType)?.essence ?? '');
}
