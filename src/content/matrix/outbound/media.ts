import type { ExternalContent } from '../../contract.ts';
import { dispositions } from '../../contract.ts';
import type { InlineFile, MatrixContent } from '../contract.ts';
import type { Measures } from '../inbound/media.ts';

type MsgType = 'm.image' | 'm.video' | 'm.audio' | 'm.file';

/** What is to be downloaded rather than shown is a file, whatever is in it (draft §4.4). */
export function msgtypeOfFile(contentType: string, disposition: number): MsgType {
  if (disposition === dispositions.attachment) return 'm.file';
  const [family] = contentType.toLowerCase().split('/');
  if (family === 'image') return 'm.image';
  if (family === 'video') return 'm.video';
  return family === 'audio' ? 'm.audio' : 'm.file';
}

/** `type/subtype` of RFC 6838, without parameters; undefined for what is none. */
export function mimetypeOf(contentType: string): string | undefined {
  const essence = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/.test(essence) ? essence : undefined;
}

/** `info` of a file: only what is known, for a wrong zero is worse than nothing. */
export function infoOf(file: ExternalContent | InlineFile, measures: Measures): MatrixContent {
  const mimetype = mimetypeOf(file.contentType);
  const size = 'url' in file ? Number(file.size) : file.content.length;
  const { width, height, duration } = measures;
  return {
    ...(mimetype !== undefined && { mimetype }),
    ...(size > 0 && Number.isSafeInteger(size) && { size }),
    ...(width !== null && { w: width }),
    ...(height !== null && { h: height }),
    ...(duration !== null && { duration: Math.round(duration) }),
  };
}

/** A name for a file that came without one. */
export function fileNameFor(msgtype: MsgType, contentType: string): string {
  const subtype = mimetypeOf(contentType)?.split('/')[1] ?? '';
  const stem = msgtype.slice('m.'.length);
  return /^[a-z0-9]{1,8}$/.test(subtype) ? `${stem}.${subtype}` : stem;
}
