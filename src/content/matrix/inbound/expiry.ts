import type { MessageDraft } from '../../networks/contract.ts';
import { countAt, objectAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';

/** MSC2228: the moment, in milliseconds since 1970, when servers redact an event. */
const atMoment = 'org.matrix.self_destruct_after';
/** The same after reading, as bridges to networks with vanishing messages say it. */
const afterReading = 'com.beeper.disappearing_timer';

const latest = 0xffff_ffff;
/** Seconds. Messages that vanish later than in a year are taken for nonsense (draft §9.1). */
const longest = 365 * 24 * 60 * 60;

/** When a message is to go (CF-18), rounded up to seconds. */
export function expiryIn(content: Json): MessageDraft['expires'] {
  const moment = countAt(content, atMoment);
  if (moment !== undefined && moment > 0) return { relative: false, seconds: Math.min(secondsOf(moment), latest) };
  const timer = objectAt(content, afterReading);
  const time = countAt(timer, 'timer');
  if (textAt(timer, 'type') !== 'after_read' || time === undefined || time === 0) return null;
  return { relative: true, seconds: Math.min(secondsOf(time), longest) };
}

const secondsOf = (milliseconds: number): number => Math.ceil(milliseconds / 1000);

/** The fields that say so again. */
export function expiryFields(expires: MessageDraft['expires']): Json {
  if (expires === null) return {};
  const time = expires.seconds * 1000;
  return expires.relative ? { [afterReading]: { type: 'after_read', timer: time } } : { [atMoment]: time };
}
